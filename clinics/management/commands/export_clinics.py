"""Exports every published clinic to a file, which `import_clinics` can read again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

from clinics.exchange.export import WRITERS, LeftOut, published_clinics
from clinics.listing.models import Clinic
from clinics.progress import progress


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as it is at one moment, even when clinics are published meanwhile."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Write a temporary file and rename it when it is complete. Raises OSError."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        temporary = Path(file.name)
        try:
            file.writelines(parts)
            file.close()
            temporary.chmod(path.stat().st_mode if path.exists() else 0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


class Command(BaseCommand):
    """Writes as it reads. An interrupted export leaves the earlier file in place."""

    help = "Export every published clinic with its facts and their sources."

    def add_arguments(self, parser) -> None:
        """Add the format, and the file to write instead of standard output."""
        parser.add_argument("--format", choices=list(WRITERS), required=True)
        parser.add_argument("--output", type=Path, help="a file; without it, standard output")

    def handle(self, *args, format: str, output: Path | None, **options) -> None:
        """Raise CommandError, in one line, when the export cannot be written."""
        if output and output.is_dir():
            raise CommandError(f"{output} is a folder.")
        left = LeftOut()
        try:
            with one_moment():
                total = Clinic.objects.published().count()
                clinics = progress(published_clinics(), words="clinics", total=total)
                parts = WRITERS[format](iter(clinics), left)
                if output:
                    write_whole(output, parts)
                else:
                    for part in parts:
                        self.stdout.write(part, ending="")
        except (OSError, DatabaseError) as error:
            why = getattr(error, "strerror", None) or str(error).strip().splitlines()[0]
            raise CommandError(f"The export stopped: {why}.") from error
        self.stderr.write(f"{total} clinics exported.")
        if left.without_a_point:
            self.stderr.write(f"{left.without_a_point} of them have no point and are left out.")
        if left.unknown_answers:
            self.stderr.write(
                f"{left.unknown_answers} answers to codes that the checklist no longer has "
                "are left out."
            )
