"""Merges an imported row into its listing.

A list may change its own answers. Those of the clinic, of a moderator, and what somebody confirmed,
stay. Of two lists the newer one is taken, but no blank replaces an answer. Name, address and
contact belong to one list as long as it has the clinic.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from clinics.checklist import CHECKLIST
from clinics.exchange.corrected import LOCATION_FIELDS, take_corrections, uncorrected
from clinics.exchange.known import Known
from clinics.exchange.provenance import LISTING
from clinics.exchange.rows import ClinicRow
from clinics.files.refusals import RowRefused, shown
from clinics.listing.address_key import address_key
from clinics.listing.corrections import standing
from clinics.listing.coverage import COVERAGE_PARTS
from clinics.listing.draft import FIELDS, STATED, Draft
from clinics.listing.models import Clinic, Fact, Price, SourceKind

ADDRESS_KEY_FIELDS = ("street", "city", "state", "postal_code", "country")
ANSWERS = ("street", "phone", "website", "email", "description", "how_to_find")
"""Fields of which each is an answer of its own; the street stands for the whole address."""
EMPTY_FIELDS: dict[str, Any] = {
    **dict.fromkeys(FIELDS, ""), "country": "US", "county_fips": 0, "latitude": None,
    "longitude": None, "is_approximate": False, "corrections": {},
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """The list that is imported: its name, and the day that its file describes.

    `says_again`: that day was given, so the import affirms answers that did not change. Without
    it, they keep the day on which they were last affirmed. `book` finds addresses.
    """

    name: str
    as_of: dt.date
    says_again: bool
    book: Any

    def said_it(self, row: Any) -> bool:
        """Whether this list is the source of a stored answer, or of a clinic's name and contact."""
        return row.source == SourceKind.IMPORT and row.source_name == self.name

    def is_newer(self, row: Any) -> bool:
        """Whether the file is known to be newer than another list's answer."""
        return row.source == SourceKind.IMPORT and self.says_again and self.as_of > row.affirmed_on

    def stated(self, before: Any = None) -> dict[str, Any]:
        """Source and days of an answer. `before` is the stored answer, if it says the same."""
        if before is None:
            days = {"since": self.as_of, "affirmed_on": self.as_of}
        else:
            again = max(before.affirmed_on, self.as_of) if self.says_again else before.affirmed_on
            days = {"since": before.since, "affirmed_on": again}
        return {"source": SourceKind.IMPORT.value, "source_name": self.name, **days}


@dataclass
class Merged:
    """The draft, and what of the row was not used.

    `kept`: number of answers that differ from what somebody else stated. `slug_kept`: the row has
    another slug, but a listing keeps its web address. `derived_otherwise`: the row contradicts an
    answer that is derived from its prices.
    """

    draft: Draft
    kept: int = 0
    slug_kept: bool = False
    derived_otherwise: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether all of the row was used."""
        return not (self.kept or self.slug_kept or self.derived_otherwise)


def merge(row: ClinicRow, known: Known | None, *, speaker: Speaker) -> Merged:
    """Merge a row into a listing; None makes a new one, whose slug may still be empty.

    Raises RowRefused for coordinates or a ZIP code that cannot be those of the address.
    """
    clinic = known.listing.clinic if known else None
    draft = known.listing.stored.copy() if known else Draft(fields=dict(EMPTY_FIELDS))
    merged = Merged(draft)
    corrected = standing(clinic).keys() if clinic else set()
    is_placed = "address" in corrected
    free, left_out = uncorrected(row, corrected)
    if clinic is None or speaker.said_it(clinic):
        merged.kept += _fields_otherwise(draft, left_out)
        _take_fields(draft, free, clinic, speaker, is_placed=is_placed)
        if free.hours is not None:
            draft.hours = free.hours
    elif known and known.is_deserted and _answers_all(row, draft):
        merged.kept += _fields_otherwise(draft, left_out)
        _take_fields(draft, free, clinic, speaker, is_placed=is_placed)
        draft.hours = free.hours or draft.hours
    else:
        merged.kept += _fields_otherwise(draft, row)
    if clinic is None:
        draft.fields["slug"] = row.fields.get("slug", "")
        draft.standing = row.standing
    merged.slug_kept = bool(clinic and row.fields.get("slug") not in (None, "", clinic.slug))
    merged.kept += _take_all(draft, row, speaker, corrected)
    if clinic is None:
        take_corrections(draft, row)
    derived = "payment.publishes-prices" in draft.all_facts()
    merged.derived_otherwise = row.publishes_prices not in (None, True if derived else None)
    return merged


def _take_all(draft: Draft, row: ClinicRow, speaker: Speaker, corrected: Collection[str]) -> int:
    """Take the row's facts and prices. Returns how many differ from what somebody else stated."""
    kept = 0
    for code, stated in row.facts.items():
        fact = _unsaved_fact(code, stated, row)
        if fact and (old := draft.facts.get(code)):
            _keep_coverage(fact, old, row, speaker)
        kept += _take(draft.facts, code, fact, speaker, is_corrected=code in corrected)
    for code, amount in row.prices.items():
        price = _unsaved_price(code, amount, row, speaker)
        kept += _take(draft.prices, code, price, speaker, is_corrected=code in corrected)
    return kept


def _answers_all(row: ClinicRow, draft: Draft) -> bool:
    """Whether the row has an answer wherever the listing has one."""
    stated = [name for name in ANSWERS if draft.fields[name]]
    stated += ["organization"] * bool(draft.organization)
    return all(row.fields.get(name) for name in stated)


def _take_fields(
    draft: Draft, row: ClinicRow, clinic: Clinic | None, speaker: Speaker, *, is_placed: bool
) -> None:
    """Copy the row's fields into a draft. The listing is new, or this list is its source.

    `is_placed`: its address is a moderator's, and stays where it is.
    """
    before = dict(draft.fields), draft.organization
    was_approximate = draft.fields["is_approximate"]
    given = {
        name: value for name, value in row.fields.items() if name in EMPTY_FIELDS and name != "slug"
    }
    draft.fields |= given
    draft.organization = row.fields.get("organization", draft.organization)
    if clinic is None:
        draft.fields |= {"listed_by": row.listed_by, "external_id": row.external_id}
    if not row.is_own_export and not is_placed:
        has_moved = any(
            draft.fields[name] != before[0][name] for name in ("street", "city", "state")
        )
        draft.fields |= _placed(draft.fields, row, speaker.book, anew=has_moved or was_approximate)
    if clinic is None or any(draft.fields[name] != before[0][name] for name in ADDRESS_KEY_FIELDS):
        draft.fields["address_key"] = _key(draft.fields)
    if LISTING in row.provenance:
        draft.fields |= row.provenance[LISTING]
        return
    is_same = clinic is not None and (dict(draft.fields), draft.organization) == before
    draft.fields |= speaker.stated(clinic if is_same else None)


def _key(fields: dict[str, Any]) -> str:
    return address_key(**{name: fields[name] for name in ADDRESS_KEY_FIELDS if name != "country"})


def _placed(fields: dict[str, Any], row: ClinicRow, book: Any, *, anew: bool) -> dict[str, Any]:
    """Where the address is: the row's point, the earlier exact one, that of the ZIP or the town.

    `anew`: the earlier point is not used, because the address changed or the point was rough.
    """
    latitude, longitude = fields["latitude"], fields["longitude"]
    if anew and "latitude" not in row.fields:
        latitude = longitude = None
    if fields["country"] != "US":
        return {"latitude": latitude, "longitude": longitude}
    county = row.fields.get("county", "")
    stated = {name: fields[name] for name in ("postal_code", "state")}
    if not row.fields.keys().isdisjoint(stated) and (doubt := book.zip_doubt(**stated)):
        raise RowRefused(f"postal_code {shown(fields['postal_code'])}: {doubt}")
    place = book.find(
        postal_code=fields["postal_code"],
        city=fields["city"],
        state=fields["state"],
        county=county,
        latitude=latitude,
        longitude=longitude,
    )
    if place is None:
        return {"latitude": None, "longitude": None, "is_approximate": False}
    if place.doubt and row.fields.get("latitude") is not None:
        raise RowRefused(f"latitude {latitude}, longitude {longitude}: {place.doubt}")
    return {
        "latitude": place.point.latitude,
        "longitude": place.point.longitude,
        "is_approximate": place.approximate or row.fields.get("is_approximate", False),
        "county": county or place.county_name,
        "county_fips": row.fields.get("county_fips", place.county),
        "postal_code": place.postal_code[:10],
    }


def _fields_otherwise(draft: Draft, row: ClinicRow) -> int:
    """How many fields of the row differ from the listing, which has another source."""
    names = [
        name
        for name in row.fields
        if name in EMPTY_FIELDS and name not in LOCATION_FIELDS and name != "slug"
    ]
    count = sum(row.fields[name] not in ("", draft.fields[name]) for name in names)
    count += row.fields.get("organization", "") not in ("", draft.organization)
    given = row.fields.get("latitude"), row.fields.get("longitude")
    count += given not in ((None, None), (draft.fields["latitude"], draft.fields["longitude"]))
    hours = {h.key: h.closes for h in row.hours or ()}
    return count + (bool(hours) and hours != {h.key: h.closes for h in draft.hours})


def _unsaved_fact(code: str, answer: bool | int | None, row: ClinicRow) -> Fact | None:
    """The row's answer as an unsaved fact, with its provenance if the row has one."""
    if answer is None:
        return None
    is_number = CHECKLIST.number(code) is not None
    value = {"number": answer} if is_number else {"value": answer}
    known = {**row.coverage.get(code, {}), **row.provenance.get(code, {})}
    return Fact(code=code, **value, **known)


def _keep_coverage(fact: Fact, old: Fact, row: ClinicRow, speaker: Speaker) -> None:
    """Let a repeated yes pay for what it paid for, where the row has no column that says so.

    No blank replaces what another list said that it pays for.
    """
    given = row.coverage.get(fact.code, {})
    for part in COVERAGE_PARTS:
        is_told = part in given and (given[part] is not None or speaker.said_it(old))
        if fact.value is True and not is_told:
            setattr(fact, part, getattr(old, part))


def _unsaved_price(code: str, amount: Any, row: ClinicRow, speaker: Speaker) -> Price | None:
    """The row's amount as an unsaved price, with its provenance if the row has one."""
    if amount is None:
        return None
    kind, route = CHECKLIST.price_columns()[code]
    known = row.provenance.get(code, {"valid_from": speaker.as_of})
    return Price(kind=kind.code, route=route, amount=amount, **known)


def _take(
    answers: dict[str, Any], code: str, new: Any, speaker: Speaker, *, is_corrected: bool
) -> int:
    """Store an answer (None: not stated) unless another source has one. Returns 1 if that differs.

    A confirmed answer also stays as it is, and so does what a moderator withdrew. An older list's
    answer gives way to another one.
    """
    if is_corrected:
        return int(new is not None)
    old = answers.get(code)
    is_own = speaker.said_it(old) if old is not None else True
    if not is_own and new is not None and not new.source and _answer(new) != _answer(old):
        is_own = speaker.is_newer(old)
    if not is_own or getattr(old, "confirmed_by", None):
        return int(is_own if new is None else _answer(new) != _answer(old))
    if new is None:
        answers.pop(code, None)
        return 0
    if new.source:
        answers[code] = new
    elif old is not None and _answer(new) == _answer(old):
        answers[code] = _stated(copy.copy(old), speaker.stated(old))
    else:
        answers[code] = _stated(new, speaker.stated())
    return 0


def _answer(row: Any) -> Any:
    if isinstance(row, Price):
        return row.amount
    return row.answer, frozenset(row.covers or ()), row.prior_authorization


def _stated(row: Any, stated: dict[str, Any]) -> Any:
    """The row, with these source and days set on it."""
    for name in STATED:
        setattr(row, name, stated[name])
    return row
