"""What a listing says and what is proposed, by code, as plain JSON values.

Codes are the plain fields, `address`, `contact` (who states name and contact details), `hours`,
and the checklist's group-qualified codes, numbers and prices. What is missing is not stated.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from clinics.checklist import CHECKLIST
from clinics.listing.address_key import address_key
from clinics.listing.draft import PARTS, STATED, Draft
from clinics.listing.locate import address_book
from clinics.listing.models import Clinic, Fact, Hours, Price, SourceKind


class ChangeRefused(Exception):
    """An edit, a proposal or a decision that cannot go through; the text is for the person."""


class WaitsAlready(ChangeRefused):
    """What is proposed is exactly what waits for a moderator."""


PLAIN = ("name", "description", "how_to_find", "phone", "website", "email")
ADDRESS = ("street", "street2", "city", "state", "postal_code", "country")
LOCATED = ("county", "county_fips", "latitude", "longitude", "is_approximate", "address_key")
"""What follows from the address, kept beside it so that a revert restores it."""

CONTACT = ("name", "address", "phone", "website", "email")
"""What the clinic's own `Stated` fields speak of; to state one of them is to state them all."""

_ASKED = ("value", "number", "detail", "amount", "currency", "valid_from", "includes",
          "required_for_course", *ADDRESS)  # fmt: skip
_SAID_BY = ("source", "source_name", "confirmed_by")


def public(clinic: Clinic) -> dict[str, Any]:
    """What a clinic (with its answers) says now, by code, with who says so and since when."""
    return stated(Draft.of(clinic))


def stated(draft: Draft) -> dict[str, Any]:
    """What a draft says, likewise."""
    said: dict[str, Any] = {name: draft.fields[name] for name in PLAIN}
    said["address"] = {name: draft.fields[name] for name in (*ADDRESS, *LOCATED)}
    said["contact"] = {name: draft.fields[name] for name in STATED}
    said["hours"] = sorted(
        [row.weekday, f"{row.opens:%H:%M}", f"{row.closes:%H:%M}"] for row in draft.hours
    )
    for code, row in (draft.facts | draft.prices).items():
        said[code] = {name: getattr(row, name) for name in PARTS[type(row)]}
    return {code: value for code, whole in said.items() if (value := plain(whole))}


def plain(value: Any) -> Any:
    """The value as JSON keeps it; blank parts of a dict are left out."""
    if isinstance(value, dict):
        value = {name: part for name, part in value.items() if part is not None and part != ""}
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def content(code: str, said: Any) -> Any:
    """The part of a value that a clinic answers, without who says so and since when."""
    if not isinstance(said, dict):
        return said
    if code == "contact":
        return {"source": said["source"]}
    return {
        name: said[name]
        for name in _ASKED
        if said.get(name) not in (None, "") and (said[name] is not False or name == "value")
    }


def adopts(after: Any) -> bool:
    """Whether a proposed value makes the clinic the one who says so, even if it stays as it is."""
    return isinstance(after, dict) and after.get("source") == SourceKind.CLINIC


def differs(code: str, before: Any, after: Any) -> bool:
    """Whether the value asked for is another one than what is public, or another says it."""
    if content(code, before) != content(code, after):
        return True
    return adopts(after) and before["source"] != SourceKind.CLINIC


def holds(code: str, before: Any, now: Any) -> bool:
    """Whether what a proposal saw is still what is public: same content, same word, same check.

    Dates may have moved: repeating or checking something again does not change it.
    """
    if content(code, before) != content(code, now):
        return False
    if not (isinstance(before, dict) and isinstance(now, dict)):
        return True
    return all(before.get(name) == now.get(name) for name in _SAID_BY)


def applied(code: str, after: Any, now: Any) -> bool:
    """Whether what was approved is still what is public, on the same word."""
    if content(code, after) != content(code, now):
        return False
    if not isinstance(now, dict) or "source" not in now:
        return True
    return now["source"] == after.get("source", SourceKind.CLINIC)


def apply(draft: Draft, code: str, after: Any, *, on: dt.date) -> None:
    """Bring a draft to a proposed value that the clinic stated on that day."""
    if code in PLAIN:
        draft.fields[code] = after or ""
    elif code == "address":
        _move(draft, after)
    elif code == "contact":
        draft.fields |= {"source": SourceKind.CLINIC, "source_name": "", "since": on,
                         "affirmed_on": on}  # fmt: skip
    elif code == "hours":
        draft.hours = _hours(after)
    else:
        _state(draft, code, after, on=on)
    if code in CONTACT and draft.fields["source"] == SourceKind.CLINIC:
        draft.fields["affirmed_on"] = max(draft.fields["affirmed_on"], on)


def restore(draft: Draft, code: str, before: Any) -> None:
    """Bring a draft back to what a proposal had found public, its source and dates included."""
    if code in PLAIN:
        draft.fields[code] = before or ""
    elif code == "address":
        empty: dict[str, Any] = dict.fromkeys((*ADDRESS, *LOCATED), "")
        empty |= {"county_fips": 0, "latitude": None, "longitude": None, "is_approximate": False}
        draft.fields |= empty | (before or {})
    elif code == "contact":
        draft.fields |= {"source_name": ""} | _parsed(Clinic, before)
    elif code == "hours":
        draft.hours = _hours(before)
    else:
        _put(draft, code, before)


def _move(draft: Draft, after: dict[str, Any] | None) -> None:
    """Set the address, and where it is: its ZIP code's or its town's point, so approximately.

    A new suite alone leaves the point as it is.
    """
    address = {name: (after or {}).get(name, "") for name in ADDRESS}
    fields, moved = draft.fields, [n for n in ADDRESS if draft.fields[n] != address[n]]
    fields |= address
    if moved == ["street2"]:
        return
    place = {name: address[name] for name in ("postal_code", "city", "state")}
    found = address_book().find(**place)
    fields["address_key"] = address_key(street=address["street"], **place)
    fields |= {
        "latitude": found.point.latitude if found else None,
        "longitude": found.point.longitude if found else None,
        "is_approximate": bool(found),
        "county_fips": found.county if found else 0,
        "county": found.county_name if found else "",
    }


def _hours(rows: list[list[Any]] | None) -> list[Hours]:
    return [
        Hours(weekday=day, opens=dt.time.fromisoformat(a), closes=dt.time.fromisoformat(b))
        for day, a, b in rows or []
    ]


def _state(draft: Draft, code: str, after: dict[str, Any] | None, *, on: dt.date) -> None:
    """State an answer anew; a confirmation and `since` stay only while the answer itself does."""
    if after is None:
        _put(draft, code, None)
        return
    said: dict[str, Any] = {"since": on, "affirmed_on": on}
    rows: dict[str, Any] = draft.prices if code.startswith("price.") else draft.facts
    old = rows.get(code)
    if isinstance(old, Fact) and (old.value, old.number) == (after.get("value"),
                                                            after.get("number")):  # fmt: skip
        said |= {n: getattr(old, n) for n in ("confirmed_by", "confirmed_on", "due_on")}
        if old.source == SourceKind.CLINIC:
            said |= {"since": old.since, "affirmed_on": max(old.affirmed_on, on)}
    _put(draft, code, content(code, after) | said | {"source": SourceKind.CLINIC.value})


def _put(draft: Draft, code: str, said: dict[str, Any] | None) -> None:
    """Set a fact or a price from all its parts; None withdraws it."""
    column = CHECKLIST.price_columns().get(code)
    rows: dict[str, Any] = draft.prices if column else draft.facts
    if said is None:
        rows.pop(code, None)
    elif column:
        kind, route = column
        rows[code] = Price(kind=kind.code, route=route, **_parsed(Price, said))
    else:
        rows[code] = Fact(code=code, **_parsed(Fact, said))


def _parsed(model: type[Clinic | Fact | Price], said: dict[str, Any]) -> dict[str, Any]:
    """JSON parts as the model's own Python values."""
    columns = {column.name: column for column in model._meta.concrete_fields}
    return {name: columns[name].to_python(said[name]) for name in said}
