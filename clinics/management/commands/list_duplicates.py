"""Searches for listings that may be one clinic, and lists the pairs that wait for a moderator."""

from django.core.management.base import BaseCommand

from clinics.exchange.actions.duplicates import propose_found
from clinics.listing.models import DuplicatePair


class Command(BaseCommand):
    """Each pair is asked about once at the desk; nothing is merged."""

    help = "Search for listings that may be one clinic, and list those that wait for a moderator."

    def handle(self, *args, **options) -> None:
        """Print two lines and the reason for each pair, then how many wait and how many are new."""
        new = propose_found()
        waiting = DuplicatePair.objects.waiting().select_related("clinic", "other")
        for pair in waiting.iterator():
            for clinic in (pair.clinic, pair.other):
                parts = (clinic.street, clinic.city, clinic.state, clinic.postal_code)
                address = ", ".join(part for part in parts if part)
                self.stdout.write(f"{clinic.slug}  {clinic.name}  {address}  {clinic.listed_by}")
            self.stdout.write(f"  {pair.get_why_display()}\n\n")
        self.stdout.write(f"{waiting.count()} pairs wait at the desk, {new} of them new.")
