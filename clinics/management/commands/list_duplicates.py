"""Lists listings that may be the same clinic, for a person to decide."""

from django.core.management.base import BaseCommand

from clinics.exchange.duplicates import possible_duplicates


class Command(BaseCommand):
    """Prints groups; changes nothing."""

    help = "List clinics that different lists have at one address under a similar name."

    def handle(self, *args, **options) -> None:
        """Print a line for each listing, a blank line after each group, and how many groups."""
        groups = 0
        for clinics in possible_duplicates():
            groups += 1
            for clinic in clinics:
                parts = (clinic.street, clinic.city, clinic.state, clinic.postal_code)
                address = ", ".join(part for part in parts if part)
                self.stdout.write(f"{clinic.slug}  {clinic.name}  {address}  {clinic.listed_by}")
            self.stdout.write("")
        self.stdout.write(f"{groups} possible duplicates; nothing was merged.")
