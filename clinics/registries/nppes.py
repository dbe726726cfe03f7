"""NPPES: which columns of a dissemination file are kept and how, and what a file's name says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from clinics.files.refusals import FileRefused, RowRefused, shown
from clinics.registries.npi import fits
from clinics.registries.source import BETWEEN

SIGN = "Entity Type Code"
PRACTICE = "Provider Business Practice Location Address"
COLUMNS = {
    "npi": "NPI",
    "entity_type": SIGN,
    "replacement_npi": "Replacement NPI",
    "organization_name": "Provider Organization Name (Legal Business Name)",
    "other_organization_name": "Provider Other Organization Name",
    "other_organization_type": "Provider Other Organization Name Type Code",
    "last_name": "Provider Last Name (Legal Name)",
    "first_name": "Provider First Name",
    "credential_text": "Provider Credential Text",
    "street": "Provider First Line Business Practice Location Address",
    "street2": "Provider Second Line Business Practice Location Address",
    "city": f"{PRACTICE} City Name",
    "state": f"{PRACTICE} State Name",
    "postal_code": f"{PRACTICE} Postal Code",
    "country": f"{PRACTICE} Country Code (If outside U.S.)",
    "phone": f"{PRACTICE} Telephone Number",
    "updated_on": "Last Update Date",
    "deactivated_on": "NPI Deactivation Date",
    "reactivated_on": "NPI Reactivation Date",
}
"""Our column → the file's column, as CMS names it in the header."""
SLOTS = range(1, 16)
SLOT = (
    "Healthcare Provider Taxonomy Code",
    "Provider License Number",
    "Provider License Number State Code",
    "Healthcare Provider Primary Taxonomy Switch",
)
MORE_CELLS = len(SLOT) * (len(SLOTS) - 1)
NO_MORE_SLOTS = BETWEEN * MORE_CELLS
NEEDED = [*COLUMNS.values(), *(f"{name}_{slot}" for slot in SLOTS for name in SLOT)]
ENTITIES = {b"1": b"1", b"2": b"2", b"": b"\\N"}
LONGEST_WEEK = 31
"""Most days between the dates in the name of an update file; longer means a full file."""
MOST_DATES = 50_000
"""Dates remembered at a time: more than a real file has different days."""
EXAMPLE = "npidata_pfile_20251103-20251109.csv"
NAMED = re.compile(r"(?<!\d)(\d{8})-(\d{8})(?!\d)")


class Named(NamedTuple):
    """The days that a file covers, as its name says."""

    since: dt.date
    until: dt.date

    @property
    def is_full(self) -> bool:
        """Whether it covers more days than an update does."""
        return (self.until - self.since).days > LONGEST_WEEK


def named(name: str) -> Named | None:
    """The days in `npidata_pfile_YYYYMMDD-YYYYMMDD.csv`; None without. Raises FileRefused."""
    if not (found := NAMED.search(name)):
        return None
    try:
        since, until = (dt.datetime.strptime(part, "%Y%m%d").date() for part in found.groups())
    except ValueError:
        raise FileRefused(f"{name}: “{found[0]}” is not two dates.") from None
    if until < since:
        raise FileRefused(f"{name}: “{found[0]}” ends before it begins.")
    return Named(since, until)


class Dates(dict[bytes, bytes]):
    """MM/DD/YYYY → the date as COPY takes it. Each text is converted once."""

    def __missing__(self, text: bytes) -> bytes:
        if len(self) > MOST_DATES:
            self.clear()
        self[text] = _date(text) if text else b"\\N"
        return self[text]


def _date(text: bytes) -> bytes:
    try:
        return dt.datetime.strptime(text.decode("ascii"), "%m/%d/%Y").date().isoformat().encode()
    except ValueError:
        raise RowRefused(f"{shown(text)} is not a date like 01/31/2026") from None


class NppesLayout:
    """Where the needed columns are in one file."""

    columns = [*COLUMNS, "taxonomies", "licences"]

    def __init__(self, header: list[str]) -> None:
        places = {name: at for at, name in enumerate(header)}
        self._pick = itemgetter(*(places[name] for name in COLUMNS.values()))
        slots = [places[f"{name}_{slot}"] for slot in SLOTS for name in SLOT]
        self._slots = itemgetter(*slots)
        self._first = itemgetter(*slots[: len(SLOT)])
        self.last = max(places[name] for name in NEEDED)
        self._is_as_cms_has_it = slots == list(range(self.last + 1 - len(slots), self.last + 1))
        if self._is_as_cms_has_it:
            self.last = slots[len(SLOT) - 1]
        self.arrays = frozenset(slots)
        self._dates = Dates()

    def copy_line(self, cells: list[bytes]) -> bytes:
        """One row as a line for COPY, from escaped cells. Raises RowRefused."""
        npi, entity, replacement, *texts, updated, deactivated, reactivated = self._pick(cells)
        if not fits(npi) or (replacement and not fits(replacement)):
            wrong = replacement if fits(npi) else npi
            raise RowRefused(
                f"{shown(wrong)} is not an NPI: ten digits, of which the last is a check digit"
            )
        if entity not in ENTITIES:
            raise RowRefused(f"{SIGN} {shown(entity)} is neither 1 nor 2")
        dates = self._dates
        return b"\t".join((
            npi, ENTITIES[entity], replacement or b"\\N", *texts,
            dates[updated], dates[deactivated], dates[reactivated],
            *self._taxonomies_and_licences(cells),
        ))  # fmt: skip

    def _taxonomies_and_licences(self, cells: list[bytes]) -> tuple[bytes, bytes]:
        """Taxonomies, the primary one first, and licenses as "ST NUMBER"; each once.

        Most rows use only the first of the fifteen taxonomy slots. In CMS's own column order the
        slots come last among the columns we need, so the other fourteen are split only when they
        are not empty.
        """
        if self._is_as_cms_has_it:
            if cells[-1].startswith(NO_MORE_SLOTS):
                code, number, state, _ = self._first(cells)
                licence = b'{"%b"}' % (b"%b %b" % (state, number)).strip() if number else b"{}"
                return b'{"%b"}' % code if code else b"{}", licence
            others = cells[-1].split(BETWEEN, MORE_CELLS)[:MORE_CELLS]
            slots = [*self._first(cells), *others]
        else:
            slots = self._slots(cells)
        filled = [slot for slot in zip(*[iter(slots)] * 4, strict=True) if slot[0] or slot[1]]
        licences = [(state + b" " + number).strip() for _, number, state, _ in filled if number]
        filled.sort(key=lambda slot: slot[-1] != b"Y")
        return _array(code for code, *_ in filled if code), _array(licences)


def _array(elements: Iterable[bytes]) -> bytes:
    """Elements that are already escaped → an array for COPY, each element once."""
    once = dict.fromkeys(elements)
    return b'{"' + b'","'.join(once) + b'"}' if once else b"{}"
