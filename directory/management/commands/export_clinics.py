"""Exports published clinics to a file, which `import_clinics` can read again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import QueryDict

from clinics.exchange.export import WRITERS, LeftOut, streamed
from clinics.exchange.hsds.zipped import write_zip
from clinics.models import Clinic
from clinics.one_moment import one_moment
from clinics.progress import progress
from directory.search.filters import clinics_that_answer
from directory.search.question import QuestionRefused, ask

HSDS = "hsds"
"""A zip of tables; all other formats are text."""
PAGING = ("page", "page_size")
"""Search parameters without a meaning here: an export has everything that is found."""


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A temporary file to write, which takes the place of `path` when the block ends well.

    Raises OSError.
    """
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        temporary = Path(file.name)
    try:
        yield temporary
        temporary.chmod(path.stat().st_mode if path.exists() else 0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def refusal(refused: QuestionRefused) -> str:
    """What is wrong with each filter, in one line, with the places to choose from."""
    problems = [f"{name}: {words}" for name, said in refused.errors.items() for words in said]
    if refused.candidates:
        problems.append(" | ".join(area.query for area in refused.candidates))
    return " ".join(problems)


def chosen(filters: list[str]) -> QuerySet[Clinic]:
    """The published clinics that a search with these parameters (`name=value`) finds.

    All of them without any. Raises CommandError, in words, for a filter that cannot be understood.
    """
    published = Clinic.objects.published()
    if not filters:
        return published.order_by("pk")
    asked = QueryDict(mutable=True)
    for one in filters:
        name, _equals, value = one.partition("=")
        if not name or not value.strip():
            raise CommandError(f"A filter is NAME=VALUE, such as near=33444: not “{one}”.")
        if name in PAGING:
            raise CommandError(f"{name}: an export has no pages, it holds all that is found.")
        asked.appendlist(name, value)
    try:
        return clinics_that_answer(ask(asked), published)
    except QuestionRefused as refused:
        raise CommandError(refusal(refused)) from refused


class Command(BaseCommand):
    """Writes as it reads. An interrupted export leaves the earlier file in place."""

    help = "Export published clinics with their facts and the sources: all, or those of a search."

    def add_arguments(self, parser) -> None:
        """Add the format, the file to write instead of standard output, and the filters."""
        parser.add_argument("--format", choices=[*WRITERS, HSDS], required=True)
        parser.add_argument("--output", type=Path, help="a file; without it, standard output")
        parser.add_argument(
            "--filter",
            action="append",
            default=[],
            dest="filters",
            metavar="NAME=VALUE",
            help="a parameter of the search page, such as near=33444; repeatable",
        )

    def handle(
        self, *args, format: str, output: Path | None, filters: list[str], **options
    ) -> None:
        """Raise CommandError, in one line, when the export cannot be written."""
        if output and output.is_dir():
            raise CommandError(f"{output} is a folder.")
        if format == HSDS and not output:
            raise CommandError("An export as hsds is a zip: name it with --output.")
        clinics, left = chosen(filters), LeftOut()
        try:
            with one_moment(), closing(streamed(clinics)) as listed:
                total = clinics.count()
                watched = progress(listed, words="clinics", total=total)
                if output:
                    with whole(output) as temporary:
                        self._write(format, iter(watched), left, temporary)
                else:
                    for part in WRITERS[format](iter(watched), left):
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

    def _write(self, format: str, clinics: Iterator[Clinic], left: LeftOut, path: Path) -> None:
        """Write the clinics to a file. Raises OSError."""
        if format == HSDS:
            write_zip(clinics, path)
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(WRITERS[format](clinics, left))
