"""What the API answers. Every view is open, only reads, and refuses in problem details."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clinics.models import Clinic
from clinics.reviews.figures import figures
from directory.api import public
from directory.api.problems import Refused
from directory.api.schema import (
    ApiSchema,
    clinic_parameters,
    openapi,
    place_parameters,
    search_parameters,
)
from directory.places.locate import suggest
from directory.places.reading import LONGEST
from directory.presenting.clinicians import people_of
from directory.presenting.listed_clinic import Listed, listed
from directory.presenting.patient_reports import reported
from directory.search.question import Question, ask
from directory.search.search import Answer, search
from directory.site.readonly import only_reads
from directory.site.urls import absolute


class ApiView(APIView):
    """An address of the API: GET and HEAD, from any site, with a connection that cannot write."""

    http_method_names = ["get", "head"]
    schema = ApiSchema()
    operation_id: str
    answers: str
    refuses: tuple[int, ...]
    parameters: Callable[[], list[OpenApiParameter]]

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Those of every answer, refusals too."""
        return super().default_response_headers | {"Access-Control-Allow-Origin": "*"}

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer with the database refusing writes."""
        with only_reads():
            return super().dispatch(request, *args, **kwargs)


class Clinics(ApiView):
    """The clinics that a question finds, with counts of what could be ticked too."""

    operation_id = "findClinics"
    answers, refuses = "ClinicsFound", (400,)
    parameters = staticmethod(search_parameters)

    def get(self, request: Request) -> Response:
        """A page of clinics; the parameters are those of the search page."""
        question = ask(request.query_params)
        answer = search(question)
        _refuse_beyond_the_last(question, answer)
        clinics = listed(answer.page)
        return Response(
            public.found(
                question,
                answer,
                clinics,
                path=request.path,
                on=timezone.localdate(),
                absolute=lambda path: absolute(request, path),
            )
        )


class ClinicDetail(ApiView):
    """One published clinic with every fact, who says so and since when."""

    operation_id = "getClinic"
    answers, refuses = "Clinic", (400, 404)
    parameters = staticmethod(clinic_parameters)

    def get(self, request: Request, slug: str) -> Response:
        """The clinic of that slug."""
        _refuse_parameters(request, but=())
        clinics = Clinic.objects.published().with_answers().select_related("search_row")
        clinic, on = get_object_or_404(clinics, slug=slug), timezone.localdate()
        return Response(
            public.detail(
                Listed(clinic),
                list(clinic.hours.all()),
                people_of([clinic.pk])[clinic.pk],
                figures(clinic.pk, on=on),
                reported([clinic.pk])[clinic.pk],
                on=on,
                absolute=lambda path: absolute(request, path),
            )
        )


class Places(ApiView):
    """Places whose names begin as typed, or are spelled alike."""

    operation_id = "suggestPlaces"
    answers, refuses = "PlacesFound", (400,)
    parameters = staticmethod(place_parameters)

    def get(self, request: Request) -> Response:
        """At most ten places; `near` of each is what a search takes."""
        _refuse_parameters(request, but=("q",))
        typed = request.query_params.getlist("q")
        if len(typed) != 1 or not typed[0].strip():
            raise Refused("bad-value", {"q": [_("Give the beginning of a place’s name, once.")]})
        if len(typed[0]) > LONGEST:
            raise Refused("bad-value", {"q": [_("No place has a name as long as that.")]})
        return Response({"results": [public.place(area) for area in suggest(typed[0])]})


class OpenApi(ApiView):
    """This description of the API, OpenAPI 3.1."""

    schema = None  # type: ignore[assignment]

    def get(self, request: Request) -> Response:
        """The description, made from the checklist as it is now."""
        _refuse_parameters(request, but=())
        return Response(openapi(request))


class Nowhere(ApiView):
    """Every other address under /api/v1/."""

    schema = None  # type: ignore[assignment]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raise Http404, whatever the method."""
        raise Http404


def _refuse_parameters(request: Request, *, but: tuple[str, ...]) -> None:
    """Raise Refused for parameters other than these."""
    if unknown := [name for name in request.query_params if name not in but]:
        words = _("“%(name)s” is not a parameter here.")
        raise Refused(
            "unknown-parameter", {name: [words % {"name": name[:60]}] for name in unknown}
        )


def _refuse_beyond_the_last(question: Question, answer: Answer) -> None:
    """Raise Refused for a page that the answer does not have; the first is always there."""
    last = max(1, -(-answer.count // question.page_size))
    if question.page > last:
        words = _("There is no page %(page)d: the last is %(last)d.")
        raise Refused("beyond-last-page", {"page": [words % {"page": question.page, "last": last}]})
