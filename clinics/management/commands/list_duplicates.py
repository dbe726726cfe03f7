"""Listings that may be one clinic, for a person to decide."""

from django.core.management.base import BaseCommand

from clinics.exchange.duplicates import possible_duplicates


class Command(BaseCommand):
    """Prints groups; changes nothing."""

    help = "List clinics that different lists have at one address under a like name."

    def handle(self, *args, **options) -> None:
        """A line a listing, a blank line between groups, the number of groups at the end."""
        groups = 0
        for clinics in possible_duplicates():
            groups += 1
            for clinic in clinics:
                parts = (clinic.street, clinic.city, clinic.state, clinic.postal_code)
                address = ", ".join(part for part in parts if part)
                self.stdout.write(f"{clinic.slug}  {clinic.name}  {address}  {clinic.listed_by}")
            self.stdout.write("")
        self.stdout.write(f"{groups} possible duplicates; nothing was merged.")
