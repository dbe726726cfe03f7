"""FILE.rejected.csv: every row of a register's file that was not taken, line and reason last."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import IO, Any

COLUMNS = ["line", "reason"]


class Rejects:
    """Written beside and put in place at the end; a former one goes when nothing is rejected.

    Where nothing may be written it lies in a new temporary folder: `path` tells. Cells of the
    columns named in `blank` are left out.
    """

    def __init__(self, path: Path, columns: list[str], *, blank: frozenset[str]) -> None:
        self.path = path.with_name(f"{path.name}.rejected.csv")
        self._beside = self.path.with_name(f".{self.path.name}.new")
        self._columns = columns
        self._blank = {at for at, name in enumerate(columns) if name in blank}
        self._file: IO[str] | None = None
        self._writer: Any = None

    def add(self, text: str, *, line: int, reason: str) -> None:
        """One row as it stands in the file, shaped as the file's columns are."""
        if self._file is None:
            self._file = self._opened()
            self._writer = csv.writer(self._file)
            self._writer.writerow([*self._columns, *COLUMNS])
        width, cells = len(self._columns), _cells(text)
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
        """Put the file in place, or take a former one away; where it is, when there is one."""
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


def _cells(text: str) -> list[str]:
    """The cells of a row that may be none: text that csv cannot read is one cell."""
    try:
        return next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error:
        return [text[:1000]]
