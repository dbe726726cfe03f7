"""The API's page for people: made from its own description, complete without a script."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.api.problems import PROBLEMS
from directory.api.schema import openapi
from directory.site.readonly import public
from directory.site.urls import absolute

Json = dict[str, Any]

FEW = 8
"""Codes up to this many are all listed beside a name; the words about a parameter list all."""

SHAPES = ("ClinicSummary", "Fact", "Price", "Person", "Credential", "Check", "RouteNeed")
"""The shapes that the page tells by themselves."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A parameter or a member of an answer: its name, what it holds, what it means."""

    name: str
    holds: str
    means: SafeString


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One address: what it is for, what it takes, what it answers, and one to try."""

    path: str
    summary: str
    example: str
    parameters: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)


@public
def docs(request: HttpRequest) -> HttpResponse:
    """What can be asked, what comes back, and every problem with its anchor."""
    document = openapi()
    return render(
        request,
        "directory/api_docs.html",
        {
            "operations": [
                _operation(document, path, methods["get"])
                for path, methods in document["paths"].items()
            ],
            "shapes": {name: _members(document, name) for name in SHAPES},
            "problems": [(kind, _marked(str(kind.meaning))) for kind in PROBLEMS.values()],
            "base": absolute(request, "/api/v1/"),
        },
    )


def _operation(document: Json, path: str, said: Json) -> Operation:
    examples = {
        "findClinics": f"{reverse('api-clinics')}?near=33444&condition=depression&verified=1",
        "suggestPlaces": f"{reverse('api-places')}?q=delray",
    }
    answer = said["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    return Operation(
        path=path,
        summary=said["description"],
        example=examples.get(said["operationId"], ""),
        parameters=[
            Row(name=p["name"], holds=_holds(p["schema"]), means=_marked(p.get("description", "")))
            for p in said.get("parameters", [])
        ],
        members=_members(document, answer.rsplit("/", 1)[-1]),
    )


def _members(document: Json, shape: str) -> list[Row]:
    members = document["components"]["schemas"][shape]["properties"]
    return [
        Row(name=name, holds=_holds(schema), means=_marked(schema.get("description", "")))
        for name, schema in members.items()
    ]


def _marked(words: str) -> SafeString:
    """Words with what stands between backticks marked as code."""
    parts = words.split("`")
    said = (format_html("<code>{}</code>" if i % 2 else "{}", p) for i, p in enumerate(parts))
    return format_html_join("", "{}", ((part,) for part in said))


def _holds(schema: Json) -> str:
    """What a JSON schema allows, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return _(" or ").join(_holds(one) for one in schema["anyOf"])
    if "enum" in schema:
        return _some([str(one) for one in schema["enum"]])
    if schema.get("type") == "array":
        return _("list: %(items)s") % {"items": _holds(schema.get("items", {})) or _("empty")}
    kinds = schema.get("type", [])
    words = _(" or ").join([kinds] if isinstance(kinds, str) else kinds)
    if "properties" in schema:
        return f"{words}: {', '.join(schema['properties'])}"
    if "minimum" in schema and "maximum" in schema:
        return f"{words}, {schema['minimum']} … {schema['maximum']}"
    return f"{words}, {schema['format']}" if "format" in schema else words


def _some(codes: list[str]) -> str:
    """The codes, or the first and their number when they are many."""
    if len(codes) <= FEW:
        return " | ".join(codes)
    return _("one of %(number)d codes: %(first)s …") % {
        "number": len(codes),
        "first": ", ".join(codes[:3]),
    }
