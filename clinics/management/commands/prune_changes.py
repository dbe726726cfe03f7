"""Takes rows out of the log of public changes that say nothing any more."""

from django.core.management.base import BaseCommand

from clinics.listing.actions.public_changes import prune_changes


class Command(BaseCommand):
    """Run this once a day, and after a restore. Running it again does no harm."""

    help = "Delete rows of the log of public changes that no reader of the changes sees any more."

    def handle(self, *args, **options) -> None:
        """Print how many rows were deleted."""
        self.stdout.write(f"{prune_changes():,} rows of the log of public changes deleted.")
