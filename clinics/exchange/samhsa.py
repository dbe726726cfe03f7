"""SAMHSA's treatment locator: its CSV, with and without a column for each service code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from clinics.exchange.columns import check_columns, folded_columns
from clinics.exchange.rows import Entry
from clinics.exchange.seen import Seen
from clinics.exchange.services import items_by_code, known_codes
from clinics.exchange.sources import strip_rejected
from clinics.files.refusals import FileRefused, RowRefused, shown
from clinics.files.table import Table
from clinics.text import words

TAKEN = ("name1", "name2", "street1", "street2", "city", "state", "zip", "county", "phone",
         "intake1", "intake2", "website", "latitude", "longitude", "type_facility")  # fmt: skip
NOT_TAKEN = ("zip4", "intake_prompt")
REQUIRED = ("name1", "street1", "city", "state", "zip")
NUMBER = "(row number)"
"""What the unnamed first column is called: it counts the rows and names no facility."""


class SamhsaSource:
    """`--format samhsa`: facilities have no id, so name, address and kind of facility make it."""

    def __init__(self, path: Path, seen: Seen) -> None:
        """Raise FileRefused for a column that the locator does not have."""
        self._table, self._seen = Table(path), seen
        self.columns, self.total = strip_rejected(self._table.columns), self._table.total
        names = folded_columns(self.columns)
        self._names = [NUMBER if not name and not n else name for n, name in enumerate(names)]
        if missing := [name for name in REQUIRED if name not in self._names]:
            raise FileRefused(
                f"{path} is no file of SAMHSA's locator: it has no column “{missing[0]}”."
            )
        codes = {**known_codes(), **items_by_code()}
        check_columns(self._names, [*TAKEN, *NOT_TAKEN, NUMBER, *codes], REQUIRED)
        self._codes = [name for name in self._names if name in codes]

    def entries(self) -> Iterator[Entry]:
        """Each facility under our column names."""
        for record in self._table.records():
            cells = record.cells[: len(self.columns)]
            if record.problem:
                yield Entry(record.line, cells, problem=record.problem)
                continue
            theirs = {
                name: "" if cell.strip() == "NA" else cell.strip()
                for name, cell in zip(self._names, cells, strict=True)
            }
            try:
                said = self._said(theirs)
            except RowRefused as refused:
                yield Entry(record.line, cells, problem=str(refused))
                continue
            number, repeats = self._seen.number(said["external_id"], _digest(theirs))
            if number > 1:
                said["external_id"] += f"#{number}"
            yield Entry(record.line, cells, said, repeats=repeats)

    def _said(self, theirs: Mapping[str, str]) -> dict[str, str]:
        said = facility(theirs)
        for column in ("county", "latitude", "longitude"):
            if column in theirs:
                said[column] = theirs[column]
        means = items_by_code()
        for code in self._codes:
            if theirs[code] not in ("", "1"):
                raise RowRefused(f"{code}: {shown(theirs[code])} is neither 1 nor blank")
            if code in means and (theirs[code] or means[code] not in said):
                said[means[code]] = "yes" if theirs[code] else ""
        return said

    def notes(self) -> list[str]:
        """The columns and service codes that were not taken."""
        left = [name for name in self._names if name in (*NOT_TAKEN, NUMBER)]
        said = [f"Columns not taken: {', '.join(left)}."] if left else []
        said.append(
            "Taken only where phone is blank: intake1, intake2. Only into ids: type_facility."
        )
        if strange := [code for code in self._codes if code not in items_by_code()]:
            said.append(
                f"Service codes that answer nothing on the checklist: {', '.join(strange)}."
            )
        return said


def facility(theirs: Mapping[str, str]) -> dict[str, str]:
    """Name, address, telephone and web site of a facility, and the id that they make.

    Two names are one: the organization's and its part's. The first telephone number counts; a web
    site that is only `http://` is none.
    """
    first, second = theirs.get("name1", ""), theirs.get("name2", "")
    phones = (theirs.get(name, "") for name in ("phone", "intake1", "intake2"))
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
        "phone": next(filter(None, phones), ""),
        "website": "" if website.lower() in ("http://", "https://") else website,
    }


def _facility_id(theirs: Mapping[str, str]) -> str:
    """A stable id: capitals, punctuation, a ZIP's lost zeros and the telephone do not change it."""
    parts = [" ".join(words(theirs.get(n, ""))) for n in ("name1", "name2", "street1", "street2")]
    parts += [theirs.get("zip", "").zfill(5), theirs.get("type_facility", "").casefold()]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def _digest(theirs: Mapping[str, str]) -> str:
    """What tells one facility's content from another's; the number of its row does not."""
    content = sorted(item for item in theirs.items() if item[0] != NUMBER)
    return hashlib.sha256(repr(content).encode("utf-8", "replace")).hexdigest()
