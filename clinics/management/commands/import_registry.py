"""Loads a public register from its files: NPPES or LEIE."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from clinics.files.refusals import FileRefused
from clinics.management.commands.import_clinics import past_day
from clinics.progress import Meter
from clinics.registries.actions.load import Loaded, load_leie, load_nppes
from clinics.registries.file_order import in_order
from clinics.registries.models import Register, RegisterFile
from clinics.stopped import why_stopped

LOADERS = {Register.NPPES: load_nppes, Register.LEIE: load_leie}


class Command(BaseCommand):
    """When it is killed, the register stays as it was. A second run changes nothing."""

    help = "Load a public register: a full file replaces it, a weekly file updates it."

    def add_arguments(self, parser) -> None:
        """Add the register, its files, and what their names do not say."""
        parser.add_argument("register", choices=[register.value for register in LOADERS])
        parser.add_argument("file", type=Path, nargs="+")
        parser.add_argument("--as-of", help="the day that the file describes (YYYY-MM-DD)")
        parser.add_argument(
            "--full",
            action="store_true",
            help="the file is the whole register, even if it is small",
        )

    def handle(self, *args, register: str, file: list[Path], full: bool, **options) -> None:
        """Raise CommandError, in one line, when a file cannot be loaded. Earlier ones stay."""
        as_of = past_day(options["as_of"]) if options["as_of"] else None
        if len(file) > 1 and (as_of or full):
            raise CommandError("--as-of and --full are for one file: load the files one by one.")
        try:
            order = in_order(register, file)
            for path in order.covered:
                self.stdout.write(
                    f"{path.name}: not read, because {order.wanted[0].name} replaces it."
                )
            for path in order.wanted:
                with Meter(path.name) as meter:
                    loaded = LOADERS[Register(register)](
                        path,
                        on_progress=meter,
                        kind=RegisterFile.Kind.FULL if full else None,
                        as_of=as_of,
                    )
                self.stdout.write("\n".join(report(loaded)))
        except FileRefused as refused:
            raise CommandError(" ".join(str(refused).split())) from refused
        except (DatabaseError, OSError) as error:
            why = why_stopped(error)
            raise CommandError(f"The import stopped: {why}. The register is as it was.") from error


def report(loaded: Loaded) -> list[str]:
    """What happened to the rows, in sentences, the counts first."""
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
