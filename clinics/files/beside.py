"""Writes a CSV beside the file that it is about: FILE.rejected.csv, FILE.gone.csv …"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from clinics.files.formulas import guarded


class FileBeside:
    """A new file, which replaces that of an earlier run at the end.

    When nothing was added, the earlier file is deleted. When the folder is not writable, the file
    goes to a new temporary folder; `finish` returns its path. Cells that a spreadsheet would run
    stand behind an apostrophe.
    """

    def __init__(self, path: Path, ending: str, header: Iterable[str]) -> None:
        self.path = path.with_name(f"{path.name}.{ending}")
        self._beside = self.path.with_name(f".{self.path.name}.new")
        self._header = list(header)
        self._file: IO[str] | None = None
        self._writer: Any = None

    def add(self, cells: Iterable[str]) -> None:
        """Add one row."""
        if self._file is None:
            self._file = self._opened()
            self._writer = csv.writer(self._file)
            self._writer.writerow(map(guarded, self._header))
        self._writer.writerow(map(guarded, cells))

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
