"""Rebuilds all search rows, or only those with a check that became overdue."""

from django.core.management.base import BaseCommand

from clinics.listing.actions import search_rows


class Command(BaseCommand):
    """Searches are right without it. The daily `--due` run only keeps them fast."""

    help = "Rebuild the search rows from the listings."

    def add_arguments(self, parser) -> None:
        """Add `--due`."""
        parser.add_argument(
            "--due",
            action="store_true",
            help="only rows with a check that became overdue since they were built",
        )

    def handle(self, *args, due: bool, **options) -> None:
        """Print how many rows were rebuilt."""
        count = search_rows.refresh_overdue() if due else search_rows.rebuild_search()
        self.stdout.write(f"{count} search rows rebuilt.")
