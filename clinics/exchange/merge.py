"""A row and the listing it speaks of → what the listing is to say.

A list changes only what it said itself: what the clinic, a moderator or another list said stays.
"""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass
from typing import Any

from clinics.checklist import CHECKLIST
from clinics.exchange.rows import Row
from clinics.listing.address_key import address_key
from clinics.listing.draft import FIELDS, STATED, Draft
from clinics.listing.models import Clinic, Fact, Price, SourceKind

ADDRESS = ("street", "city", "state", "postal_code", "country")
PLACED = ("latitude", "longitude", "is_approximate", "county", "county_fips", "postal_code")
EMPTY: dict[str, Any] = {
    **dict.fromkeys(FIELDS, ""), "country": "US", "county_fips": 0, "latitude": None,
    "longitude": None, "is_approximate": False,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """The list that speaks: its name, as of which day, and whether that day was given.

    Only a day that was given says again what was said before.
    """

    name: str
    as_of: dt.date
    says_again: bool
    book: Any

    def said_it(self, row: Any) -> bool:
        """Whether a stored answer (or a clinic's name and contact) is this list's own."""
        return row.source == SourceKind.IMPORT and row.source_name == self.name

    def stated(self, before: Any = None) -> dict[str, Any]:
        """The `Stated` fields of what it says: as `before` when that says the same."""
        if before is None:
            days = {"since": self.as_of, "affirmed_on": self.as_of}
        else:
            again = max(before.affirmed_on, self.as_of) if self.says_again else before.affirmed_on
            days = {"since": before.since, "affirmed_on": again}
        return {"source": SourceKind.IMPORT.value, "source_name": self.name, **days}


@dataclass
class Merged:
    """The draft, and how many answers of the row were not taken.

    `kept`: others had stated them otherwise. `slug_kept`: a listing keeps its web address.
    `derived_otherwise`: the row contradicts an answer that its prices imply.
    """

    draft: Draft
    kept: int = 0
    slug_kept: bool = False
    derived_otherwise: bool = False


def merge(row: Row, clinic: Clinic | None, *, speaker: Speaker) -> Merged:
    """What a listing (None: a new one, still without a slug if the row has none) is to say."""
    draft = Draft.of(clinic) if clinic else Draft(fields=dict(EMPTY))
    merged = Merged(draft)
    if clinic is None or speaker.said_it(clinic):
        _take_fields(draft, row, clinic, speaker)
        if row.hours is not None:
            draft.hours = row.hours
    else:
        merged.kept += _fields_otherwise(draft, row)
    if clinic is None:
        draft.fields["slug"] = row.fields.get("slug", "")
    merged.slug_kept = bool(clinic and row.fields.get("slug") not in (None, "", clinic.slug))
    for code, answer in row.facts.items():
        merged.kept += _take(draft.facts, code, _fact(code, answer, row), speaker)
    for code, amount in row.prices.items():
        merged.kept += _take(draft.prices, code, _price(code, amount, row, speaker), speaker)
    derived = "payment.publishes-prices" in draft.all_facts()
    merged.derived_otherwise = row.publishes_prices not in (None, True if derived else None)
    return merged


def _take_fields(draft: Draft, row: Row, clinic: Clinic | None, speaker: Speaker) -> None:
    """Put the row's fields into a draft that is new or this list's own."""
    before = dict(draft.fields), draft.organization
    rough = draft.fields["is_approximate"]
    given = {name: value for name, value in row.fields.items() if name in EMPTY and name != "slug"}
    draft.fields |= given
    draft.organization = row.fields.get("organization", draft.organization)
    draft.fields |= {"listed_by": row.listed_by, "external_id": row.external_id}
    if not row.as_it_stands:
        has_moved = any(
            draft.fields[name] != before[0][name] for name in ("street", "city", "state")
        )
        draft.fields |= _placed(draft.fields, row, speaker.book, anew=has_moved or rough)
    if clinic is None or any(draft.fields[name] != before[0][name] for name in ADDRESS):
        draft.fields["address_key"] = _key(draft.fields)
    if "listing" in row.said:
        draft.fields |= row.said["listing"]
        return
    is_same = clinic is not None and (dict(draft.fields), draft.organization) == before
    draft.fields |= speaker.stated(clinic if is_same else None)


def _key(fields: dict[str, Any]) -> str:
    return address_key(**{name: fields[name] for name in ADDRESS if name != "country"})


def _placed(fields: dict[str, Any], row: Row, book: Any, *, anew: bool) -> dict[str, Any]:
    """Where the address is: the row's point, a former exact one, the ZIP's or the town's.

    `anew`: a former point says nothing of where it is now.
    """
    latitude, longitude = fields["latitude"], fields["longitude"]
    if anew and "latitude" not in row.fields:
        latitude = longitude = None
    if fields["country"] != "US":
        return {"latitude": latitude, "longitude": longitude}
    county = row.fields.get("county", "")
    found = book.find(
        postal_code=fields["postal_code"],
        city=fields["city"],
        state=fields["state"],
        county=county,
        latitude=latitude,
        longitude=longitude,
    )
    if found is None:
        return {"latitude": None, "longitude": None, "is_approximate": False}
    return {
        "latitude": found.point.latitude,
        "longitude": found.point.longitude,
        "is_approximate": found.approximate or row.fields.get("is_approximate", False),
        "county": county or found.county_name,
        "county_fips": row.fields.get("county_fips", found.county),
        "postal_code": found.postal_code[:10],
    }


def _fields_otherwise(draft: Draft, row: Row) -> int:
    """How many fields the row gives otherwise than the listing has them from somebody else."""
    names = [name for name in row.fields if name in EMPTY and name not in PLACED and name != "slug"]
    count = sum(row.fields[name] not in ("", draft.fields[name]) for name in names)
    count += row.fields.get("organization", "") not in ("", draft.organization)
    given = row.fields.get("latitude"), row.fields.get("longitude")
    count += given not in ((None, None), (draft.fields["latitude"], draft.fields["longitude"]))
    hours = {h.key: h.closes for h in row.hours or ()}
    return count + (bool(hours) and hours != {h.key: h.closes for h in draft.hours})


def _fact(code: str, answer: bool | int | None, row: Row) -> Fact | None:
    """The row's answer as an unsaved fact, with who said it if the row tells."""
    if answer is None:
        return None
    is_number = CHECKLIST.number(code) is not None
    value = {"number": answer} if is_number else {"value": answer}
    return Fact(code=code, **value, **row.said.get(code, {}))


def _price(code: str, amount: Any, row: Row, speaker: Speaker) -> Price | None:
    """The row's amount as an unsaved price, with who said it if the row tells."""
    if amount is None:
        return None
    kind, route = CHECKLIST.price_columns()[code]
    said = row.said.get(code, {"valid_from": speaker.as_of})
    return Price(kind=kind.code, route=route, amount=amount, **said)


def _take(answers: dict[str, Any], code: str, new: Any, speaker: Speaker) -> int:
    """Put an answer (None: not stated) where this list may; 1 if somebody else's stays instead."""
    old = answers.get(code)
    own = speaker.said_it(old) if old is not None else True
    if not own or getattr(old, "confirmed_by", None):
        return int(own if new is None else _answer(new) != _answer(old))
    if new is None:
        answers.pop(code, None)
        return 0
    if new.source:
        answers[code] = new
    elif old is not None and _answer(new) == _answer(old):
        answers[code] = _with(copy.copy(old), speaker.stated(old))
    else:
        answers[code] = _with(new, speaker.stated())
    return 0


def _answer(row: Any) -> Any:
    return row.amount if isinstance(row, Price) else row.answer


def _with(row: Any, stated: dict[str, Any]) -> Any:
    for name in STATED:
        setattr(row, name, stated[name])
    return row
