"""The API's description of itself (OpenAPI 3.1), made from the search form and the checklist."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_root_object, normalize_result_object
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.request import Request

from clinics.checklist import CHECKLIST
from directory.api.shapes import shapes
from directory.places.reading import LONGEST
from directory.search.filters import CodesField, OneOfField
from directory.search.question import Question, bound_form

Json = dict[str, Any]

COMBINED = {
    "all": _("Repeatable; a clinic must state all of them."),
    "any": _("Repeatable; a clinic must state one of them."),
}
NOTES = {
    "near": _(
        "A place in words: a ZIP code, a town, a town and its state, a county. A county or a state "
        "without `radius` is searched as it lies."
    ),
    "lat": _("Degrees, instead of `near`, together with `lon`."),
    "lon": _("Degrees, instead of `near`, together with `lat`."),
    "radius": _("In `unit`; 25 unless said. Needs a place."),
    "unit": _("What `radius` is counted in; the answer's distances are in miles."),
    "q": _(
        "A clinic's or an organisation's name, typing errors forgiven. Words that name a filter or "
        "a place are taken as that."
    ),
    "verified": _(
        "What is ticked must be confirmed by someone other than the clinic, and in date."
    ),
    "offers": _("`ketamine`: only clinics that state at least one route."),
    "checked_within": _(
        "Days: only clinics that confirmed their listing, or were checked, within."
    ),
    "max_course_price": _(
        "US dollars for the whole first course. Clinics that publish no such price are left out, "
        "and counted in `left_out`."
    ),
    "sort": _(
        "`distance` with a place, else `name`, unless said. `match`: ticks order, but exclude none."
    ),
}


def search_parameters() -> list[OpenApiParameter]:
    """The parameters of a search, as its form has them now."""
    usual, fields = Question(), bound_form(QueryDict()).fields
    return [
        OpenApiParameter(
            name,
            type=_with_default(_schema_of(field), getattr(usual, name, None)),
            description=_description(name, field),
            explode=True if isinstance(field, CodesField) else None,
            style="form" if isinstance(field, CodesField) else None,
        )
        for name, field in fields.items()
    ]


def clinic_parameters() -> list[OpenApiParameter]:
    """The parameter in the path of a clinic."""
    schema = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 90}
    return [OpenApiParameter("slug", type=schema, location=OpenApiParameter.PATH)]


def place_parameters() -> list[OpenApiParameter]:
    """The parameters of the places."""
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    words = _("The beginning of a place's name, or a ZIP code's.")
    return [OpenApiParameter("q", type=schema, required=True, description=str(words))]


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
    said = [f"{field.label}."]
    if name in NOTES:
        said.append(str(NOTES[name]))
    elif isinstance(field, CodesField):
        said += [str(field.help_text), str(COMBINED[CHECKLIST.group(name).combine])]
        said.append("; ".join(f"`{code}`: {label}" for code, label in _labels(field).items()) + ".")
    return " ".join(said)


class ApiSchema(AutoSchema):
    """Asks the view what it takes, answers and refuses."""

    view: Any

    def get_operation_id(self) -> str:
        """The view's own name for it."""
        return self.view.operation_id

    def get_tags(self) -> list[str]:
        """None: there are three operations."""
        return []

    def get_override_parameters(self) -> list[Any]:
        """The view's parameters, made anew: the checklist may have grown."""
        return self.view.parameters()

    def get_request_serializer(self) -> None:
        """Nothing is ever sent."""

    def get_response_serializers(self) -> Any:
        """The view's answer and the problems it refuses with."""
        ref = {"$ref": f"#/components/schemas/{self.view.answers}"}
        words = str(_("The answer."))
        said = {(200, "application/json"): OpenApiResponse(ref, description=words)}
        problem = {"$ref": "#/components/schemas/Problem"}
        for status in (*self.view.refuses, 406):
            response = OpenApiResponse(problem, description=str(_("What is wrong, in words.")))
            said[status, "application/problem+json"] = response
        return said


def openapi(request: Request | None = None) -> Json:
    """The whole description, as OpenAPI 3.1."""
    paths = SchemaGenerator().parse(request, public=True)
    document = build_root_object(paths, {"schemas": shapes()}, webhooks={}, version=None)
    document["info"]["description"] = str(
        _("Every fact says who says so and since when. A code that is absent is not stated.")
    )
    return normalize_result_object(document)
