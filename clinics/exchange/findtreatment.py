"""Reads FindTreatment.gov's listing: JSON whose rows name their services."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from clinics.exchange.rows import SourceRow
from clinics.exchange.samhsa import facility
from clinics.exchange.services import folded_name, items_by_name, known_codes
from clinics.files.encoding import check_text
from clinics.files.refusals import FileRefused, RowRefused

IMPORTED = ("frid", "name1", "name2", "street1", "street2", "city", "state", "zip", "phone",
         "intake1", "website", "latitude", "longitude", "services")  # fmt: skip
NOT_IMPORTED = ("_irow", "typeFacility", "hotline1", "miles")
BLOCK = 1 << 16
"""Characters read at once."""
LONGEST_ROW = 4_000_000
"""Characters."""
_ROWS = re.compile(r'"rows"\s*:\s*\[')


class FindTreatmentSource:
    """`--format findtreatment`: one JSON object for each facility. `frid` identifies it."""

    def __init__(self, path: Path) -> None:
        """Read the whole file once, to check it. Raises FileRefused for another kind of file."""
        self._path = path
        self._encoding, _lines = check_text(path)
        self.columns = [*IMPORTED, *NOT_IMPORTED]
        self.total, unknown = 0, Counter[str]()
        for row in self._rows():
            self.total += 1
            if isinstance(row, dict):
                unknown.update(name for name in row if name not in self.columns)
        if unknown:
            raise FileRefused(f"{path}: unknown key “{min(unknown)[:80]}” in a row.")
        self._other_names = Counter[str]()

    def entries(self) -> Iterator[SourceRow]:
        """Each facility with our column names. `line` is the number of the row."""
        for number, row in enumerate(self._rows(), 1):
            if not isinstance(row, dict):
                yield SourceRow(number, [str(row)[:1000]], problem="the row is not a JSON object")
                continue
            cells = [_text(row.get(name)) for name in self.columns]
            theirs = dict(zip(self.columns, map(str.strip, cells), strict=True))
            ours = facility(theirs) | {
                "external_id": theirs["frid"],
                "latitude": theirs["latitude"],
                "longitude": theirs["longitude"],
            }
            try:
                ours |= self._services(row.get("services"))
            except RowRefused as refused:
                yield SourceRow(number, cells, ours, problem=str(refused))
                continue
            yield SourceRow(number, cells, ours)

    def notes(self) -> list[str]:
        """The keys and the services that were not imported."""
        notes = [f"Keys not imported: {', '.join(NOT_IMPORTED)}."]
        known = {folded_name(name) for name in known_codes().values()}
        for is_known, title in (
            (True, "Services that answer nothing on the checklist"),
            (False, "Services with an unknown name"),
        ):
            names = [
                f"{name} ({count})"
                for name, count in sorted(self._other_names.items())
                if (folded_name(name) in known) == is_known
            ]
            if names:
                notes.append(f"{title}: {'; '.join(names)}.")
        return notes

    def _services(self, services: Any) -> dict[str, str]:
        """Item → yes, or blank for items that no service of this facility means."""
        meaning = items_by_name()
        answers = dict.fromkeys(meaning.values(), "")
        for service in services or ():
            if not isinstance(service, dict) or not isinstance(service.get("f3"), str):
                raise RowRefused("services: one of them is not {f1, f2, f3}")
            for name in filter(None, map(str.strip, service["f3"].split(";"))):
                if item := meaning.get(folded_name(name)):
                    answers[item] = "yes"
                else:
                    self._other_names[" ".join(name.split())] += 1
        return answers

    def _rows(self) -> Iterator[Any]:
        """The values of `rows`, one at a time: the whole file is never in memory."""
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
    # What is around the rows must be JSON too: an empty array stands for them.
    json.loads(before + text + file.read(BLOCK))
