"""The description of the API under /hsds/, OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from directory.hsds.parameters import LISTS, PARAMETERS

VERSION = "3.1"
RECORDS = {
    "services": ("Service", ("id", "name", "status")),
    "service_at_locations": ("ServiceAtLocation", ("id", "service_id", "location_id")),
    "organizations": ("Organization", ("id", "name", "description")),
    "taxonomies": ("Taxonomy", ("id", "name", "description")),
    "taxonomy_terms": ("TaxonomyTerm", ("id", "name", "description")),
}
"""List → the kind of its records, and what each of them has."""
PAGE = {
    "total_items": "integer", "total_pages": "integer", "page_number": "integer",
    "size": "integer", "first_page": "boolean", "last_page": "boolean", "empty": "boolean",
}  # fmt: skip
REFUSALS = {
    "400": "A parameter is unknown, or its value cannot be answered.",
    "404": "Nothing is published at this address.",
    "410": "The listing at this address was taken off.",
    "429": "Your network asked too often: wait as many seconds as `Retry-After` says.",
    "503": "The records cannot be reached just now: wait as many seconds as `Retry-After` says.",
}


def described(base: str) -> dict[str, Any]:
    """The description; `base` is the address of the API."""
    paths: dict[str, Any] = {
        "/": {"get": _operation("getAPIMetaInformation", "What this is.", {"type": "object"})}
    }
    for name, (kind, _members) in RECORDS.items():
        page = {"$ref": f"#/components/schemas/{kind}Page"}
        paths[f"/{name}"] = {
            "get": _operation(f"list{kind}", f"A page of {name}.", page, *LISTS[name])
        }
        record = {"$ref": f"#/components/schemas/{kind}"}
        one = _operation(f"get{kind}", "One record, with all that it holds.", record, gone=True)
        paths[f"/{name}/{{id}}"] = {"get": one, "parameters": [_id()]}
    paths["/organizations/{id}"]["get"]["parameters"] = [_parameter("full_service")]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Clinic Directory: HSDS",
            "version": VERSION,
            "description": "Published clinics by the Human Services Data Specification 3.1. What "
            "is not stated is absent. Use implies no endorsement by a clinic.",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


def _operation(
    id: str, words: str, schema: dict[str, Any], *names: str, gone: bool = False
) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    if "format" in names:
        content["application/x-ndjson"] = {"schema": {"type": "string"}}
    refusals = ("400", "404", "410", "429", "503") if gone else ("400", "429", "503")
    return {
        "operationId": id,
        "summary": words,
        "parameters": [_parameter(name) for name in names],
        "responses": {
            "200": {"description": words, "content": content},
            **{status: _refusal(status) for status in refusals},
        },
    }  # fmt: skip


def _refusal(status: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {"application/problem+json": {"schema": schema}}
    return {"description": REFUSALS[status], "content": content}


def _id() -> dict[str, Any]:
    schema = {"type": "string", "format": "uuid"}
    return {"name": "id", "in": "path", "required": True, "schema": schema}


def _parameter(name: str) -> dict[str, Any]:
    known = PARAMETERS[name]
    return {"name": name, "in": "query", "description": known.words, "schema": known.kind}


def _schemas() -> dict[str, Any]:
    """The shapes of answers; what else a record may hold is in the schemas of HSDS."""
    found: dict[str, Any] = {
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {"status": {"type": "integer"}, "errors": {"type": "object"}},
        }
    }
    for kind, members in RECORDS.values():
        record = {"$ref": f"#/components/schemas/{kind}"}
        # With `minimal`, a service has its id and when it changed.
        listed = {"anyOf": [record, {"type": "object", "required": ["id"]}]}
        contents = listed if kind == "Service" else record
        found[kind] = {
            "type": "object",
            "required": list(members),
            "properties": {"id": {"type": "string", "format": "uuid"}},
        }
        found[f"{kind}Page"] = {
            "type": "object",
            "required": [*PAGE, "contents"],
            "properties": {
                **{name: {"type": one} for name, one in PAGE.items()},
                "contents": {"type": "array", "items": contents},
            },
        }
    return found
