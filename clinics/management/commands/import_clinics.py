"""Imports clinics from a file, and prints what happened to its rows."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from clinics.exchange import csv_values
from clinics.exchange.actions.duplicates import propose_found
from clinics.exchange.actions.import_clinics import FORMATS, import_clinics
from clinics.exchange.as_of import day_in
from clinics.exchange.routes import rows_without_a_route
from clinics.exchange.summary import report
from clinics.files.refusals import FileRefused
from clinics.progress import progress
from clinics.stopped import why_stopped

YES = ("y", "yes")
NO_ROUTE = (
    "None of the {:,} clinics in this file says that it offers ketamine. Published, they are found "
    "only by patients who ask to see every clinic. Without --publish they wait as candidates."
)
NO_DAY = (
    "No --as-of, and no day in the file’s name: nobody said how old the list is, so new answers "
    "read “imported on” with today’s day."
)


def past_day(text: str) -> dt.date:
    """Read a date such as 2026-01-31. Raises CommandError for another text or a future day."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not a date like 2026-01-31.") from None
    if day > timezone.localdate():
        raise CommandError(f"--as-of {text} is in the future.")
    return day


def list_name(text: str) -> str:
    """Tidy the name of a list. Raises CommandError when it is blank or too long."""
    name, longest = " ".join(text.split()), csv_values.longest("listed_by")
    if not name or not name.isprintable():
        raise CommandError("--source is blank: name the list that the file comes from.")
    if longest is not None and len(name) > longest:
        raise CommandError(f"--source has {len(name)} characters; at most {longest} fit.")
    return name


class Command(BaseCommand):
    """Importing the same file again changes nothing."""

    help = "Import clinics from a file; running it again changes nothing."

    def add_arguments(self, parser) -> None:
        """Add the file, its format and the name of its list."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--source", required=True, help="the name of the list")
        parser.add_argument(
            "--map", type=Path, help="a file that maps another list's columns to ours"
        )
        parser.add_argument("--as-of", help="the day that the file describes (YYYY-MM-DD)")
        parser.add_argument(
            "--complete", action="store_true", help="the file is the whole list: mark what is gone"
        )
        parser.add_argument(
            "--shrink", action="store_true", help="with --complete: the list really became short"
        )
        parser.add_argument("--publish", action="store_true", help="show the clinics at once")
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would happen, write nothing"
        )

    def handle(self, *args, file: Path, source: str, dry_run: bool, **options) -> None:
        """Raise CommandError, in one line, when the file is not in the expected format."""
        name = list_name(source)
        if options["shrink"] and not options["complete"]:
            raise CommandError("--shrink goes with --complete.")
        told = past_day(options["as_of"]) if options["as_of"] else None
        as_of = told or day_in(file.name, today=timezone.localdate())
        try:
            publish = self._publishes(file, name, dry_run=dry_run, **options)
            summary = import_clinics(
                file,
                kind=options["format"],
                name=name,
                map_path=options["map"],
                as_of=as_of,
                complete=options["complete"],
                shrink=options["shrink"],
                publish=publish,
                dry_run=dry_run,
                watch=lambda entries, total: progress(entries, words="rows", total=total),
            )
        except FileRefused as refused:
            raise CommandError(" ".join(str(refused).split())) from refused
        except (DatabaseError, OSError) as error:
            why = why_stopped(error)
            raise CommandError(f"The import stopped: {why}. Run it again to continue.") from error
        if not told:
            self.stderr.write(f"As of {as_of}, as the file’s name says." if as_of else NO_DAY)
        for line in report(summary, name=name, dry_run=dry_run, publish=publish):
            self.stdout.write(line)
        if not dry_run and (pairs := propose_found()):
            self.stdout.write(f"Possible duplicates, for the desk to decide: {pairs}.")

    def _publishes(self, file: Path, name: str, *, dry_run: bool, **options) -> bool:
        """Whether to publish. Warns when that fills the site with clinics no usual search finds.

        A terminal is asked; a script goes on. Raises CommandError when the answer is no;
        FileRefused, OSError.
        """
        if not options["publish"]:
            return False
        found = rows_without_a_route(
            file, kind=options["format"], name=name, map_path=options["map"]
        )
        if found:
            self.stderr.write(NO_ROUTE.format(found))
        if found and not dry_run and sys.stdin.isatty():
            answer = input("Publish them? [y/N] ").strip().lower()
            if answer not in YES:
                raise CommandError("Nothing was imported.")
        return True
