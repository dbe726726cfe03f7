"""Fill the gazetteer: ZIP codes, towns, counties and states."""

import sys
from collections.abc import Iterable

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from rich.console import Console
from rich.progress import track

from directory.places.load import PlacesRefused, load_places, read_places


def _progress(rows: list[tuple]) -> Iterable[tuple]:
    """The rows, with a progress bar on a terminal."""
    return track(rows, "Places", console=Console(stderr=True), disable=not sys.stderr.isatty())


class Command(BaseCommand):
    """`manage.py load_places`. A second run changes nothing."""

    help = "Fills the gazetteer from the files the project ships; a second run changes nothing."

    def handle(self, *args: object, **options: object) -> None:
        """Load the places and print in one line what changed. Raises CommandError."""
        try:
            rows = read_places()
            done = load_places(rows, watch=_progress)
        except (PlacesRefused, DatabaseError) as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"Places were not loaded: {reason}") from error
        if done.unchanged == len(rows) and not done.removed:
            self.stdout.write(f"Places: nothing changed, {done.unchanged:,} as they were.")
        else:
            self.stdout.write(
                f"Places: {done.created:,} created, {done.updated:,} updated, "
                f"{done.removed:,} removed, {done.unchanged:,} unchanged."
            )
