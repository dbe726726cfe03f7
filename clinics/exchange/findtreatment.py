"""FindTreatment.gov's listing: JSON whose rows carry services by name."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from clinics.exchange.rows import Entry
from clinics.exchange.samhsa import facility
from clinics.exchange.services import folded_name, items_by_name, known_codes
from clinics.files.refusals import FileRefused, RowRefused
from clinics.files.table import check_text

TAKEN = ("frid", "name1", "name2", "street1", "street2", "city", "state", "zip", "phone",
         "intake1", "website", "latitude", "longitude", "services")  # fmt: skip
NOT_TAKEN = ("_irow", "typeFacility", "hotline1", "miles")
AROUND = ("page", "totalPages", "recordCount", "rows")
BLOCK = 1 << 16
LONGEST_ROW = 4_000_000
_ROWS = re.compile(r'"rows"\s*:\s*\[')


class FindTreatmentSource:
    """`--format findtreatment`: one object a facility, known by its `frid`."""

    def __init__(self, path: Path) -> None:
        """Read through the whole file once. Raises FileRefused unless it is such a listing."""
        self._path = path
        self._encoding, _lines = check_text(path)
        self.columns = [*TAKEN, *NOT_TAKEN]
        self.total, strange = 0, Counter[str]()
        for row in self._rows():
            self.total += 1
            if isinstance(row, dict):
                strange.update(name for name in row if name not in self.columns)
        if strange:
            raise FileRefused(f"{path}: unknown key “{min(strange)[:80]}” in a row.")
        self._other_names = Counter[str]()

    def entries(self) -> Iterator[Entry]:
        """Each facility under our column names; `line` counts the rows."""
        for number, row in enumerate(self._rows(), 1):
            if not isinstance(row, dict):
                yield Entry(number, [str(row)[:1000]], problem="the row is no JSON object")
                continue
            cells = [_text(row.get(name)) for name in self.columns]
            theirs = dict(zip(self.columns, map(str.strip, cells), strict=True))
            said = facility(theirs) | {
                "external_id": theirs["frid"],
                "latitude": theirs["latitude"],
                "longitude": theirs["longitude"],
            }
            try:
                said |= self._services(row.get("services"))
            except RowRefused as refused:
                yield Entry(number, cells, problem=str(refused))
                continue
            yield Entry(number, cells, said)

    def notes(self) -> list[str]:
        """The keys and the services that were not taken."""
        said = [f"Keys not taken: {', '.join(NOT_TAKEN)}."]
        known = {folded_name(name) for name in known_codes().values()}
        for is_known, words in (
            (True, "Services that answer nothing on the checklist"),
            (False, "Services of unknown name"),
        ):
            names = [
                f"{name} ({count})"
                for name, count in sorted(self._other_names.items())
                if (folded_name(name) in known) == is_known
            ]
            if names:
                said.append(f"{words}: {'; '.join(names)}.")
        return said

    def _services(self, services: Any) -> dict[str, str]:
        """A yes for each item that a service means, blank for every other that one could."""
        means = items_by_name()
        said = dict.fromkeys(means.values(), "")
        for service in services or ():
            if not isinstance(service, dict) or not isinstance(service.get("f3"), str):
                raise RowRefused("services: one of them is not {f1, f2, f3}")
            for name in filter(None, map(str.strip, service["f3"].split(";"))):
                if item := means.get(folded_name(name)):
                    said[item] = "yes"
                else:
                    self._other_names[" ".join(name.split())] += 1
        return said

    def _rows(self) -> Iterator[Any]:
        """The values of `rows`, one after the other; never the whole file."""
        try:
            with self._path.open(encoding=self._encoding, errors="surrogateescape") as file:
                yield from _values(file)
        except json.JSONDecodeError as error:
            raise FileRefused(f"{self._path} is not FindTreatment's JSON: {error.msg}.") from error


def _text(value: Any) -> str:
    """A JSON value as a cell."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _values(file: TextIO) -> Iterator[Any]:
    """The values of the array `rows`. Raises JSONDecodeError where the text is not JSON."""
    decoder, text = json.JSONDecoder(), file.read(BLOCK)
    opening = _ROWS.search(text)
    if opening is None:
        raise json.JSONDecodeError("no “rows” near its beginning", text[:1], 0)
    before, text = text[: opening.end()], text[opening.end() :].lstrip()
    while not text.startswith("]"):
        try:
            value, end = decoder.raw_decode(text)
            rest = text[end:].lstrip()
            if not rest:
                raise json.JSONDecodeError("it ends too early", text[:1], 0)
        except json.JSONDecodeError as error:
            more = file.read(BLOCK)
            if not more or len(text) > LONGEST_ROW:
                raise json.JSONDecodeError(error.msg, text[:1], 0) from error
            text += more
            continue
        yield value
        if rest[0] not in ",]":
            raise json.JSONDecodeError("a comma is missing between rows", text[:1], 0)
        text = rest.removeprefix(",").lstrip()
    json.loads(before + text + file.read(BLOCK))
