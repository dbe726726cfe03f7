"""`--format hsds`: services in JSON (one, a list, a Page, one a line) or in a zip of tables."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from clinics.exchange.hsds.json_values import Value, values
from clinics.exchange.hsds.reading import rows_of
from clinics.exchange.hsds.said_before import coded, objects
from clinics.exchange.hsds.unzipped import Unzipped
from clinics.exchange.rows import SourceRow
from clinics.files.refusals import FileRefused, RowRefused

COLUMNS = ["service_id", "organization", "name", "status", "record"]
MOST_SHOWN = 1000
"""Characters of a record in FILE.rejected.csv."""
NOT_IMPORTED = {
    "attributes": "attributes with terms of other taxonomies",
    "cost_options": "cost options without a term of ours",
    "accessibility": "descriptions of accessibility",
    "service_areas": "service areas",
    "contacts": "contacts, who are persons",
}
"""Members whose contents we do not guess into answers."""


class HsdsSource:
    """A file of HSDS services. A service at several locations is as many rows."""

    columns = COLUMNS

    def __init__(self, path: Path, name: str) -> None:
        """Read the whole file once, to check it. `name` is that of the list.

        Raises FileRefused for another kind of file.
        """
        self._path, self._name = path, name
        self._left_out = Counter[str]()
        try:
            is_zip = path.is_file() and zipfile.is_zipfile(path)
        except OSError as error:
            raise FileRefused(f"{path} cannot be read: {error.strerror}.") from error
        self._unzipped = Unzipped(path) if is_zip else None
        self.total, is_any = 0, False
        for value, problem in self._values():
            self.total += 1
            is_any = is_any or bool(problem) or _is_a_service(value)
        if self.total and not is_any:
            raise FileRefused(f"{path} has no service of HSDS: each has an id and a status.")

    def entries(self) -> Iterator[SourceRow]:
        """Each service at each of its locations, by our column names. `line` numbers the rows."""
        self._left_out.clear()
        line, on = 0, timezone.localdate()
        for value, problem in self._values():
            for ours, why in self._read(value, problem, on):
                line += 1
                yield SourceRow(line, _cells(value), ours, problem=why)

    def notes(self) -> list[str]:
        """What was not imported, and how often."""
        found = [f"{words} ({self._left_out[member]})" for member, words in NOT_IMPORTED.items()
                 if self._left_out[member]]  # fmt: skip
        return [f"Not imported: {'; '.join(found)}."] if found else []

    def _values(self) -> Iterator[Value]:
        if self._unzipped is None:
            yield from values(self._path)
            return
        for service in self._unzipped.services():
            yield service, ""

    def _read(self, value: Any, problem: str, on: dt.date) -> Iterator[tuple[dict[str, str], str]]:
        """The rows of a service, or why it has none."""
        if problem or not isinstance(value, dict):
            yield {}, problem or "it is not a JSON object"
            return
        try:
            rows = list(rows_of(value, source=self._name, on=on))
            self._count(value)
        except RowRefused as refused:
            yield {}, str(refused)
            return
        for ours in rows:
            yield ours, ""

    def _count(self, service: dict[str, Any]) -> None:
        known = sum(1 for _ in coded(service))
        self._left_out["attributes"] += len(objects(service, "attributes")) - known
        self._left_out["cost_options"] += sum(
            not any(True for _ in coded(one)) for one in objects(service, "cost_options")
        )
        for member in ("service_areas", "contacts"):
            self._left_out[member] += len(objects(service, member))
        for link in objects(service, "service_at_locations"):
            # Beside terms of ours, the descriptions only repeat their names.
            held = [] if known else objects(link.get("location") or {}, "accessibility")
            self._left_out["accessibility"] += len(held)


def _is_a_service(value: Any) -> bool:
    return isinstance(value, dict) and "id" in value and "status" in value


def _cells(value: Any) -> list[str]:
    """A record as a row of FILE.rejected.csv, cut where it is long."""
    row = value if isinstance(value, dict) else {}
    company = row.get("organization")
    texts = [row.get("id"), company.get("name") if isinstance(company, dict) else "",
             row.get("name"), row.get("status")]  # fmt: skip
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return [text if isinstance(text, str) else "" for text in texts] + [said[:MOST_SHOWN]]
