"""Tells clinics that they are listed: one mail an address, ever, if the operator wants that."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinics.outreach.actions import tell_listed
from clinics.outreach.waiting import to_tell


class Command(BaseCommand):
    """Running it again tells nobody twice, and sends no more than the budget of a day."""

    help = (
        "Mail clinics for which nobody speaks that they are listed: each address once, a hundred "
        "a day, and only with TELL_LISTED_CLINICS=1."
    )

    def handle(self, *args, **options) -> None:
        """Raise CommandError when a mail could not be sent. The next run tries again."""
        if not settings.TELL_LISTED_CLINICS:
            self.stdout.write(
                f"Off: nobody was told. {len(to_tell()):,} addresses would be, over time, with "
                "TELL_LISTED_CLINICS=1."
            )
            return
        done = tell_listed()
        self.stdout.write(
            f"{done['told']:,} addresses told; {done['unreachable']:,} take no mail; "
            f"{done['wait']:,} wait for another day."
        )
        if done["failed"]:
            count = done["failed"]
            raise CommandError(f"{count} mails could not be sent; the next run tries again.")
