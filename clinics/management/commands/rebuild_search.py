"""Every search row made anew, or only those with a check that fell overdue."""

from django.core.management.base import BaseCommand

from clinics.listing.actions import search_rows


class Command(BaseCommand):
    """Searches stay right without it: the daily `--due` run only keeps them quick."""

    help = "Make the search rows anew from the listings."

    def add_arguments(self, parser) -> None:
        """Only `--due`."""
        parser.add_argument(
            "--due", action="store_true", help="only rows with a check overdue since they were made"
        )

    def handle(self, *args, due: bool, **options) -> None:
        """Say how many rows were made."""
        count = search_rows.refresh_overdue() if due else search_rows.rebuild_search()
        self.stdout.write(f"{count} search rows made anew.")
