"""Small HSDS objects that several others hold: attributes, and who says what since when."""

from __future__ import annotations

from typing import Any

from clinics.exchange.hsds.ids import part_id, term_id
from clinics.exchange.hsds.terms import terms
from clinics.listing.models import SourceKind

STATED, REPEATED, CONFIRMED = "stated", "repeated", "confirmed"
"""The kinds of action in the metadata of an answer."""


def filled(row: dict[str, Any]) -> dict[str, Any]:
    """The members that say something. What is not stated is absent."""
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def attribute(
    owner: str,
    entity: str,
    code: str,
    value: str,
    *,
    label: str = "",
    metadata: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """What an object of that id and table says under a term, as an HSDS attribute.

    `label` follows the name of the term: `Medicare: Part B only`.
    """
    id, term = part_id(owner, code), terms()[code]
    return filled({
        "id": id,
        "link_id": owner,
        "taxonomy_term_id": term_id(code),
        "link_entity": entity,
        "value": value,
        "taxonomy_term": term,
        "label": f"{term['name']}: {label}" if label else term["name"],
        "metadata": metadata,
    })  # fmt: skip


def said(row: Any, owner: str, entity: str, value: str) -> list[dict[str, Any]]:
    """Who says an answer since when, who repeated it, and how it was confirmed.

    `row` is a `Stated`. A source is a role or the name of a list, never a person.
    """
    by = role(row.source, row.source_name)
    rows = [_action(owner, entity, STATED, row.since.isoformat(), "", value, by)]
    if row.affirmed_on > row.since:
        day = row.affirmed_on.isoformat()
        rows.append(_action(owner, entity, REPEATED, day, value, value, by))
    if confirmed_on := getattr(row, "confirmed_on", None):
        day, how = confirmed_on.isoformat(), role(row.confirmed_by, "")
        rows.append(_action(owner, entity, CONFIRMED, day, value, value, how))
    return rows


def role(source: str, name: str) -> str:
    """`clinic`, `document`, `import: SAMHSA` …; of a moderator only that it was one."""
    return f"import: {name}" if source == SourceKind.IMPORT and name else str(source)


def _action(
    owner: str, entity: str, kind: str, day: str, before: str, after: str, by: str
) -> dict[str, Any]:
    return {
        "id": part_id(owner, f"metadata.{kind}"),
        "resource_id": owner,
        "resource_type": entity,
        "last_action_date": day,
        "last_action_type": kind,
        "field_name": "value",
        "previous_value": before,
        "replacement_value": after,
        "updated_by": by,
    }  # fmt: skip
