"""Makes a backup of the database and the documents."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.backup.actions.make import make_backup
from directory.backup.actions.nightly import make_nightly
from directory.backup.folder import DOCUMENTS
from directory.backup.manifest import Manifest
from directory.backup.refused import BackupRefused
from directory.site.kept_backups import backup_folder


class Command(BaseCommand):
    """`manage.py backup [FOLDER]`, as the owner of the database. Can be killed and run again."""

    help = (
        "Write the database and all documents, as they are at one moment, to a new folder. Without "
        "FOLDER: the day's backup in BACKUP_FOLDER; those of 30 days ago are deleted then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The one argument: the folder, which must not be there yet."""
        parser.add_argument("folder", type=Path, nargs="?")

    def handle(self, *, folder: Path | None, **options: object) -> None:
        """Raise CommandError, in one line, when the backup cannot be made."""
        root = backup_folder()
        try:
            if folder:
                made: Manifest | None = make_backup(folder, tell=self.stderr.write)
            elif root:
                made = make_nightly(root, tell=self.stderr.write)
            else:
                self.stdout.write("Off: BACKUP_FOLDER is not set, so no backup is made by itself.")
                return
        except BackupRefused as refused:
            raise CommandError(f"No backup was made. {refused}") from refused
        if made is None:
            self.stdout.write("Today's backup is there already.")
            return
        documents = sum(name.startswith(f"{DOCUMENTS}/") for name in made.files)
        rows = sum(held.rows for held in made.tables.values())
        size = sum(written.size for written in made.files.values())
        self.stdout.write(
            f"Backup in {folder or root}: {rows:,} rows in {len(made.tables)} tables, "
            f"{documents:,} documents, {size:,} bytes."
        )
