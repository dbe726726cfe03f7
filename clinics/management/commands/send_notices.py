"""Sends the daily mails: unread notices, what will soon read overdue, what waits at the desk."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinics.dashboard.actions.remind import warn_of_what_is_due
from clinics.moderation.actions.digest import send_desk_digests
from clinics.notices.actions.digest import send_digests
from clinics.notices.actions.notify import send_urgent


class Command(BaseCommand):
    """Run this once a day. Running it again sends nobody a second mail that day."""

    help = (
        "Warn clinics of what will read overdue, mail each person at most one digest a day, and "
        "each moderator once a day what waits at the desk. What could not be mailed at once is "
        "mailed first."
    )

    def handle(self, *args, **options) -> None:
        """Raise CommandError when a mail could not be sent. The next run sends it."""
        now = timezone.now()
        warn_of_what_is_due(on=timezone.localdate(now))
        urgent = send_urgent()
        digests, desk = send_digests(at=now), send_desk_digests(at=now)
        sent, failed = digests[0] + desk[0], digests[1] + desk[1]
        self.stdout.write(f"{sent} digests sent.")
        if urgent[0]:
            self.stdout.write(f"{urgent[0]} mails sent that could not be sent at once.")
        if failed or urgent[1]:
            count = failed + urgent[1]
            raise CommandError(f"{count} mails could not be sent; the next run tries again.")
