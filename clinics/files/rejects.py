"""FILE.rejected.csv: every row that was not taken, with its line and the reason."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import IO, Any

REJECTED = ("line", "reason")
"""What FILE.rejected.csv adds on the right; a mended one may be imported as it is."""


class Rejects:
    """Rejected rows, written to a new file that replaces the former one at the end.

    When no row was rejected, the former file is removed. Where nothing may be written, the file
    lies in a new temporary folder: `finish` returns where. Cells of the columns in `blank` are
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
        """One row, shaped as the file's columns are."""
        if self._file is None:
            self._file = self._opened()
            self._writer = csv.writer(self._file)
            self._writer.writerow([*self._columns, *REJECTED])
        width = len(self._columns)
        row = [*cells[: width - 1], ",".join(cells[width - 1 :])] if len(cells) > width else cells
        row = ["" if at in self._blank else cell for at, cell in enumerate(row)]
        self._writer.writerow([*row, *[""] * (width - len(row)), line, reason])

    def _opened(self) -> IO[str]:
        try:
            return self._beside.open("w", encoding="utf-8", errors="replace", newline="")
        except OSError:
            self.path = Path(tempfile.mkdtemp()) / self.path.name
            self._beside = self.path.with_name(self._beside.name)
            return self._opened()

    def finish(self) -> Path | None:
        """Put the file in place, or remove the former one; returns where it is, if there is one."""
        if self._file is None:
            for former in (self.path, self._beside):
                former.unlink(missing_ok=True)
            return None
        self._file.close()
        self._beside.replace(self.path)
        return self.path

    def abandon(self) -> None:
        """Leave no half-written file behind."""
        if self._file is not None:
            self._file.close()
            self._beside.unlink(missing_ok=True)
