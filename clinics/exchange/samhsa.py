"""Reads the CSV of SAMHSA's treatment locator, with or without a column for each service code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from clinics.exchange.columns import check_columns, folded_columns
from clinics.exchange.rows import SourceRow
from clinics.exchange.seen import Seen
from clinics.exchange.services import items_by_code, known_codes
from clinics.exchange.sources import strip_rejected
from clinics.files.refusals import FileRefused, RowRefused, shown
from clinics.files.table import Table
from clinics.listing.columns import filled
from clinics.listing.phones import first_phone
from clinics.text import words

IMPORTED = ("name1", "name2", "street1", "street2", "city", "state", "zip", "county", "phone",
         "intake1", "intake2", "website", "latitude", "longitude", "type_facility")  # fmt: skip
NOT_IMPORTED = ("zip4", "intake_prompt")
REQUIRED = ("name1", "street1", "city", "state", "zip")
ROW_NUMBER = "(row number)"
"""Our name for the first column, which has none. It counts the rows."""


class SamhsaSource:
    """`--format samhsa`. Facilities have no id, so we make one from name, address and type."""

    def __init__(self, path: Path, seen: Seen) -> None:
        """Raise FileRefused for a column that the locator's files do not have."""
        self._table, self._seen = Table(path), seen
        self.columns, self.total = strip_rejected(self._table.columns), self._table.total
        names = folded_columns(self.columns)
        self._names = [ROW_NUMBER if not name and not n else name for n, name in enumerate(names)]
        if missing := [name for name in REQUIRED if name not in self._names]:
            raise FileRefused(
                f"{path} is not a file of SAMHSA's locator: it has no column “{missing[0]}”."
            )
        codes = {**known_codes(), **items_by_code()}
        check_columns(self._names, [*IMPORTED, *NOT_IMPORTED, ROW_NUMBER, *codes], REQUIRED)
        self._codes = [name for name in self._names if name in codes]

    def entries(self) -> Iterator[SourceRow]:
        """Each facility with our column names."""
        for record in self._table.records():
            cells = record.cells[: len(self.columns)]
            if record.problem:
                yield SourceRow(record.line, cells, problem=record.problem)
                continue
            theirs = {
                name: "" if cell.strip() == "NA" else cell.strip()
                for name, cell in zip(self._names, cells, strict=True)
            }
            try:
                ours = self._ours(theirs)
            except RowRefused as refused:
                known = {"external_id": _facility_id(theirs)}
                yield SourceRow(record.line, cells, known, problem=str(refused))
                continue
            number, repeats = self._seen.number(ours["external_id"], _digest(theirs))
            if number > 1:
                ours["external_id"] += f"#{number}"
            yield SourceRow(record.line, cells, ours, repeats=repeats)

    def _ours(self, theirs: Mapping[str, str]) -> dict[str, str]:
        """The cells by our column names. Raises RowRefused for a service that is not 1 or blank."""
        ours = facility(theirs)
        for column in ("county", "latitude", "longitude"):
            if column in theirs:
                ours[column] = theirs[column]
        meaning = items_by_code()
        for code in self._codes:
            if theirs[code] not in ("", "1"):
                raise RowRefused(f"{code}: {shown(theirs[code])} is neither 1 nor blank")
            # Several codes may mean one item: a blank must not replace the yes of another code.
            if code in meaning and (theirs[code] or meaning[code] not in ours):
                ours[meaning[code]] = "yes" if theirs[code] else ""
        return ours

    def notes(self) -> list[str]:
        """The columns and service codes that were not imported."""
        ignored = [name for name in self._names if name in (*NOT_IMPORTED, ROW_NUMBER)]
        notes = [f"Columns not imported: {', '.join(ignored)}."] if ignored else []
        notes.append(
            "intake1 and intake2 are used only where phone is blank, type_facility only for ids."
        )
        if unused := [code for code in self._codes if code not in items_by_code()]:
            notes.append(
                f"Service codes that answer nothing on the checklist: {', '.join(unused)}."
            )
        return notes


def facility(theirs: Mapping[str, str]) -> dict[str, str]:
    """Name, address, phone and website of a facility, and the id that we make from them.

    `name1` is the organization when there is a `name2`; the clinic's name is then both together.
    The first phone number that can be read counts. A website that is only `http://` means none.
    """
    first, second = theirs.get("name1", ""), theirs.get("name2", "")
    phones = [filled(theirs.get(name, "")) for name in ("phone", "intake1", "intake2")]
    website = theirs.get("website", "")
    return {
        "external_id": _facility_id(theirs),
        "name": f"{first}, {second}" if first and second else first or second,
        "organization": first if second else "",
        "street": theirs.get("street1", ""),
        "street2": theirs.get("street2", ""),
        "city": theirs.get("city", ""),
        "state": theirs.get("state", ""),
        "postal_code": theirs.get("zip", ""),
        "phone": next(filter(_has_number, phones), phones[0]),
        "website": "" if website.lower() in ("http://", "https://") else website,
    }


def _has_number(cell: str) -> bool:
    try:
        return bool(first_phone(cell)[0])
    except ValueError:
        return False


def _facility_id(theirs: Mapping[str, str]) -> str:
    """A stable id. Capitals, punctuation, a ZIP's lost zeros and the phone do not change it."""
    parts = [" ".join(words(theirs.get(n, ""))) for n in ("name1", "name2", "street1", "street2")]
    parts += [theirs.get("zip", "").zfill(5), theirs.get("type_facility", "").casefold()]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def _digest(theirs: Mapping[str, str]) -> str:
    """The fingerprint of a row's content, without the row number."""
    content = sorted(item for item in theirs.items() if item[0] != ROW_NUMBER)
    return hashlib.sha256(repr(content).encode("utf-8", "replace")).hexdigest()
