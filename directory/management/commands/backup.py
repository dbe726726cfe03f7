"""Makes a backup of the database and the documents."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.backup.actions.make import make_backup
from directory.backup.folder import DOCUMENTS
from directory.backup.refused import BackupRefused


class Command(BaseCommand):
    """`manage.py backup FOLDER`, as the owner of the database. Can be killed and run again."""

    help = "Write the database and all documents, as they are at one moment, to a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """The one argument: the folder, which must not be there yet."""
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options: object) -> None:
        """Raise CommandError, in one line, when the backup cannot be made."""
        try:
            made = make_backup(folder, tell=self.stderr.write)
        except BackupRefused as refused:
            raise CommandError(f"No backup was made. {refused}") from refused
        documents = sum(name.startswith(f"{DOCUMENTS}/") for name in made.files)
        rows = sum(held.rows for held in made.tables.values())
        size = sum(written.size for written in made.files.values())
        self.stdout.write(
            f"Backup in {folder}: {rows:,} rows in {len(made.tables)} tables, {documents:,} "
            f"documents, {size:,} bytes."
        )
