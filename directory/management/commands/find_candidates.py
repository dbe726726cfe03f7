"""Finds clinics that may treat with ketamine, for moderators to open. Publishes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from clinics.candidates import nppes
from clinics.candidates.actions.find import Tally, from_listed, from_rows
from clinics.candidates.found import Suggested, Where
from clinics.candidates.handed_in import HandedIn
from clinics.candidates.summary import report
from clinics.exchange.as_of import day_in
from clinics.files.refusals import FileRefused
from clinics.files.rejects import Rejects
from clinics.management.commands.import_clinics import list_name
from clinics.progress import progress
from clinics.registries.models import Register, RegisterFile
from clinics.states import STATES
from clinics.stopped import why_stopped
from directory.places.locate import Located, locate

MILES = 50
"""How far around a ZIP code, a town or a point `--near` reaches."""


class Command(BaseCommand):
    """Running it again finds what is new. It can be broken off at any moment."""

    help = "Make candidates of what registers and lists say. Moderators open them; nobody else."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to look, how much to make, and a list of the operator's."""
        parser.add_argument("--state", metavar="XX", default="", help="only in this state")
        parser.add_argument("--near", metavar="PLACE", default="", help="only around this place")
        parser.add_argument("--limit", type=int, metavar="N", help="make at most N new cases")
        parser.add_argument("--list", type=Path, metavar="FILE", help="read this list instead")
        parser.add_argument("--source", metavar="NAME", help="with --list: what it is called")

    def handle(self, *, state: str, near: str, limit: int | None, source: str | None,
               **options) -> None:  # fmt: skip
        """Raise CommandError, in one line, when it cannot be done."""
        path: Path | None = options["list"]
        if (path is None) != (source is None):
            raise CommandError("--list and --source go together: a list needs a name.")
        if limit is not None and limit < 1:
            raise CommandError("--limit is at least 1.")
        where = self._where(state, near)
        try:
            if path and source is not None:
                self._read_list(path, list_name(source), where, limit)
            else:
                self._read_registers(where, limit)
        except FileRefused as refused:
            raise CommandError(" ".join(str(refused).split())) from refused
        except (DatabaseError, OSError) as error:
            why = why_stopped(error)
            raise CommandError(f"It stopped: {why}. Run it again to go on.") from error

    def _where(self, state: str, near: str) -> Where:
        """Where to look. Raises CommandError for a place or state that is not known."""
        code = state.strip().upper()
        if code and code not in {one.code for one in STATES}:
            raise CommandError(f"--state {state}: two letters, such as FL.")
        if not near.strip():
            return Where(state=code)
        located = locate(near)
        if (area := located.area) is None:
            raise CommandError(f"--near {near}: {_not_found(located)}")
        if area.kind == "state":
            if code and code != area.state:
                raise CommandError(f"--near {near} is not in --state {state}.")
            return Where(state=area.state)
        if area.counties:
            return Where(state=code, counties=area.counties)
        return Where(state=code, point=area.point, miles=MILES)

    def _read_list(self, path: Path, source: str, where: Where, limit: int | None) -> None:
        if source.casefold() == nppes.SOURCE.casefold():
            raise CommandError(f"--source {source} is the name of the register. Choose another.")
        today = timezone.localdate()
        rows = HandedIn(path)
        rejects = Rejects(path, rows.columns)

        def reject(row: Suggested, reason: str) -> None:
            rejects.reject(row.cells, line=row.line, reason=reason)

        try:
            tally = from_rows(
                self._watched(iter(rows), rows.total), source=source, where=where, limit=limit,
                as_of=day_in(path.name, today=today) or today, on_refused=reject,
            )  # fmt: skip
        except BaseException:
            rejects.abandon()
            raise
        self._tell(source, tally)
        if written := rejects.finish():
            self.stdout.write(f"Rejected rows and reasons: {written}")

    def _read_registers(self, where: Where, limit: int | None) -> None:
        """First what is listed and waits for nobody, then NPPES."""
        listed = from_listed(where=where, limit=limit)
        self._tell("Imported listings", listed)
        newest = RegisterFile.objects.newest(Register.NPPES)
        if newest is None:
            self.stderr.write("NPPES is not loaded: manage.py import_registry nppes FILE.")
            return
        left = None if limit is None else limit - listed.new
        if left == 0:
            return
        rows = self._watched(nppes.suggestions(state=where.state), None)
        tally = from_rows(rows, source=nppes.SOURCE, as_of=newest.as_of, where=where, limit=left)
        self._tell(f"NPPES of {newest.as_of}", tally)

    def _watched(self, rows: Iterator[Suggested], total: int | None) -> Iterator[Suggested]:
        return progress(rows, words="rows", total=total)

    def _tell(self, what: str, tally: Tally) -> None:
        for line in report(what, tally):
            self.stdout.write(line)


def _not_found(located: Located) -> str:
    """Why words mean no place, and what they may have meant."""
    if located.candidates:
        several = " | ".join(area.query for area in located.candidates)
        return f"several places are called so. Choose one: {several}"
    if located.suggestions:
        near = " | ".join(area.query for area in located.suggestions)
        return f"this place is not known. Did you mean {near}?"
    return "this place is not known. Try a ZIP code, or a town and its state."
