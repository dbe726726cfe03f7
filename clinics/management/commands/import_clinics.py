"""Clinics from a file: what became of each row, and what of it was not taken."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from clinics.exchange.actions.import_clinics import FORMATS, Summary, import_clinics
from clinics.exchange.duplicates import possible_duplicates
from clinics.files.refusals import FileRefused
from clinics.progress import progress

LONGEST_NAME = 60
"""What `Clinic.listed_by` holds."""


def a_day(text: str) -> dt.date:
    """A date as YYYY-MM-DD, not after today. Raises CommandError."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not a date like 2026-01-31.") from None
    if day > timezone.localdate():
        raise CommandError(f"--as-of {text} lies in the future.")
    return day


def a_name(text: str) -> str:
    """The name of a list. Raises CommandError for a blank or endless one."""
    name, longest = " ".join(text.split()), LONGEST_NAME
    if not name or not name.isprintable():
        raise CommandError("--source is blank: name the list that the file comes from.")
    if len(name) > longest:
        raise CommandError(f"--source has {len(name)} characters, at most {longest} are kept.")
    return name


class Command(BaseCommand):
    """A second run with the same file says that everything is unchanged."""

    help = "Import clinics from a file; running it again changes nothing."

    def add_arguments(self, parser) -> None:
        """The file and what it is."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--source", required=True, help="the name of the list")
        parser.add_argument("--map", type=Path, help="how another list's columns are called here")
        parser.add_argument("--as-of", help="the day of which the file speaks (YYYY-MM-DD)")
        parser.add_argument("--publish", action="store_true", help="show the clinics at once")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be, write nothing"
        )

    def handle(self, *args, file: Path, source: str, dry_run: bool, **options) -> None:
        """Raise CommandError, in one line, when the file cannot be read as what it should be."""
        name = a_name(source)
        try:
            summary = import_clinics(
                file,
                kind=options["format"],
                name=name,
                map_path=options["map"],
                as_of=a_day(options["as_of"]) if options["as_of"] else None,
                publish=options["publish"],
                dry_run=dry_run,
                watch=lambda entries, total: progress(entries, words="rows", total=total),
            )
        except FileRefused as refused:
            raise CommandError(" ".join(str(refused).split())) from refused
        except (DatabaseError, OSError) as error:
            words = str(error).strip().splitlines()[0]
            raise CommandError(f"The import stopped: {words}. Run it again to go on.") from error
        for line in told(summary, name=name, dry_run=dry_run, publish=options["publish"]):
            self.stdout.write(line)
        if not dry_run and (groups := sum(1 for _ in possible_duplicates())):
            self.stdout.write(f"Possible duplicates: {groups}; see manage.py list_duplicates.")


def told(summary: Summary, *, name: str, dry_run: bool, publish: bool) -> list[str]:
    """The summary in sentences, the four counts first."""
    lines = ["Dry run: nothing was written."] if dry_run else []
    lines.append(
        f"{summary.read} rows read: {summary.created} created, {summary.updated} updated, "
        f"{summary.unchanged} unchanged, {summary.rejected} rejected."
    )
    lines += [f"  line {line}: {reason}" for line, reason in summary.reasons]
    if more := summary.rejected - len(summary.reasons):
        lines.append(f"  and {more} more")
    if summary.rejects:
        lines.append(f"Rejected rows and reasons: {summary.rejects}")
    counted = (
        (summary.repeated, "rows repeat an earlier row word for word; counted as unchanged."),
        (summary.kept, "answers that the clinic, a moderator or another list stated otherwise."),
        (summary.slugs_kept, "slugs left as they were: a listing keeps its web address."),
        (summary.derived_otherwise, "rows say payment.publishes-prices otherwise than their "
         "prices; it is derived from price.session."),
        (summary.untouched, f"listings of {name} of which no row spoke, left as they are."),
        (summary.created * (not publish), "new listings not published; --publish shows them."),
    )  # fmt: skip
    for count, words in counted:
        if count:
            lines.append(f"{'kept: ' if words.startswith('answers') else ''}{count} {words}")
    return lines + summary.notes
