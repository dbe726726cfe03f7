"""HSDS as tables: what a nested service says, row by row, and the description of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

Row = dict[str, Any]

TABLES: dict[str, tuple[str, str]] = {
    "organization": ("organizations.csv", "id name description"),
    "service": (
        "services.csv",
        "id organization_id name description url email status fees_description accreditations "
        "assured_date alert last_modified",
    ),
    "attribute": (
        "attributes.csv",
        "id link_id taxonomy_term_id link_entity value label",
    ),
    "service_at_location": ("service_at_location.csv", "id service_id location_id"),
    "location": (
        "locations.csv",
        "id location_type organization_id name description latitude longitude "
        "external_identifier external_identifier_type",
    ),
    "phone": ("phones.csv", "id service_id number extension type"),
    "address": (
        "addresses.csv",
        "id location_id address_1 address_2 city region state_province postal_code country "
        "address_type",
    ),
    "schedule": (
        "schedules.csv",
        "id service_id freq byday opens_at closes_at notes",
    ),
    "language": ("languages.csv", "id service_id name code"),
    "accessibility": ("accessibility.csv", "id location_id description"),
    "cost_option": (
        "cost_options.csv",
        "id service_id valid_from option currency amount amount_description",
    ),
    "url": ("url.csv", "id label url service_id"),
    "taxonomy": ("taxonomies.csv", "id name description uri"),
    "taxonomy_term": (
        "taxonomy_terms.csv",
        "id code name description parent_id taxonomy language taxonomy_id term_uri",
    ),
    "metadata": (
        "metadata.csv",
        "id resource_id resource_type last_action_date last_action_type field_name "
        "previous_value replacement_value updated_by",
    ),
}
"""Table → its file, and its columns."""

MEMBERS = {
    "organization": "organization", "service_at_locations": "service_at_location",
    "location": "location", "addresses": "address", "phones": "phone", "schedules": "schedule",
    "languages": "language", "accessibility": "accessibility", "cost_options": "cost_option",
    "additional_urls": "url", "attributes": "attribute", "metadata": "metadata",
}  # fmt: skip
"""Member of an object → the table of what it holds. Terms have rows of their own."""

REQUIRED = {
    "organization": "name description", "service": "organization_id name status",
    "attribute": "link_id taxonomy_term_id link_entity",
    "service_at_location": "service_id location_id", "location": "location_type",
    "phone": "number", "address": "address_1 city state_province postal_code country address_type",
    "url": "url", "taxonomy": "name description", "taxonomy_term": "name description",
    "metadata": "resource_id resource_type last_action_date last_action_type field_name "
                "updated_by",
}  # fmt: skip
"""Columns that are never blank, besides `id`. A row of `metadata` about something new has a blank
`previous_value`."""
POINTS_TO = {
    "organization_id": "organization", "service_id": "service", "location_id": "location",
    "taxonomy_term_id": "taxonomy_term", "taxonomy_id": "taxonomy",
}  # fmt: skip
TYPES = {
    "latitude": "number", "longitude": "number", "amount": "number", "extension": "number",
    "valid_from": "date", "assured_date": "date", "last_action_date": "date",
    "opens_at": "time", "closes_at": "time", "last_modified": "string",
}  # fmt: skip
FORMATS = {"url": "uri", "uri": "uri", "term_uri": "uri", "email": "email"}


@cache
def columns(table: str) -> list[str]:
    """The columns of a table."""
    return TABLES[table][1].split()


def rows(service: Row) -> Iterator[tuple[str, Row]]:
    """The rows of a nested service and of all that it holds: (table, row)."""
    return _rows("service", service)


def _rows(table: str, row: Row) -> Iterator[tuple[str, Row]]:
    yield table, {name: row[name] for name in columns(table) if name in row}
    for member, held in row.items():
        if of := MEMBERS.get(member):
            for one in held if isinstance(held, list) else [held]:
                yield from _rows(of, one)


def datapackage(*, home: str, created: str) -> dict[str, Any]:
    """The description of the tables, as a Tabular Data Package. `created`: a moment, ISO 8601."""
    return {
        "profile": "tabular-data-package",
        "name": "clinic-directory-hsds",
        "title": "Clinic Directory: ketamine clinics",
        "description": "Human Services Data Specification 3.1. Published clinics, and what they "
        "state. Use implies no endorsement by a clinic.",
        "homepage": home,
        "created": created,
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "contributors": [{"title": "Clinic Directory contributors", "role": "publisher"}],
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: str) -> dict[str, Any]:
    names = columns(table)
    keys = [
        {"fields": name, "reference": {"resource": of, "fields": "id"}}
        for name, of in POINTS_TO.items()
        if name in names
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "path": TABLES[table][0],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(table, name) for name in names],
            "missingValues": [""],
            "primaryKey": "id",
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _field(table: str, name: str) -> dict[str, Any]:
    is_required = name == "id" or name in REQUIRED.get(table, "").split()
    is_id = name == "id" or name.endswith("_id")
    format = "uuid" if is_id else FORMATS.get(name)
    return {
        "name": name,
        "type": TYPES.get(name, "string"),
        **({"format": format} if format else {}),
        **({"constraints": {"required": True}} if is_required else {}),
    }
