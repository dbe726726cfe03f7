"""Sends the daily mails: unread notices, what will soon read overdue, what waits at the desk."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinics.dashboard.actions.remind import warn_of_what_is_due
from clinics.moderation.actions.digest import send_desk_digests
from clinics.notices.actions.digest import send_digests


class Command(BaseCommand):
    """Run this once a day. Running it again sends nobody a second mail that day."""

    help = (
        "Warn clinics of what will read overdue, mail each person at most one digest a day, and "
        "each moderator once a day what waits at the desk."
    )

    def handle(self, *args, **options) -> None:
        """Raise CommandError when a mail could not be sent. The next run sends it."""
        now = timezone.now()
        warn_of_what_is_due(on=timezone.localdate(now))
        digests, desk = send_digests(at=now), send_desk_digests(at=now)
        sent, failed = digests[0] + desk[0], digests[1] + desk[1]
        self.stdout.write(f"{sent} digests sent.")
        if failed:
            raise CommandError(f"{failed} digests could not be sent; the next run tries again.")
