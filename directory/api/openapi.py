"""What drf-spectacular cannot read off the serializers and views of the API by itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from threading import Lock
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework.serializers import Serializer

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Checklist
from directory.api.languages import lang
from directory.api.problems import MEDIA_TYPE, ProblemSerializer
from directory.search.fields import CodesField, OneOfField
from directory.search.parameters import PAGE_SIZE
from directory.search.question import MOST_TICKS, Question, bound_form

Json = dict[str, Any]

ABOUT = (
    _(
        "Everything the search page shows, for programs: read-only, without a key, from any site. "
        "Every fact says who says so, and since when."
    ),
    _(
        "A fact is “yes”, “no” or absent. Absent means not stated: it is neither a no nor a zero. "
        "A check that is past its date is no longer among the confirmed codes."
    ),
    format_lazy(
        _(
            "In a minute, one network may send {searches} searches and {others} other requests. "
            "If it sends more, the answer has the status 429, and its header `Retry-After` says "
            "how many seconds to wait. No search is stored or logged."
        ),
        searches=settings.API_SEARCHES_A_MINUTE,
        others=settings.API_REQUESTS_A_MINUTE,
    ),
)
"""What the API is, how to read it, and how often one may ask: a paragraph each."""
COMBINED = {
    "all": _("Repeatable: a clinic must state all of them."),
    "any": _("Repeatable: a clinic must state at least one of them."),
}
NOTES = {
    "near": _(
        "A place in words: a ZIP code, a town, a town and its state, a county, a region, a whole "
        "address, or a point. For a county, a region or a state without `radius`, the search "
        "covers the whole of it."
    ),
    "lat": _("Degrees north, instead of `near`. Needs `lon`."),
    "lon": _("Degrees east, instead of `near`. Needs `lat`."),
    "radius": _("Counted in `unit`. Without it: 25. Needs a place."),
    "unit": _("What `radius` is counted in. Distances in the answer are always in miles."),
    "q": _(
        "The name of a clinic or an organization; typing errors are forgiven. Words that name a "
        "filter or a place are used as that filter or place. So is a place at the end, if no "
        "clinic is called so."
    ),
    "verified": _(
        "What you tick must be confirmed by somebody other than the clinic, if anybody else can "
        "confirm it, and the check must still count. The rest counts as stated."
    ),
    "confirmed": _(
        "Repeatable: each of these, such as `staff.anesthesiologist`, must be confirmed, and the "
        "check must still count. They exclude in every order."
    ),
    "not": _(
        "Repeatable: clinics that state yes to one of these, such as `route.at-home`, are left out."
    ),
    "nice": _(
        "Repeatable: these order the clinics, and leave none out. With any of them the usual order "
        "is `match`, in which what you tick still excludes."
    ),
    "offers": _("`ketamine`: only clinics that state at least one route. `any`: every clinic."),
    "checked_within": _(
        "A number of days: only clinics that confirmed their listing, or were checked, within them."
    ),
    "max_course_price": _(
        "US dollars for the whole first course. Clinics that publish no such price are left out "
        "and counted in `left_out`."
    ),
    "page_size": format_lazy(
        _("With more than {most} ticks, at most {size}."), most=MOST_TICKS, size=PAGE_SIZE
    ),
    "sort": _(
        "Without it: `distance` if you give a place, `name` if not. `match`: what you tick decides "
        "the order and excludes no clinic."
    ),
}
EXAMPLES = {"near": "33444", "condition": ["depression"], "verified": 1}
"""One value each for a search that works."""

RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    type={"type": "integer", "minimum": 1},
    location=OpenApiParameter.HEADER,
    description=_("How many seconds to wait before you ask again."),
    response=[429, 503],
)
HEADERS = [
    RETRY_AFTER,
    OpenApiParameter(
        "ETag",
        type=str,
        location=OpenApiParameter.HEADER,
        description=_("Names this very content. Send it as `If-None-Match`: 304 says, no news."),
        response=[200],
    ),
    OpenApiParameter(
        "RateLimit-Policy",
        type=str,
        location=OpenApiParameter.HEADER,
        description=_("How often your network may ask: `q` times in `w` seconds."),
        response=True,
    ),
    OpenApiParameter(
        "RateLimit",
        type=str,
        location=OpenApiParameter.HEADER,
        description=_("How often it still may, `r`, until one more is free in `t` seconds."),
        response=True,
    ),
]
"""The headers of every operation."""


def answers(
    serializer: type[Serializer], *statuses: int, media_type: str = "application/json"
) -> dict[Any, OpenApiResponse]:
    """The responses of an operation: its answer, and its problems by status.

    406, 429 and 503 are problems of every operation.
    """
    problem = OpenApiResponse(ProblemSerializer, description=_("What is wrong, in words."))
    return {
        (200, media_type): OpenApiResponse(serializer, description=_("The answer.")),
        **{(status, MEDIA_TYPE): problem for status in (*statuses, 406, 429, 503)},
    }


class ApiSchema(AutoSchema):
    """Describes an operation; adds the parameters that its view works out when it is asked."""

    view: Any

    def get_override_parameters(self) -> list[Any]:
        """The view's own parameters, the language, and the headers of its answers."""
        return [lang(), *self.view.parameters(), *HEADERS]

    def get_tags(self) -> list[str]:
        """None: there are too few operations to sort."""
        return []


def tidy(result: Any, **_more: Any) -> Any:
    """A hook of drf-spectacular: closes every object, and drops marks that tell readers nothing.

    An object with `properties` has these members and no others. The API only reads, so that
    `readOnly` says nothing.
    """
    if isinstance(result, list):
        return [tidy(part) for part in result]
    if not isinstance(result, dict):
        return result
    marks = {"x-spec-enum-id", "readOnly"}
    tidied = {key: tidy(part) for key, part in result.items() if key not in marks}
    if tidied.get("type") == "object" and "properties" in tidied:
        tidied["additionalProperties"] = False
    return tidied


_one_at_a_time = Lock()
"""Two threads that load drf-spectacular's extensions at once trip over each other."""


def openapi() -> Json:
    """The whole description, OpenAPI 3.1, in the language of the request. Do not change it.

    It is made once for each language in each process: it takes a tenth of a second.
    """
    with _one_at_a_time:
        return _document(get_language(), CHECKLIST)


@lru_cache(maxsize=8)
def _document(_language: str | None, _checklist: Checklist) -> Json:
    document = SchemaGenerator().get_schema(request=None, public=True)
    document["info"]["description"] = "\n\n".join(map(str, ABOUT))
    return document


def search_parameters() -> list[OpenApiParameter]:
    """The parameters of a search. They are read off its form, which follows the checklist."""
    usual, fields = Question(), bound_form(QueryDict()).fields
    return [
        OpenApiParameter(
            name,
            type=_with_default(_schema_of(field), getattr(usual, name, None)),
            description=_description(name, field),
            explode=True if isinstance(field, CodesField) else None,
            style="form" if isinstance(field, CodesField) else None,
            examples=[OpenApiExample(name, value=EXAMPLES[name])] if name in EXAMPLES else None,
        )
        for name, field in fields.items()
    ]


def _schema_of(field: forms.Field) -> Json:
    """The JSON schema of what a form field takes."""
    if isinstance(field, CodesField):
        codes = list(_labels(field))
        return {"type": "array", "items": {"type": "string", "enum": codes}}
    if isinstance(field, OneOfField):
        codes = [code for code in _labels(field) if code]
        if all(code.isdigit() for code in codes):
            return {"type": "integer", "enum": [int(code) for code in codes]}
        return {"type": "string", "enum": codes}
    if isinstance(field, forms.IntegerField):  # a FloatField is one, too
        kind = "number" if isinstance(field, forms.FloatField) else "integer"
        return {"type": kind, "minimum": field.min_value, "maximum": field.max_value}
    return {"type": "string", "maxLength": getattr(field, "max_length", None)}


def _labels(field: forms.ChoiceField) -> dict[str, str]:
    """What a field offers: label by code."""
    return dict(cast(Iterable[tuple[str, str]], field.choices))


def _with_default(schema: Json, usual: object) -> Json:
    known = isinstance(usual, str | int) and not isinstance(usual, bool) and usual != ""
    return schema | {"default": usual} if known else schema


def _description(name: str, field: forms.Field) -> str:
    sentences = [f"{field.label}."]
    if name in NOTES:
        sentences.append(str(NOTES[name]))
    elif isinstance(field, CodesField):
        sentences += [str(field.help_text), str(COMBINED[CHECKLIST.group(name).combine])]
        labels = "; ".join(f"`{code}`: {label}" for code, label in _labels(field).items())
        sentences.append(f"{labels}.")
    return " ".join(sentences)
