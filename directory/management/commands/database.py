"""The embedded server by hand: start, stop, status, url."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.devserver import database


class Command(BaseCommand):
    """`manage.py database start|stop|status|url`; status exits with 3 when nothing answers."""

    help = "Starts or stops the embedded PostgreSQL server, or says where it is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One word: what to do."""
        parser.add_argument("what", choices=["start", "stop", "status", "url"])

    def handle(self, *, what: str, **options: object) -> None:
        """Do it and say so in one line."""
        try:
            getattr(self, what)()
        except database.DatabaseRefused as refused:
            raise CommandError(str(refused)) from refused

    def start(self) -> None:
        """Start the server, or attach to it."""
        began = database.ensure_running()
        self.stdout.write(f"{'Started' if began else 'Already there'}. {database.status().words}")

    def stop(self) -> None:
        """Stop the server when it runs."""
        self.stdout.write("Stopped." if database.stop() else "It was not running.")

    def status(self) -> None:
        """Say whether it answers."""
        running, words = database.status()
        if not running:
            raise CommandError(words, returncode=3)
        self.stdout.write(words)

    def url(self) -> None:
        """Print what DATABASE_URL would have to be, starting the server when needed."""
        self.stdout.write(database.url())
