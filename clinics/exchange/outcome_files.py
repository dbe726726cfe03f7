"""What an import writes beside its file: rejected rows, and rows that it left alone."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from clinics.exchange.rows import SourceRow
from clinics.exchange.summary import LEFT_ALONE, LeftAlone
from clinics.files.beside import FileBeside
from clinics.files.rejects import Rejects


class OutcomeFiles:
    """FILE.rejected.csv and FILE.left-alone.csv, put in place at the end of a `with` block.

    A run that breaks leaves the files of the run before. A dry run (`writes` is False) writes
    nothing. The two paths are None for a file without rows.
    """

    rejected: Path | None = None
    left_alone: Path | None = None

    def __init__(self, path: Path, columns: list[str], *, writes: bool) -> None:
        self.writes = writes
        self._rejects = Rejects(path, columns)
        header = ("external_id", "name", "slug", "status")
        self._alone = FileBeside(path, "left-alone.csv", header)

    def __enter__(self) -> OutcomeFiles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        if error:
            self._rejects.abandon()
            self._alone.abandon()
        elif self.writes:
            self.rejected, self.left_alone = self._rejects.finish(), self._alone.finish()

    def reject(self, entry: SourceRow, reason: str) -> None:
        """Add a rejected row."""
        if self.writes:
            self._rejects.reject(entry.cells, line=entry.line, reason=reason)

    def leave_alone(self, left: LeftAlone) -> None:
        """Add a row whose listing no import changes."""
        if self.writes:
            self._alone.add([left.external_id, left.name, left.slug, LEFT_ALONE[left.status]])
