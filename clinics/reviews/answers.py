"""An answer of a listing by its code, as plain JSON, and whether two of them say the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from clinics.listing.address_key import address_key
from clinics.listing.coverage import COVERAGE_PARTS, COVERS, PRIOR_AUTHORIZATION
from clinics.listing.draft import Draft
from clinics.text import words

ADDRESS_FIELDS = ("street", "street2", "city", "state", "postal_code")
"""The fields of a clinic that make up the answer under the code `address`."""
_UNITS = {"suite", "ste", "unit", "apt", "room", "rm", "no"}
_PARTS = ("value", "number", "detail", *COVERAGE_PARTS, "amount", "currency", "includes")


def stated_answer(draft: Draft, code: str) -> Any:
    """What a listing says under a code, without source and dates; None: not stated."""
    if code in ("phone", "website", "email"):
        return draft.fields[code] or None
    if code == "address":
        parts = {name: draft.fields[name] for name in ADDRESS_FIELDS if draft.fields[name]}
        return parts or None
    if code == "hours":
        spans = [[h.weekday, f"{h.opens:%H:%M}", f"{h.closes:%H:%M}"] for h in draft.hours]
        return sorted(spans) or None
    row = draft.prices.get(code) or draft.all_facts().get(code)
    parts = {name: getattr(row, name, None) for name in _PARTS}
    if row is not None and parts["amount"] is not None:
        parts["amount"] = str(parts["amount"])
    return {name: part for name, part in parts.items() if part not in (None, "")} or None


def is_same(code: str, one: Any, other: Any) -> bool:
    """Whether two values of `stated_answer` say the same to a patient.

    Another spelling, another remark and the same hours in other pieces are no other answer.
    """
    if one is None or other is None:
        return one is other
    return _essence(code, one) == _essence(code, other)


def _essence(code: str, answer: Any) -> Any:
    if code == "phone":
        return "".join(filter(str.isdecimal, answer)).removeprefix("1")
    if code == "website":
        return _page(answer)
    if code == "address":
        return _place(answer)
    if code == "hours":
        return {(day, n) for day, *span in answer for n in range(*map(_minute, span))}
    if isinstance(answer, str):
        return answer.casefold()
    amount = answer.get("amount")
    price = (Decimal(amount), answer.get("currency")) if amount is not None else None
    paid = frozenset(answer.get(COVERS) or ()), answer.get(PRIOR_AUTHORIZATION)
    return answer.get("value"), answer.get("number"), price, paid


def _page(website: str) -> tuple[str, str, str]:
    """A web address without its scheme, `www.`, the last slash and what follows a `#`."""
    parts = urlsplit(website)
    host = (parts.hostname or "").removeprefix("www.")
    return host, parts.path.rstrip("/"), parts.query


def _place(address: dict[str, str]) -> tuple[str, list[str], list[str]]:
    named = {name: address.get(name, "") for name in ADDRESS_FIELDS}
    suite = [word for word in words(named.pop("street2")) if word not in _UNITS]
    town = words(f"{named['city']} {named['state']} {named['postal_code'][:5]}")
    return address_key(**named), suite, town


def _minute(time: str) -> int:
    at = dt.time.fromisoformat(time)
    return at.hour * 60 + at.minute
