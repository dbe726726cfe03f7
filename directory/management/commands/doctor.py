"""Says in one pass what keeps a production site from working, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import Error
from django.utils import timezone

from directory.doctor import of_database, of_record, of_servers, of_settings
from directory.doctor.findings import Finding, Level, must


class Command(BaseCommand):
    """Changes nothing. With `--mail` it sends one mail."""

    help = "Say what keeps a production site from working. Exit status 1: something must be done."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The address that gets a mail."""
        parser.add_argument("--mail", metavar="ADDRESS", default="", help="send a mail there")

    def handle(self, *, mail: str, **options: object) -> None:
        """Print one line a finding. Raises CommandError when something must be done."""
        if mail:
            try:
                validate_email(mail)
            except ValidationError as error:
                raise CommandError(f"“{mail}” is no e-mail address.") from error
        found = []
        for finding in self._findings(mail):
            self.stdout.write(str(finding))
            found.append(finding.level)
        must_do, to_look_at = found.count(Level.MUST), found.count(Level.LOOK)
        self.stdout.write(f"\nTo do: {must_do}. To look at: {to_look_at}.")
        if must_do:
            raise CommandError("Do what the lines with MUST say, from top to bottom.")

    def _findings(self, mail: str) -> Iterator[Finding]:
        yield from of_settings.of_settings()
        yield of_settings.of_mail(mail)
        answers = of_settings.of_site()
        yield answers
        if answers.level is Level.OK:
            yield of_settings.of_proxy()
        yield of_settings.of_static_files()
        yield of_settings.of_documents()
        yield of_settings.of_data_files()
        yield of_settings.of_backups(on=timezone.localdate())
        try:
            yield from self._of_database()
        except Error as error:
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            yield must("Database", f"It refused a question ({reason}). Look at DATABASE_URL.")

    def _of_database(self) -> Iterator[Finding]:
        yield of_database.of_server()
        yield of_servers.of_clock()
        yield from of_servers.of_replicas()
        yield from of_database.of_restore()
        yield of_database.of_disk()
        yield of_database.of_commits()
        yield of_database.of_log()
        migrations = of_database.of_migrations()
        yield migrations
        if migrations.level is Level.MUST:
            return  # what follows reads tables that may not be there
        yield from of_database.of_tables()
        yield from of_record.of_registers(on=timezone.localdate())
        yield from of_record.of_schedule(at=timezone.now())
        yield of_record.of_erasures(at=timezone.now())
        yield from of_record.of_moderators()
        yield of_record.of_demo()
