"""Two listings row by row: what each says, and which of the two was said last. No queries.

The clinic's own word comes before a moderator's with a source, and that before an import; among
equals the newer word. A blank never stands over an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clinics.changes import values
from clinics.listing.corrections import is_detail
from clinics.listing.draft import STATED, Draft
from clinics.listing.fields import ADDRESS_FIELDS, CONTACT_CODES, TEXT_FIELDS
from clinics.listing.models import SourceKind

ONE, OTHER = "one", "other"
"""The two columns: the older listing and the newer."""

OF_THE_LISTING = {*TEXT_FIELDS, "address", "hours", "organization"}
"""Codes without a source of their own: whoever states the contact details states them."""

CORRECTIONS = "corrections"
"""What moderators found about details, by code; see `listing/corrections.py`."""

_PLACE = ("street", "city", "state", "postal_code")
_RANKS = {SourceKind.CLINIC: 2, SourceKind.IMPORT: 0}
_BETWEEN = 1


@dataclass(frozen=True, kw_only=True)
class Row:
    """One code in two listings. `one` and `other` are plain values, None for *not stated*.

    `taken` is the column that is taken unless a moderator says otherwise.
    """

    code: str
    one: Any
    other: Any
    taken: str

    @property
    def differs(self) -> bool:
        """Whether the two answers differ, whatever their sources."""
        return values.content(self.code, self.one) != values.content(self.code, self.other)

    def may_take(self, column: str, *, kept: str) -> bool:
        """Whether that column can be chosen when the listing `kept` survives.

        What the survivor alone says stays: a blank never stands over an answer.
        """
        return column == kept or getattr(self, column) is not None


def said(draft: Draft) -> dict[str, Any]:
    """What a listing says, by code, as plain values; with its organization."""
    whole = values.stated(draft)
    return whole | {"organization": draft.organization} if draft.organization else whole


def put(draft: Draft, code: str, value: Any) -> None:
    """Set a code in a draft to what a listing said, with its source and dates."""
    if code == "organization":
        draft.organization = value or ""
    elif code == CORRECTIONS:
        draft.fields[CORRECTIONS] = {**draft.fields[CORRECTIONS], **value}
    else:
        values.restore(draft, code, value)


def compared(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[Row]:
    """Every code that one of two listings states, except who states the contact details."""
    rows = [_row(code, one, other) for code in {**one, **other} if code != "contact"]
    return [row for row in rows if row.one is not None or row.other is not None]


def _answer(said: Mapping[str, Any], code: str) -> Any:
    """What a listing says; None for an address without a place."""
    answer: Any = said.get(code)
    is_nowhere = code == "address" and not any(answer.get(name) for name in _PLACE)
    return None if is_nowhere else answer


def _row(code: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> Row:
    mine, theirs = _answer(one, code), _answer(other, code)
    if mine is None or theirs is None:
        taken = OTHER if mine is None else ONE
    elif code in OF_THE_LISTING:
        taken = _later(stated_by(one, code), stated_by(other, code), is_same=False)
    else:
        is_same = values.content(code, mine) == values.content(code, theirs)
        taken = _later(mine, theirs, is_same=is_same)
    return Row(code=code, one=mine, other=theirs, taken=taken)


def correction(said: Mapping[str, Any], code: str) -> dict[str, Any]:
    """What a moderator found about a detail and the listing still says; {} for none."""
    kept = said["contact"].get("corrections", {}).get(code, {})
    value: Any = said.get(code)
    if code == "address":
        value = {name: value[name] for name in ADDRESS_FIELDS if value.get(name)}
    return kept if is_detail(code) and kept.get("answer") == value else {}


def stated_by(said: Mapping[str, Any], code: str) -> dict[str, Any]:
    """Who states a detail, and since when: a moderator who corrected it, or as all details."""
    return correction(said, code) or said["contact"]


def _later(one: Mapping[str, Any], other: Mapping[str, Any], *, is_same: bool) -> str:
    """The column whose word counts; of equal words the confirmed one. Alike: the older listing."""

    def weight(said: Mapping[str, Any]) -> tuple[int, bool, str, str]:
        is_confirmed = is_same and bool(said.get("confirmed_by"))
        rank = _RANKS.get(SourceKind(said["source"]), _BETWEEN)
        return rank, is_confirmed, said["affirmed_on"], said["since"]

    return OTHER if weight(other) > weight(one) else ONE


def stater(one: Mapping[str, Any], other: Mapping[str, Any], chosen: Mapping[str, str]) -> str:
    """The column that states the contact details of both, of which `chosen` are taken.

    It is the one whose word counts, unless nothing of what differs was taken from it.
    """
    winner = _later(one["contact"], other["contact"], is_same=False)
    rows = (row for row in compared(one, other) if row.code in CONTACT_CODES and row.differs)
    columns = {chosen.get(row.code, row.taken) for row in rows}
    return winner if not columns or winner in columns else columns.pop()


def blend(
    kept: str, one: Mapping[str, Any], other: Mapping[str, Any], chosen: Mapping[str, str]
) -> dict[str, Any]:
    """What the survivor is to say otherwise than now, by code. `chosen` are columns by code."""
    theirs = other if kept == ONE else one
    wanted = {
        row.code: theirs.get(row.code)
        for row in compared(one, other)
        if chosen.get(row.code, row.taken) != kept
    }
    found = {code: correction(theirs, code) for code in wanted}
    if any(found.values()):
        wanted[CORRECTIONS] = {code: said for code, said in found.items() if said}
    if stater(one, other, chosen) != kept:
        wanted["contact"] = {name: theirs["contact"].get(name, "") for name in STATED}
    return wanted
