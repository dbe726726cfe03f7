"""Reads a list that the operator hands in: names with addresses, such as certified settings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from clinics.candidates.found import Suggested
from clinics.candidates.models import Candidate
from clinics.exchange.columns import check_columns, folded_columns
from clinics.exchange.sources import strip_rejected
from clinics.files.table import Record, Table
from clinics.text import words

COLUMNS = (
    "external_id", "name", "street", "street2", "city", "state", "postal_code", "phone", "website",
)  # fmt: skip
OTHER_NAMES = {"address": "street", "address2": "street2", "zip": "postal_code", "town": "city"}
"""What such lists call a column → our name."""
WHOLE = re.compile(
    r"(?P<street>.*\S)\s*,\s*(?P<city>[^,]*[^\s,])\s*,?\s+(?P<state>[A-Za-z]{2})\.?,?\s+"
    r"(?P<postal_code>\d{5}(?:-\d{4})?)"
)
NOT_WHOLE = "the address is not like 12 Main St, Delray Beach, FL 33444"


class HandedIn:
    """The rows of such a file. `columns` are its own names, `total` is about their number."""

    def __init__(self, path: Path) -> None:
        """Raise FileRefused for a file that cannot be read, or with other columns."""
        self._table = Table(path)
        self.columns, self.total = strip_rejected(self._table.columns), self._table.total
        self._names = [OTHER_NAMES.get(name, name) for name in folded_columns(self.columns)]
        check_columns(self._names, [*COLUMNS, *OTHER_NAMES], ("name", "street"))
        self._is_whole = "city" not in self._names

    def __iter__(self) -> Iterator[Suggested]:
        """The rows in order; a row that cannot be read has a `problem`."""
        for record in self._table.records():
            yield self._suggested(record)

    def _suggested(self, record: Record) -> Suggested:
        ours = {n: c.strip() for n, c in zip(self._names, record.cells, strict=False)}
        problem = record.problem
        if self._is_whole and not problem:
            found = WHOLE.fullmatch(" ".join(ours.get("street", "").split()))
            ours |= found.groupdict() if found else {}
            problem = "" if found else NOT_WHOLE
        ours["external_id"] = ours.get("external_id") or _number(ours)
        return Suggested(
            ours=ours,
            why=Candidate.Why.LIST,
            line=record.line,
            cells=record.cells[: len(self.columns)],
            problem=problem,
        )


def _number(ours: dict[str, str]) -> str:
    """A number made from name and address: it stays when the file is written anew."""
    names = ("name", "street", "street2", "city", "state", "postal_code")
    parts = [" ".join(words(ours.get(name, ""))) for name in names]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:24]
