"""The page of a review: its words and its signs of abuse, never its mark or its answers."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.listing.models import Clinic
from clinics.moderation.cases.base import CaseDecidedAgain, that_hold
from clinics.moderation.cases.text import speaks_for_any
from clinics.moderation.forms.reviews import PUBLISH, WITHHOLD, AgainForm, ReviewDecisionForm
from clinics.reviews.abuse import FLAGS
from clinics.reviews.actions.decide import digest
from clinics.reviews.models import Review

MOST_OTHERS = 10
"""How many other reviews with the same signs are shown."""


class ReviewCase(CaseDecidedAgain):
    """Everything about one review that its page shows."""

    approve, reject = PUBLISH, WITHHOLD

    def __init__(self, review: Review, *, by: User, data: Any = None) -> None:
        """`data` is what was posted."""
        super().__init__(review, by=by, data=data)
        self.review = review
        self.clinic: Clinic = review.clinic
        self.kind = "distress" if review.is_distress else "review"
        words = review.shown_words or review.words
        self.form = ReviewDecisionForm(data, initial={"shown_words": words}, review=review)
        self.again = AgainForm(reasons=Review.Again)
        self.seen = digest(review)

    @property
    def is_waiting(self) -> bool:
        """Whether the review can still be decided."""
        return self.review.status == Review.Status.WAITING

    @property
    def is_decided(self) -> bool:
        """Whether a moderator's decision is in force."""
        return self.review.status in (Review.Status.PUBLISHED, Review.Status.WITHHELD)

    @cached_property
    def hindrance(self) -> str:
        """Why this moderator may not decide it, as a sentence; '' when they may. One query."""
        if speaks_for_any(self.by):
            return _(
                "You speak for a clinic, so another moderator must decide what patients write."
            )
        return ""

    @property
    def reason(self) -> str:
        """The reason why it was withheld, in words."""
        return self.review.reason_label

    @property
    def flags(self) -> list[str]:
        """Its signs of abuse, in words."""
        return [str(FLAGS.get(code, code)) for code in self.review.flags]

    @cached_property
    def objections(self) -> list[str]:
        """What speaks against publishing it: distress, signs of abuse, a former decision."""
        was_decided = bool(self.review.shown_words or self.review.published_on)
        return that_hold(
            (self.review.is_distress, _("It speaks of suicide or self-harm.")),
            (self.flags, _("It has signs to look at.")),
            (was_decided, _("It was decided before.")),
        )

    @cached_property
    def others(self) -> list[Review]:
        """Other reviews of the clinic that wait and share a sign with this one, oldest first."""
        alike = Review.objects.filter(
            clinic=self.review.clinic_id,
            status=Review.Status.WAITING,
            flags__overlap=self.review.flags,
        )
        return list(alike.exclude(pk=self.pk).order_by("asked_at", "pk")[:MOST_OTHERS])
