"""Restores a backup into an empty database."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.backup.actions.restore import restore, settle_recovered
from directory.backup.refused import BackupRefused


class Command(BaseCommand):
    """`manage.py restore FOLDER`, as the owner of the database. Can be killed and run again."""

    help = "Restore a backup into an empty database, and prove that nothing is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder of the backup, or `--recovered`."""
        parser.add_argument("folder", type=Path, nargs="?")
        parser.add_argument(
            "--recovered",
            action="store_true",
            help="the database is there: PostgreSQL itself recovered it to an earlier moment",
        )

    def handle(self, *, folder: Path | None, recovered: bool, **options: object) -> None:
        """Raise CommandError, in one line, when the backup cannot be restored."""
        if (folder is None) is not recovered:
            raise CommandError("Name the folder of a backup, or say --recovered.")
        try:
            if folder:
                restore(folder, tell=self.stderr.write)
            else:
                settle_recovered(tell=self.stderr.write)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            "Restored. Run manage.py grant_runtime ROLE and manage.py doctor, and start the site."
        )
