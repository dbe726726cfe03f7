"""Makes the data files under /data/, once a day."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from directory.bulk.folder import InUse, data_folder
from directory.bulk.make import make_data_files


class Command(BaseCommand):
    """Can be killed and run again. Yesterday's files stay until today's are whole."""

    help = "Make today's data files in DATA_FOLDER, unless they are there."

    def handle(self, *args: object, **options: object) -> None:
        """Raise CommandError, in one line, when they cannot be made."""
        folder = data_folder()
        if folder is None:
            self.stdout.write("Off: DATA_FOLDER is not set, so there are no data files.")
            return
        try:
            made = make_data_files(folder, tell=self.stderr.write)
        except InUse as error:
            raise CommandError(f"Another process makes data files in {folder}.") from error
        except (OSError, DatabaseError) as error:
            why = getattr(error, "strerror", None) or str(error).strip().splitlines()[0]
            raise CommandError(
                f"No data files were made: {why} ({folder}). The former files stay."
            ) from error
        if made is None:
            self.stdout.write("Today's data files are there already.")
            return
        self.stdout.write(f"{made['clinics.ndjson']} clinics in {len(made)} files.")
