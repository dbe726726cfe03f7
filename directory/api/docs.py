"""The API's page for people. It is made from the API's description, and needs no script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.api.openapi import openapi
from directory.api.problems import PROBLEMS
from directory.site.readonly import public
from directory.site.urls import absolute

Json = dict[str, Any]

FEW = 8
"""Up to so many codes are all listed. The description of a parameter always lists its codes."""


@dataclass(frozen=True, kw_only=True)
class DocsRow:
    """A parameter or a member of an object: its name, what it may hold, and what it means."""

    name: str
    holds: SafeString
    means: SafeString


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One address: what it is for, an example to try, what it takes and what it answers."""

    path: str
    description: SafeString
    example: str
    parameters: list[DocsRow]
    answer: str
    members: list[DocsRow]
    statuses: list[str]


@public
def docs(request: HttpRequest) -> HttpResponse:
    """What can be asked, what comes back, and every problem with its anchor. No query."""
    document = openapi()
    schemas = document["components"]["schemas"]
    operations = [
        _operation(path, methods["get"], schemas) for path, methods in document["paths"].items()
    ]
    shown = {operation.answer for operation in operations}
    context = {
        "about": [_marked(text) for text in document["info"]["description"].split("\n\n")],
        "operations": operations,
        "objects": {name: _members(schemas[name]) for name in schemas if name not in shown},
        "problems": [(problem, _marked(str(problem.meaning))) for problem in PROBLEMS.values()],
        "programs": programs(),
        "base": absolute(request, "/api/v1/"),
    }
    return render(request, "directory/api_docs.html", context)


@lru_cache
def programs() -> list[tuple[str, str]]:
    """Whole programs to begin with: the language, and the text as it stands in docs/examples."""
    folder = settings.BASE_DIR / "docs" / "examples"
    files = (("Python", "clinics.py"), ("JavaScript", "clinics.mjs"))
    return [(language, (folder / name).read_text(encoding="utf-8")) for language, name in files]


def _operation(path: str, operation: Json, schemas: Json) -> Operation:
    (answer,) = operation["responses"]["200"]["content"].values()
    name = _name(answer["schema"])
    parameters = operation["parameters"]
    return Operation(
        path=path,
        description=_marked(operation["description"]),
        example=_example(path, parameters),
        parameters=[_row(one["name"], one["schema"], one) for one in parameters],
        answer=name,
        members=_members(schemas[name]),
        statuses=[status for status in operation["responses"] if status != "200"],
    )


def _example(path: str, parameters: Iterable[Json]) -> str:
    """An address to try, made of the parameters' examples; "" when they have none."""
    asked = [
        (one["name"], example["value"])
        for one in parameters
        for example in one.get("examples", {}).values()
    ]
    return f"{path}?{urlencode(asked, doseq=True)}" if asked else ""


def _members(schema: Json) -> list[DocsRow]:
    return [_row(name, member, member) for name, member in schema["properties"].items()]


def _row(name: str, schema: Json, described: Json) -> DocsRow:
    return DocsRow(name=name, holds=_holds(schema), means=_marked(described.get("description", "")))


def _marked(text: str) -> SafeString:
    """Text in which whatever stands between backticks is marked as code."""
    parts = enumerate(text.split("`"))
    return _joined("", (format_html("<code>{}</code>" if i % 2 else "{}", p) for i, p in parts))


def _joined(separator: str, parts: Iterable[str]) -> SafeString:
    return format_html_join(separator, "{}", ((part,) for part in parts))


def _name(reference: Json) -> str:
    """The name of the object that a reference points at."""
    return str(reference["$ref"]).rsplit("/", 1)[-1]


def _holds(schema: Json) -> SafeString:
    """What a JSON schema allows, in a few words, with links to the objects it names."""
    if "$ref" in schema:
        return format_html('<a href="#{0}">{0}</a>', _name(schema))
    for choice in ("oneOf", "anyOf", "allOf"):
        if choice in schema:
            return _joined(_(" or "), map(_holds, schema[choice]))
    if "enum" in schema:
        return _codes([str(code) for code in schema["enum"] if code is not None], schema)
    if schema.get("type") == "array":
        return format_html(_("list: {}"), _holds(schema["items"]))
    if "properties" in schema:
        return format_html(_("object: {}"), ", ".join(schema["properties"]))
    if "additionalProperties" in schema:
        return _by_name(schema)
    return _plain(schema)


def _by_name(schema: Json) -> SafeString:
    """An object whose names are not all listed in the schema."""
    held = _holds(schema["additionalProperties"])
    if "propertyNames" not in schema:
        return format_html(_("object, by name: {}"), held)
    codes = _holds(schema["propertyNames"])
    return format_html(_("object, by code ({}): {}"), codes, held)


def _plain(schema: Json) -> SafeString:
    """A type without parts, such as `integer, 1 … 100` or `string or null, date`."""
    types = schema["type"]
    words = _(" or ").join([types] if isinstance(types, str) else types)
    if "minimum" in schema and "maximum" in schema:
        words += f", {schema['minimum']} … {schema['maximum']}"
    elif "minimum" in schema:
        words += _(", at least %(least)s") % {"least": schema["minimum"]}
    if schema.get("format") not in (None, "double"):
        words += f", {schema['format']}"
    return format_html("{}", words)


def _codes(codes: list[str], schema: Json) -> SafeString:
    """The codes, or the first of them and how many there are."""
    words = " | ".join(codes)
    if len(codes) > FEW:
        some = {"number": len(codes), "first": ", ".join(codes[:3])}
        words = _("one of %(number)d codes: %(first)s …") % some
    if "null" in schema.get("type", ()):
        words += _(" or ") + "null"
    return format_html("{}", words)
