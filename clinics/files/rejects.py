"""FILE.rejected.csv: every row that was not taken, with its line and the reason."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import IO, Any

REJECTED = ("line", "reason")
"""What FILE.rejected.csv adds on the right; a mended one may be imported as it is."""


class Rejects:
    """Written beside and put in place at the end; a former one goes when nothing is rejected.

    Where nothing may be written it lies in a new temporary folder: `path` tells.
    """

    def __init__(self, path: Path, columns: list[str]) -> None:
        self.path = path.with_name(f"{path.name}.rejected.csv")
        self._beside = self.path.with_name(f".{self.path.name}.new")
        self._columns = columns
        self._file: IO[str] | None = None
        self._writer: Any = None

    def add(self, cells: list[str], *, line: int, reason: str) -> None:
        """One row, shaped as the file's columns are."""
        if self._file is None:
            self._file = self._opened()
            self._writer = csv.writer(self._file)
            self._writer.writerow([*self._columns, *REJECTED])
        width = len(self._columns)
        row = [*cells[: width - 1], ",".join(cells[width - 1 :])] if len(cells) > width else cells
        self._writer.writerow([*row, *[""] * (width - len(row)), line, reason])

    def _opened(self) -> IO[str]:
        try:
            return self._beside.open("w", encoding="utf-8", errors="replace", newline="")
        except OSError:
            self.path = Path(tempfile.mkdtemp()) / self.path.name
            self._beside = self.path.with_name(self._beside.name)
            return self._opened()

    def finish(self) -> bool:
        """Put the file in place, or take a former one away; whether there is one now."""
        if self._file is None:
            for former in (self.path, self._beside):
                former.unlink(missing_ok=True)
            return False
        self._file.close()
        self._beside.replace(self.path)
        return True

    def abandon(self) -> None:
        """Leave no half-written file behind."""
        if self._file is not None:
            self._file.close()
            self._beside.unlink(missing_ok=True)
