"""Sends the daily mail: unread notices, and warnings of what will soon read overdue."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinics.dashboard.actions.remind import warn_of_what_is_due
from clinics.notices.actions.digest import send_digests


class Command(BaseCommand):
    """Run this once a day. Running it again sends nobody a second mail that day."""

    help = "Warn clinics of what will read overdue, and mail each person at most one digest a day."

    def handle(self, *args, **options) -> None:
        """Raise CommandError when a mail could not be sent. The next run sends it."""
        now = timezone.now()
        warn_of_what_is_due(on=timezone.localdate(now))
        sent, failed = send_digests(at=now)
        self.stdout.write(f"{sent} digests sent.")
        if failed:
            raise CommandError(f"{failed} digests could not be sent; the next run tries again.")
