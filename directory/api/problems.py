"""Refusals as problem details (RFC 9457): what is wrong, at which parameter, and what would do."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from clinics.listing.shown import TakenOff
from directory.api.fields import Json, JsonSerializer
from directory.api.serializers import PlaceSerializer
from directory.databases.faults import fault_of
from directory.search.question import QuestionRefused
from directory.sight.asked import name_it

if TYPE_CHECKING:
    from clinics.vocabulary import Words

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger("django.request")


@dataclass(frozen=True)
class Problem:
    """A kind of problem; `code` is the anchor of its `type` on the API's page."""

    code: str
    status: int
    title: Words
    meaning: Words


PROBLEMS = {
    problem.code: problem
    for problem in (
        Problem(
            "unknown-parameter",
            400,
            _("There is no such parameter"),
            _("A parameter has a name that is not known here. Nothing is ever ignored."),
        ),
        Problem(
            "bad-value",
            400,
            _("A parameter has a value that cannot be answered"),
            _("`errors` says for each parameter what is wrong with its value."),
        ),
        Problem(
            "ambiguous-place",
            400,
            _("Several places have this name"),
            _("`candidates` lists them; ask again with the `near` of one."),
        ),
        Problem(
            "unknown-place",
            400,
            _("This place is not known"),
            _("`suggestions` lists places that may have been meant."),
        ),
        Problem(
            "beyond-last-page",
            400,
            _("There is no such page"),
            _("The answer has fewer pages; follow `next` until it is null."),
        ),
        Problem(
            "too-deep",
            400,
            _("Pages do not go as far as this"),
            _("A cursor does: ask with `cursor=*` and follow `next`."),
        ),
        Problem(
            "not-found",
            404,
            _("There is nothing here"),
            _("No published clinic, and no part of the API, has this address."),
        ),
        Problem(
            "taken-off",
            410,
            _("This clinic is no longer listed"),
            _("Its listing was taken off. We do not say why."),
        ),
        Problem(
            "not-kept",
            410,
            _("These files are no longer kept"),
            _("Data files of that day were deleted; `/data/latest/` has the newest."),
        ),
        Problem(
            "start-again",
            410,
            _("This cursor is no longer good"),
            _(
                "The database is another one since it was given, or was restored. Read everything "
                "once more, and go on from the cursor that comes with it."
            ),
        ),
        Problem(
            "not-ready",
            503,
            _("The changes cannot be followed just now"),
            _(
                "The database was restored, and the log of changes is not in order again yet. Your "
                "cursor stays as good as it was."
            ),
        ),
        Problem(
            "method-not-allowed",
            405,
            _("The API only reads"),
            _("GET, HEAD and OPTIONS are answered, nothing else."),
        ),
        Problem(
            "not-acceptable",
            406,
            _("Only JSON is spoken here"),
            _("The Accept header rules out application/json."),
        ),
        Problem(
            "precondition-failed",
            412,
            _("What is here now is not what you named"),
            _("`If-Match` or `If-Unmodified-Since` names another answer than the present one."),
        ),
        Problem(
            "bad-range",
            416,
            _("The file has no such part"),
            _("`Range` asks a data file for bytes behind its end."),
        ),
        Problem(
            "too-many-requests",
            429,
            _("Too many requests"),
            _(
                "Your network asked more often than one network may. Wait as many seconds as the "
                "header `Retry-After` says, then go on."
            ),
        ),
        Problem(
            "bad-request",
            400,
            _("The request cannot be read"),
            _("It is malformed, or far larger than any question."),
        ),
        Problem(
            "unavailable",
            503,
            _("This cannot be answered just now"),
            _(
                "The records cannot be reached, or too much is asked of them. Ask again after as "
                "many seconds as the header `Retry-After` says."
            ),
        ),
        Problem(
            "internal-error",
            500,
            _("Something went wrong on our side"),
            _("It has been noted. Trying again later may help."),
        ),
    )
}
"""Every kind of problem the API answers with."""


@extend_schema_field(OpenApiTypes.URI_REF)
class TypeField(serializers.CharField):
    """Where the kind of problem is explained."""


class WrongParameterSerializer(JsonSerializer):
    """One thing that is wrong with one parameter."""

    parameter = serializers.CharField(help_text=_("The parameter’s name, as it was sent."))
    detail = serializers.CharField(help_text=_("What is wrong with its name or its value."))
    did_you_mean = serializers.CharField(
        allow_null=True,
        help_text=_(
            "The name, or the value, that was probably meant. Null where nothing is like it."
        ),
    )


class ProblemSerializer(JsonSerializer):
    """A refusal as RFC 9457 has it. Members beside the first four are there when they help."""

    type = TypeField(help_text=_("Which kind of problem it is: an address that explains it."))
    title = serializers.CharField(help_text=_("The kind of problem, in words."))
    status = serializers.IntegerField(help_text=_("The status of the answer."))
    detail = serializers.CharField(help_text=_("What is wrong this time."))
    errors = WrongParameterSerializer(
        many=True, required=False, help_text=_("Which parameters are wrong, and why.")
    )
    candidates = PlaceSerializer(
        many=True, required=False, help_text=_("The places that have the name you gave.")
    )
    suggestions = PlaceSerializer(
        many=True, required=False, help_text=_("Places that you may have meant.")
    )


class Refused(Exception):
    """A request refused for one of PROBLEMS; `errors` are messages by parameter.

    `meant` is, by parameter, what was probably meant instead of its name or its value.
    """

    def __init__(
        self, code: str, errors: Mapping[str, list[str]], meant: Mapping[str, str] | None = None
    ) -> None:
        super().__init__("; ".join(m for messages in errors.values() for m in messages))
        self.code, self.errors = code, _at_parameters(errors, meant or {})


def _at_parameters(errors: Mapping[str, list[str]], meant: Mapping[str, str]) -> list[Json]:
    """What is wrong at each parameter, one message after the other."""
    return [
        {"parameter": name, "detail": detail, "did_you_mean": meant.get(name)}
        for name, details in errors.items()
        for detail in details
    ]


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to anything that was raised: always a problem, never its inner details.

    None, which raises it again, where the database is at fault: `site.open_data` knows the words.
    """
    if isinstance(error, QuestionRefused):
        return _question_refused(error)
    if isinstance(error, Refused):
        return problem(error.code, detail=str(error), errors=error.errors)
    if isinstance(error, Http404):
        return problem("not-found", detail=_now("Nothing is published at this address."))
    if isinstance(error, TakenOff):
        return problem("taken-off", detail=_now("The listing at this address was taken off."))
    if isinstance(error, exceptions.MethodNotAllowed):
        return problem("method-not-allowed", detail=str(error.detail))
    if isinstance(error, exceptions.NotAcceptable):
        return problem("not-acceptable", detail=str(error.detail))
    if isinstance(error, SuspiciousOperation):
        return problem("bad-request")
    if fault_of(error, may_write=False):
        return None
    logger.error("Internal Server Error", exc_info=error)
    return problem("internal-error", detail=f"{PROBLEMS['internal-error'].meaning} {name_it()}")


def problem(code: str, *, detail: str = "", **more: Any) -> Response:
    """A problem of that kind. Of `more`, empty members are left out."""
    answer = _members(code, detail=detail, **more)
    return Response(answer, status=PROBLEMS[code].status, content_type=MEDIA_TYPE)


def refusal(request: HttpRequest, status: int, code: str, text: str) -> HttpResponse:
    """A problem of that kind, outside of the views of the API; see `site.open_data`."""
    answer = JSONRenderer().render(_members(code, detail=text))
    return HttpResponse(answer, status=status, content_type=MEDIA_TYPE)


def _members(code: str, *, detail: str, **more: Any) -> Json:
    kind = PROBLEMS[code]
    members = {
        "type": f"{reverse('api-docs')}#{code}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail or kind.meaning,
        **{name: value for name, value in more.items() if value},
    }
    return dict(ProblemSerializer(members).data)


def _question_refused(error: QuestionRefused) -> Response:
    if error.is_about_the_place:
        code = "ambiguous-place" if error.candidates else "unknown-place"
    else:
        unknown = set(error.errors) - set(error.form.fields)
        code = "unknown-parameter" if unknown else "bad-value"
    return problem(
        code,
        detail=str(error),
        errors=_at_parameters(error.errors, error.meant),
        candidates=error.candidates,
        suggestions=error.suggestions,
    )
