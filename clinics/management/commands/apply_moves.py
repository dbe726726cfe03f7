"""Gives clinics that move their new address, from the day on which it holds."""

from django.core.management.base import BaseCommand

from clinics.suggestions.actions.moves import apply_moves


class Command(BaseCommand):
    """Run this once a day, soon after midnight. Running it again does no harm."""

    help = "Give listings the new address of clinics whose day to move has come."

    def handle(self, *args, **options) -> None:
        """Print how many clinics moved."""
        self.stdout.write(f"{apply_moves():,} clinics moved.")
