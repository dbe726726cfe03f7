"""Starts and stops the embedded server by hand, and says where it is."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.devserver import database


class Command(BaseCommand):
    """`manage.py database start|stop|status|url`. `status` exits with 3 if nothing answers."""

    help = "Starts or stops the embedded PostgreSQL server, or says where it is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The one argument: what to do."""
        parser.add_argument("what", choices=["start", "stop", "status", "url"])

    def handle(self, *, what: str, **options: object) -> None:
        """Do it, and print one line."""
        try:
            getattr(self, what)()
        except database.DatabaseRefused as refused:
            raise CommandError(str(refused)) from refused

    def start(self) -> None:
        """Start the server, or attach to it."""
        has_started = database.ensure_running()
        self.stdout.write(
            f"{'Started' if has_started else 'Already there'}. {database.status().sentence}"
        )

    def stop(self) -> None:
        """Stop the server if it runs."""
        self.stdout.write("Stopped." if database.stop(say=self.say) else "It was not running.")

    def say(self, line: str) -> None:
        """Print a line at once."""
        self.stdout.write(line)
        self.stdout.flush()

    def status(self) -> None:
        """Print whether the database answers."""
        is_running, sentence = database.status()
        if not is_running:
            raise CommandError(sentence, returncode=3)
        self.stdout.write(sentence)

    def url(self) -> None:
        """Print the DATABASE_URL of the database. Starts the server if needed."""
        self.stdout.write(database.url())
