"""The views of the API. Each is open to everybody, only reads, and refuses with a problem."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clinics.listing.shown import MergedInto, find_shown
from clinics.models import Clinic
from clinics.reviews.figures import figures
from directory.api.clinic_serializers import ClinicSerializer, FullListing
from directory.api.languages import NAME, in_the_language_asked, take_language, with_language
from directory.api.onward import (
    CURSOR,
    LINK,
    cursor_of,
    linked,
    neighbors_of,
    onward_from,
    refuse_beyond_the_last,
    refuse_too_deep,
)
from directory.api.openapi import answers, openapi, search_parameters
from directory.api.problems import Refused, refusal
from directory.api.serializers import ClinicsFoundSerializer, PlacesFoundSerializer
from directory.places.locate import suggest
from directory.places.reading import LONGEST
from directory.presenting.clinicians import clinicians_of, needs_of
from directory.presenting.listed_clinic import Listed, listed
from directory.presenting.one_language import one_language
from directory.presenting.patient_reports import reported
from directory.presenting.warnings import excluded_names
from directory.search.question import ask
from directory.site.open_data import open_data
from directory.site.query_text import name_of_what_is_no_text
from directory.site.readonly import from_primary
from directory.site.urls import absolute

SLUG = OpenApiParameter(
    "slug",
    type={"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 90},
    location=OpenApiParameter.PATH,
    description=_("The clinic’s name in addresses."),
)
TYPED = OpenApiParameter(
    "q",
    type={"type": "string", "minLength": 1, "maxLength": LONGEST},
    required=True,
    description=_("The beginning of a place’s name or of a ZIP code."),
    examples=[OpenApiExample("q", value="delray")],
)


class ApiView(APIView):
    """An address of the API: GET and HEAD, from any site, with a connection that cannot write."""

    http_method_names = ["get", "head", "options"]
    throttle_scope = "api"
    open_to = ["GET"]
    is_from_primary = False
    """Whether copies are built on it: then it is never behind the list of changes."""

    def parameters(self) -> list[OpenApiParameter]:
        """Parameters that change with the checklist; those that never change are declared."""
        return []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is no text; Django would put a replacement for it, and look for that."""
        super().initial(request, *args, **kwargs)
        refuse_what_is_no_text(request.META.get("QUERY_STRING", ""))
        take_language(request)

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The view, as one of open data."""
        view = super().as_view(**initkwargs)
        if cls.is_from_primary:
            from_primary(view)
        opened = open_data(throttle=cls.throttle_scope, refused=refusal, methods=cls.open_to)
        return in_the_language_asked(opened(view))


class Clinics(ApiView):
    """The clinics that a search finds."""

    throttle_scope = "api-search"

    def parameters(self) -> list[OpenApiParameter]:
        """Those of the search page, and the cursor."""
        return [*search_parameters(), CURSOR, LINK]

    @extend_schema(
        operation_id="findClinics",
        description=_(
            "The clinics that a search finds, page by page, and how many each further filter would "
            "find. The parameters are those of the search page."
        ),
        responses=answers(ClinicsFoundSerializer, 400),
    )
    def get(self, request: Request) -> Response:
        """A page of clinics, or those behind a cursor. Six queries; those of place and words."""
        asked = request.query_params.copy()
        cursor = cursor_of(asked)
        question = ask(asked, by_a_program=True)
        if cursor is None:
            refuse_too_deep(question)
        found = onward_from(question, cursor)
        answer = found.answer
        refuse_beyond_the_last(question, answer.count)
        neighbors = neighbors_of(question, found, request, by_cursor=cursor is not None)
        row: dict[str, Any] = {
            "count": answer.count,
            **neighbors,
            "origin": question.area,
            "question": question,
            "facets": answer.facets,
            "results": listed(answer.page),
        }
        if question.max_course_price is not None:
            row["left_out"] = answer
        context = _context(request, (one.clinic_id for one in answer.page))
        with one_language():
            return Response(
                ClinicsFoundSerializer(row, context=context).data, headers=linked(neighbors)
            )


class ClinicDetail(ApiView):
    """One clinic that has a page."""

    is_from_primary = True

    @extend_schema(
        operation_id="getClinic",
        parameters=[SLUG],
        description=_(
            "One clinic. Every fact says who says so, and since when. A listing that was merged "
            "into another one answers 301 with the address of that one."
        ),
        responses=answers(ClinicSerializer, 400, 404, 410),
    )
    def get(self, request: Request, slug: str) -> Response:
        """The clinic of that slug. Nine queries."""
        refuse_parameters(request, but=())
        clinics = Clinic.objects.all().with_answers().select_related("search_row")
        try:
            clinic = find_shown(clinics, slug)
        except MergedInto as merged:
            return _moved(request, merged.slug)
        clinicians, context = clinicians_of([clinic.pk])[clinic.pk], _context(request, [clinic.pk])
        row = FullListing(
            clinic,
            clinicians=clinicians,
            needs=needs_of(Listed(clinic), clinicians, on=context["on"]),
            figures=figures(clinic.pk, on=context["on"]),
        )
        return Response(ClinicSerializer(row, context=context).data)


class Places(ApiView):
    """Places whose names begin as typed, or are spelled alike."""

    @extend_schema(
        operation_id="suggestPlaces",
        parameters=[TYPED],
        description=_("Places whose names begin as you typed, or are spelled much alike."),
        responses=answers(PlacesFoundSerializer, 400),
    )
    def get(self, request: Request) -> Response:
        """At most ten places. One query."""
        refuse_parameters(request, but=("q",))
        typed = request.query_params.getlist("q")
        if len(typed) != 1 or not typed[0].strip():
            raise Refused("bad-value", {"q": [_now("Give the beginning of a place’s name, once.")]})
        if len(typed[0]) > LONGEST:
            raise Refused("bad-value", {"q": [_now("No place has a name as long as that.")]})
        return Response(PlacesFoundSerializer({"results": suggest(typed[0])}).data)


class OpenApi(ApiView):
    """The description of the API, OpenAPI 3.1."""

    schema = None  # the description does not describe itself

    def get(self, request: Request) -> Response:
        """The description. No query."""
        refuse_parameters(request, but=())
        return Response(openapi())


class Nowhere(ApiView):
    """Every other address under /api/v1/."""

    schema = None  # there is nothing to describe
    open_to = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raise Http404, whatever the method."""
        raise Http404


def _context(request: Request, clinic_ids: Iterable[int]) -> dict[str, Any]:
    """What the serializers of these clinics need besides the clinics. Two queries."""
    ids = list(clinic_ids)
    return {
        "request": request,
        "on": timezone.localdate(),
        "reports": reported(ids),
        "excluded": excluded_names(ids),
    }


def refuse_what_is_no_text(query: str) -> None:
    """Raise Refused for names and values that are not UTF-8."""
    if (name := name_of_what_is_no_text(query)) is not None:
        raise Refused("bad-value", {name: [_now("This is not text in UTF-8.")]})


def refuse_parameters(request: Request, *, but: tuple[str, ...]) -> None:
    """Raise Refused for parameters other than these."""
    if unknown := [name for name in request.query_params if name not in but]:
        words = _now("“%(name)s” is not a parameter here.")
        known = (*but, NAME)
        near = {name: "".join(get_close_matches(name[:60], known, n=1)) for name in unknown}
        errors = {name: [words % {"name": name[:60]}] for name in unknown}
        raise Refused("unknown-parameter", errors, {n: meant for n, meant in near.items() if meant})


def _moved(request: Request, slug: str) -> Response:
    """301 to the clinic of that slug. Nobody may remember it for good: a merge can be undone."""
    address = absolute(request, with_language(reverse("api-clinic", args=[slug])))
    return Response(status=301, headers={"Location": address, "Cache-Control": "no-cache"})
