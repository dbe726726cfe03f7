"""The Bundle that answers a search."""

from __future__ import annotations

from typing import Any

from directory.fhir.asked import Asked
from directory.fhir.included import included
from directory.fhir.outcome import outcome
from directory.fhir.search import Found, find

DISTANCE = "http://hl7.org/fhir/StructureDefinition/location-distance"


def bundle(asked: Asked) -> dict:
    """A searchset: matches in order, what comes along, what has to be said; its links are whole.

    Queries: those of `find`, of loading the page, and of `included`.
    """
    found = find(asked)
    matches = asked.kind.load(found.keys, asked.now.on) if found.keys else {}
    entries = _matches(asked, found, matches)
    along, said = included(asked, matches)
    entries += [_entry(asked, one, "include") for _type, one in along]
    entries += [_said(text) for text in (*asked.dropped, *said)]
    answer: dict[str, Any] = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": found.total,
        "link": _links(asked, found),
    }
    return answer | ({"entry": entries} if entries else {})


def _matches(asked: Asked, found: Found, matches: dict) -> list[dict]:
    """An entry for each match. One that was taken off since it was found has none."""
    entries = []
    for at, key in enumerate(found.keys):
        if key not in matches:
            continue
        entry = _entry(asked, matches[key], "match")
        if asked.near:
            far = asked.near.far(found.miles[at])
            entry["search"]["extension"] = [{"url": DISTANCE, "valueDistance": far}]
        entries.append(entry)
    return entries


def _entry(asked: Asked, resource: dict, mode: str) -> dict:
    address = f"{asked.now.base}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": address, "resource": resource, "search": {"mode": mode}}


def _said(text: str) -> dict:
    """A warning as an entry."""
    return {
        "resource": outcome(text, severity="warning", code="not-supported"),
        "search": {"mode": "outcome"},
    }


def _links(asked: Asked, found: Found) -> list[dict]:
    """Self, first, next and previous, with exactly the parameters that are applied."""
    links = [("self", asked.address(asked.cursor)), ("first", asked.address(None))]
    if found.after:
        links.append(("next", asked.address(found.after)))
    if found.before:
        links.append(("previous", asked.address(found.before)))
    return [{"relation": relation, "url": url} for relation, url in links]
