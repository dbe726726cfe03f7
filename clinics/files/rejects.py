"""Writes FILE.rejected.csv: every rejected row, with its line number and the reason."""

from __future__ import annotations

from pathlib import Path

from clinics.files.beside import FileBeside

REJECTED = ("line", "reason")
"""Columns that FILE.rejected.csv adds at the end. The import ignores them, so a corrected file
can be imported as it is. It also takes away the apostrophes that guard cells."""


class Rejects(FileBeside):
    """Collects rejected rows, to be mended. The columns in `blank` are left empty."""

    def __init__(
        self, path: Path, columns: list[str], *, blank: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(path, "rejected.csv", [*columns, *REJECTED])
        self._width = len(columns)
        self._blank = {at for at, name in enumerate(columns) if name in blank}

    def reject(self, cells: list[str], *, line: int, reason: str) -> None:
        """Add one row, padded or joined to as many cells as the file has columns."""
        width = self._width
        row = [*cells[: width - 1], ",".join(cells[width - 1 :])] if len(cells) > width else cells
        row = ["" if at in self._blank else cell for at, cell in enumerate(row)]
        self.add([*row, *[""] * (width - len(row)), str(line), reason])
