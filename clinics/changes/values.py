"""What a listing says and what is proposed: plain JSON values by code.

Codes are the text fields, `address`, `contact` (who states name and contact details), `hours`, and
the checklist's group-qualified codes, numbers and prices. A missing code is not stated.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from clinics.checklist import CHECKLIST
from clinics.listing.corrections import adopted, is_detail, with_correction
from clinics.listing.coverage import COVERAGE_PARTS, PRIOR_AUTHORIZATION
from clinics.listing.draft import PARTS, STATED, Draft
from clinics.listing.fields import (
    ADDRESS_FIELDS,
    CONTACT_CODES,
    LOCATION_FIELDS,
    TEXT_FIELDS,
)
from clinics.listing.models import Clinic, Fact, Hours, Price, SourceKind
from clinics.listing.relocate import relocate


class ChangeRefused(Exception):
    """An edit, a proposal or a decision is refused. The message is for the user."""


class WaitsAlready(ChangeRefused):
    """The same proposal waits for a moderator already."""


_ANSWER_PARTS = ("value", "number", "detail", *COVERAGE_PARTS, "amount", "currency", "valid_from",
          "includes", "required_for_course", *ADDRESS_FIELDS)  # fmt: skip
_SAID_BY_NO = ("value", PRIOR_AUTHORIZATION)
"""The parts whose *no* says something. Another part that is False says nothing."""
_SOURCE_PARTS = ("source", "source_name", "confirmed_by")


def public(clinic: Clinic) -> dict[str, Any]:
    """What a clinic (with its answers) says now, by code, with source and dates."""
    return stated(Draft.of(clinic))


def proposed(clinic: Clinic, after: Mapping[str, Any], *, on: dt.date) -> dict[str, Any]:
    """What a clinic (with its answers) would say if these values were public on that day.

    One query when the address is among them, else none.
    """
    draft = Draft.of(clinic)
    for code, value in after.items():
        apply(draft, code, value, on=on)
    return stated(draft)


def stated(draft: Draft) -> dict[str, Any]:
    """What a draft says, by code, with source and dates."""
    answers: dict[str, Any] = {name: draft.fields[name] for name in TEXT_FIELDS}
    # The location is kept with the address, so that a revert restores it as well.
    answers["address"] = {name: draft.fields[name] for name in (*ADDRESS_FIELDS, *LOCATION_FIELDS)}
    answers["contact"] = {name: draft.fields[name] for name in STATED}
    if corrections := draft.fields["corrections"]:
        answers["contact"]["corrections"] = corrections
    answers["hours"] = sorted(
        [row.weekday, f"{row.opens:%H:%M}", f"{row.closes:%H:%M}"] for row in draft.hours
    )
    for code, row in (draft.facts | draft.prices).items():
        answers[code] = {name: getattr(row, name) for name in PARTS[type(row)]}
    return {code: value for code, whole in answers.items() if (value := plain(whole))}


def plain(value: Any) -> Any:
    """The value as JSON stores it. Blank parts of a dict are left out."""
    if isinstance(value, dict):
        value = {name: part for name, part in value.items() if part is not None and part != ""}
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def content(code: str, value: Any) -> Any:
    """The answer in a value, without source and dates."""
    if not isinstance(value, dict):
        return value
    if code == "contact":
        return {"source": value["source"]}
    return {
        name: value[name]
        for name in _ANSWER_PARTS
        if value.get(name) not in (None, "") and (value[name] is not False or name in _SAID_BY_NO)
    }


def adopts(after: Any) -> bool:
    """Whether a proposed value makes the clinic its source, even if the answer stays the same."""
    return isinstance(after, dict) and after.get("source") == SourceKind.CLINIC


def differs(code: str, before: Any, after: Any) -> bool:
    """Whether a proposed value differs from the public one in its answer or its source."""
    if content(code, before) != content(code, after):
        return True
    return adopts(after) and before["source"] != SourceKind.CLINIC


def holds(code: str, before: Any, now: Any) -> bool:
    """Whether the public value is still the one a proposal saw: same answer, source and check.

    Dates may differ: repeating or checking an answer again does not change it.
    """
    if content(code, before) != content(code, now):
        return False
    if not (isinstance(before, dict) and isinstance(now, dict)):
        return True
    return all(before.get(name) == now.get(name) for name in _SOURCE_PARTS)


def applied(code: str, after: Any, now: Any) -> bool:
    """Whether an approved value is still the public one, from the same source."""
    if content(code, after) != content(code, now):
        return False
    if not isinstance(now, dict) or "source" not in now:
        return True
    return now["source"] == after.get("source", SourceKind.CLINIC)


def apply(draft: Draft, code: str, after: Any, *, on: dt.date) -> None:
    """Set a proposed value in a draft, as stated by the clinic on that day."""
    if is_detail(code):
        _set_detail(draft, code, after)
    elif code == "contact":
        draft.fields |= {"source": SourceKind.CLINIC, "source_name": "", "since": on,
                         "affirmed_on": on,
                         "corrections": adopted(draft.fields["corrections"])}  # fmt: skip
    else:
        _state(draft, code, after, on=on)
    if code in CONTACT_CODES and draft.fields["source"] == SourceKind.CLINIC:
        draft.fields["affirmed_on"] = max(draft.fields["affirmed_on"], on)


def restore(draft: Draft, code: str, before: Any) -> None:
    """Restore in a draft the value that a proposal replaced, with its source and dates."""
    if code in TEXT_FIELDS:
        draft.fields[code] = before or ""
    elif code == "address":
        empty: dict[str, Any] = dict.fromkeys((*ADDRESS_FIELDS, *LOCATION_FIELDS), "")
        empty |= {"county_fips": 0, "latitude": None, "longitude": None, "is_approximate": False}
        draft.fields |= empty | (before or {})
    elif code == "contact":
        parsed = {"source_name": "", "corrections": {}} | _parsed(Clinic, before)
        newer = draft.fields["corrections"]
        draft.fields |= parsed | {"corrections": {**parsed["corrections"], **newer}}
    elif code == "hours":
        draft.hours = _hours(before)
    else:
        _put(draft, code, before)


def correct(draft: Draft, code: str, value: Any, said: Mapping[str, Any]) -> None:
    """Set a value in a draft as a moderator found it; None withdraws it.

    `said` are `source`, `source_name`, `source_url`, `since` and `affirmed_on`, as JSON.
    """
    if is_detail(code):
        _set_detail(draft, code, value)
    else:
        _put(draft, code, None if value is None else content(code, value) | dict(said))
    draft.fields["corrections"] = with_correction(draft, code, said)


def _set_detail(draft: Draft, code: str, value: Any) -> None:
    """Set a text, the address or the hours; who states the contact details stays as it is."""
    if code in TEXT_FIELDS:
        draft.fields[code] = value or ""
    elif code == "address":
        relocate(draft, value or {})
    else:
        draft.hours = _hours(value)


def _hours(rows: list[list[Any]] | None) -> list[Hours]:
    return [
        Hours(weekday=day, opens=dt.time.fromisoformat(a), closes=dt.time.fromisoformat(b))
        for day, a, b in rows or []
    ]


def _state(draft: Draft, code: str, after: dict[str, Any] | None, *, on: dt.date) -> None:
    """State an answer. A confirmation and `since` are kept only if the answer is the same; `since`,
    only if an insurer also pays for the same.
    """
    if after is None:
        _put(draft, code, None)
        return
    parts: dict[str, Any] = {"since": on, "affirmed_on": on}
    rows: dict[str, Any] = draft.prices if code.startswith("price.") else draft.facts
    old = rows.get(code)
    if isinstance(old, Fact) and (old.value, old.number) == (after.get("value"),
                                                            after.get("number")):  # fmt: skip
        parts |= {n: getattr(old, n) for n in ("confirmed_by", "confirmed_on", "due_on")}
        is_paid_alike = all(getattr(old, part) == after.get(part) for part in COVERAGE_PARTS)
        if old.source == SourceKind.CLINIC and is_paid_alike:
            parts |= {"since": old.since, "affirmed_on": max(old.affirmed_on, on)}
    _put(draft, code, content(code, after) | parts | {"source": SourceKind.CLINIC.value})


def _put(draft: Draft, code: str, parts: dict[str, Any] | None) -> None:
    """Set a fact or a price from its parts; None withdraws it."""
    column = CHECKLIST.price_columns().get(code)
    rows: dict[str, Any] = draft.prices if column else draft.facts
    if parts is None:
        rows.pop(code, None)
    elif column:
        kind, route = column
        rows[code] = Price(kind=kind.code, route=route, **_parsed(Price, parts))
    else:
        rows[code] = Fact(code=code, **_parsed(Fact, parts))


def _parsed(model: type[Clinic | Fact | Price], parts: dict[str, Any]) -> dict[str, Any]:
    """JSON parts as the model's own Python values."""
    columns = {column.name: column for column in model._meta.concrete_fields}
    return {name: columns[name].to_python(parts[name]) for name in parts}
