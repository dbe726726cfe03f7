"""Reads CSV files: those with our own columns, and others through a map."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from clinics.exchange import columns
from clinics.exchange.rows import SourceRow
from clinics.files.refusals import FileRefused
from clinics.files.rejects import REJECTED
from clinics.files.table import Table


class ClinicSource(Protocol):
    """A file whose rows become clinics. `columns` are the file's own, for FILE.rejected.csv."""

    columns: list[str]
    total: int

    def entries(self) -> Iterator[SourceRow]:
        """The rows in order."""

    def notes(self) -> list[str]:
        """Sentences about what was not imported. Call it after the last row."""


def strip_rejected(names: list[str]) -> list[str]:
    """The columns without those that FILE.rejected.csv adds at the end."""
    added = list(REJECTED)
    return names[: -len(added)] if columns.folded_columns(names)[-len(added) :] == added else names


class CsvSource:
    """`--format csv`: our own columns."""

    def __init__(self, path: Path) -> None:
        """Raise FileRefused for an unknown, repeated or missing column."""
        self._table = Table(path)
        self.columns, self.total = strip_rejected(self._table.columns), self._table.total
        self._names = columns.folded_columns(self.columns)
        columns.check_columns(self._names, columns.all_columns(), columns.REQUIRED)

    def entries(self) -> Iterator[SourceRow]:
        """Each record by our column names."""
        for record in self._table.records():
            ours = dict(zip(self._names, record.cells, strict=False))
            yield SourceRow(record.line, record.cells[: len(self.columns)], ours, record.problem)

    def notes(self) -> list[str]:
        """Nothing to say: every column was imported."""
        return []


class MappedSource:
    """`--format csv --map FILE`: another list's columns, renamed to ours.

    The map (TOML or JSON) has `columns` (theirs → ours), `constants` (ours → text) and `drop`
    (theirs that are left out on purpose). Each column of the file must be in one of them.
    """

    def __init__(self, path: Path, map_path: Path) -> None:
        """Raise FileRefused when the map does not fit the file."""
        mapping = _read_map(map_path)
        self._table = Table(path)
        self.columns, self.total = strip_rejected(self._table.columns), self._table.total
        theirs = columns.folded_columns(self.columns)
        self._ours = {k.strip().casefold(): v for k, v in mapping["columns"].items()}
        self._constants = mapping["constants"]
        self._drop = columns.folded_columns(mapping["drop"])
        columns.check_columns(theirs, [*self._ours, *self._drop], self._ours)
        if missing := [name for name in self._drop if name not in theirs]:
            raise FileRefused(
                f"{map_path} drops “{missing[0]}”, a column that the file does not have."
            )
        ours = [*self._ours.values(), *self._constants]
        columns.check_columns(ours, columns.all_columns(), columns.REQUIRED)
        self._names = [self._ours.get(name, "") for name in theirs]

    def entries(self) -> Iterator[SourceRow]:
        """Each record by our column names, with the constants."""
        for record in self._table.records():
            ours = {
                **self._constants,
                **dict(zip(self._names, record.cells, strict=False)),
            }
            ours.pop("", None)  # dropped columns have no name of ours
            yield SourceRow(record.line, record.cells[: len(self.columns)], ours, record.problem)

    def notes(self) -> list[str]:
        """The columns that the map drops."""
        return [f"Columns not imported, as the map says: {', '.join(self._drop)}."] * bool(
            self._drop
        )


def _read_map(path: Path) -> dict[str, Any]:
    """The map's three parts. Raises FileRefused when the file is not a map."""
    try:
        text = path.read_text(encoding="utf-8")
        mapping = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise FileRefused(f"{path} is not a map: {str(error).splitlines()[0]}") from error
    parts: dict[str, Any] = {"columns": {}, "constants": {}, "drop": []} | (
        mapping if isinstance(mapping, dict) else {"": None}
    )
    if unknown := [part for part in parts if part not in ("columns", "constants", "drop")]:
        raise FileRefused(f"{path} contains “{unknown[0]}”; a map has columns, constants and drop.")
    tables, drop = (parts["columns"], parts["constants"]), parts["drop"]
    sound = all(isinstance(t, dict) and all(isinstance(v, str) for v in t.values()) for t in tables)
    if not (sound and isinstance(drop, list) and all(isinstance(name, str) for name in drop)):
        raise FileRefused(
            f"{path}: columns and constants need names with texts, drop needs a list of names."
        )
    return parts
