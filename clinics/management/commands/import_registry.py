"""A public register from its own files: NPPES or LEIE."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from clinics.files.refusals import FileRefused
from clinics.progress import Meter
from clinics.registries.actions.load import Loaded, load_leie, load_nppes
from clinics.registries.file_order import in_order
from clinics.registries.models import Register, RegisterFile

LOADERS = {Register.NPPES: load_nppes, Register.LEIE: load_leie}


def a_day(text: str) -> dt.date:
    """A date as YYYY-MM-DD, not after today. Raises CommandError."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not a date like 2026-01-31.") from None
    if day > timezone.localdate():
        raise CommandError(f"--as-of {text} lies in the future.")
    return day


class Command(BaseCommand):
    """Killed half-way it leaves the former content whole; a second run changes nothing."""

    help = "Load a public register: a full file replaces it, a weekly file updates it."

    def add_arguments(self, parser) -> None:
        """The register, its files, and what their names do not tell."""
        parser.add_argument("register", choices=[register.value for register in LOADERS])
        parser.add_argument("file", type=Path, nargs="+")
        parser.add_argument("--as-of", help="the day of which the file speaks (YYYY-MM-DD)")
        parser.add_argument(
            "--full", action="store_true", help="the file is the whole register, however small"
        )

    def handle(self, *args, register: str, file: list[Path], full: bool, **options) -> None:
        """Raise CommandError, in one line, when a file cannot be loaded; those before it are."""
        as_of = a_day(options["as_of"]) if options["as_of"] else None
        if len(file) > 1 and (as_of or full):
            raise CommandError("--as-of and --full speak of one file: load the files one by one.")
        try:
            order = in_order(register, file)
            for path in order.covered:
                self.stdout.write(f"{path.name}: not read, {order.wanted[0].name} replaces it.")
            for path in order.wanted:
                with Meter(path.name) as meter:
                    loaded = LOADERS[Register(register)](
                        path,
                        on_progress=meter,
                        kind=RegisterFile.Kind.FULL if full else None,
                        as_of=as_of,
                    )
                self.stdout.write("\n".join(told(loaded)))
        except FileRefused as refused:
            raise CommandError(" ".join(str(refused).split())) from refused
        except (DatabaseError, OSError) as error:
            words = str(error).strip().splitlines()[0]
            raise CommandError(
                f"The import stopped: {words}. The register is as it was."
            ) from error


def told(loaded: Loaded) -> list[str]:
    """What became of the rows, in sentences, the counts first."""
    file = loaded.file
    if not loaded.is_news:
        return [f"{file.name} of {file.as_of} is already loaded: nothing changed."]
    lines = [
        f"{file.name}: {loaded.read:,} rows read: {loaded.rows:,} loaded, "
        f"{loaded.rejected:,} rejected, {loaded.duplicates:,} duplicates, "
        f"{loaded.older:,} older than what is there.",
        f"{Register(file.register).name} is of {file.as_of} now ({file.get_kind_display()}); "
        f"{loaded.seconds:,.1f} s, {loaded.read / max(loaded.seconds, 0.001):,.0f} rows a second.",
    ]
    lines += [f"  line {line:,}: {reason}" for line, reason in loaded.reasons]
    if more := loaded.rejected - len(loaded.reasons):
        lines.append(f"  and {more:,} more")
    if loaded.rejects:
        lines.append(f"Rejected rows and reasons: {loaded.rejects}")
    return lines + loaded.notes
