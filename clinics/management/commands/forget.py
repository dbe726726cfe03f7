"""Deletes what is no longer needed, by fixed rules. The trail records each deletion."""

from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinics.accounts.actions.forget import forget_accounts
from clinics.claims.actions.forget import forget_documents
from clinics.clocks import difference_now
from clinics.credentials.actions.forget import forget_evidence
from clinics.erasures.actions import forget_erasures
from clinics.moderation.actions.hold import forget_holds
from clinics.reviews.actions.forget import forget_reviews
from clinics.schedule.actions import forget_runs
from clinics.suggestions.actions.forget import forget_suggestions

RULES: list[tuple[str, Callable[..., int]]] = [
    ("files of evidence deleted", forget_evidence),
    ("documents of claims deleted", forget_documents),
    ("rows of reviews and reports deleted", forget_reviews),
    ("suggestions about listings deleted", forget_suggestions),
    ("old holds of cases deleted", forget_holds),
    ("old runs of scheduled work deleted", forget_runs),
    ("rows of accounts, sessions and limits deleted", forget_accounts),
    ("old notes of what was erased deleted", forget_erasures),  # last: it fails without the bucket
]
"""(what the printed number counts, the action that deletes; it takes the day as `on=`)."""


class Command(BaseCommand):
    """Run this every hour. Running it again does no harm, even after it was killed."""

    help = "Delete what is no longer needed: evidence, documents of claims, old rows of reviews."

    def handle(self, *args, **options) -> None:
        """Print how much of each was deleted. Raises CommandError where clocks differ."""
        if reason := difference_now():
            raise CommandError(f"Nothing is deleted: {reason}.")
        today = timezone.localdate()
        for what, forget in RULES:
            self.stdout.write(f"{forget(on=today):,} {what}.")
