"""Writes FILE.rejected.csv: every rejected row, with its line number and the reason."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import IO, Any

from clinics.files.formulas import guarded

REJECTED = ("line", "reason")
"""Columns that FILE.rejected.csv adds at the end. The import ignores them, so a corrected file
can be imported as it is. Cells that a spreadsheet would run stand behind an apostrophe, which the
import takes away again."""


class Rejects:
    """Collects rejected rows in a new file, which replaces that of an earlier import at the end.

    When no row was rejected, the earlier file is deleted. When the folder is not writable, the
    file goes to a new temporary folder; `finish` returns its path. The columns in `blank` are
    left empty.
    """

    def __init__(
        self, path: Path, columns: list[str], *, blank: frozenset[str] = frozenset()
    ) -> None:
        self.path = path.with_name(f"{path.name}.rejected.csv")
        self._beside = self.path.with_name(f".{self.path.name}.new")
        self._columns = columns
        self._blank = {at for at, name in enumerate(columns) if name in blank}
        self._file: IO[str] | None = None
        self._writer: Any = None

    def add(self, cells: list[str], *, line: int, reason: str) -> None:
        """Add one row, padded or joined to as many cells as the file has columns."""
        if self._file is None:
            self._file = self._opened()
            self._writer = csv.writer(self._file)
            self._writer.writerow([*map(guarded, self._columns), *REJECTED])
        width = len(self._columns)
        row = [*cells[: width - 1], ",".join(cells[width - 1 :])] if len(cells) > width else cells
        row = ["" if at in self._blank else guarded(cell) for at, cell in enumerate(row)]
        self._writer.writerow([*row, *[""] * (width - len(row)), line, guarded(reason)])

    def _opened(self) -> IO[str]:
        try:
            return self._beside.open("w", encoding="utf-8", errors="replace", newline="")
        except OSError:
            self.path = Path(tempfile.mkdtemp()) / self.path.name
            self._beside = self.path.with_name(self._beside.name)
            return self._opened()

    def finish(self) -> Path | None:
        """Put the file in place, or delete the earlier one. Returns its path, if any."""
        if self._file is None:
            for former in (self.path, self._beside):
                former.unlink(missing_ok=True)
            return None
        self._file.close()
        self._beside.replace(self.path)
        return self.path

    def abandon(self) -> None:
        """Delete the unfinished file."""
        if self._file is not None:
            self._file.close()
            self._beside.unlink(missing_ok=True)
