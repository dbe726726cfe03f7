"""What is kept no longer than it is needed: deleted by rule, with the trail saying so."""

from collections.abc import Callable

from django.core.management.base import BaseCommand
from django.utils import timezone

from clinics.claims.actions.forget import forget_documents
from clinics.credentials.actions.forget import forget_evidence
from clinics.moderation.actions.hold import forget_holds
from clinics.reviews.actions.forget import forget_reviews

RULES: list[tuple[str, Callable[..., int]]] = [
    ("files of evidence deleted", forget_evidence),
    ("documents of claims deleted", forget_documents),
    ("rows of reviews and reports deleted", forget_reviews),
    ("old holds of cases deleted", forget_holds),
]
"""What is forgotten: words for the count, and what does it (`on=` the day)."""


class Command(BaseCommand):
    """Run every hour; running it again, or after it was killed, does no harm."""

    help = "Delete what is no longer needed: evidence, documents of claims, what reviews left."

    def handle(self, *args, **options) -> None:
        """Say how much of each was forgotten."""
        today = timezone.localdate()
        for words, forget in RULES:
            self.stdout.write(f"{forget(on=today):,} {words}.")
