"""Two listings that may be one clinic, and what a moderator decided about them."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.accounts.models import Decided, User
from clinics.listing.models.clinic import Clinic
from clinics.listing.models.status import Status

PUT_OFF = dt.timedelta(days=30)
"""For how long *later* puts a pair off, for everybody."""

JOINABLE = (Status.CANDIDATE, Status.OPEN, Status.PAUSED, Status.CLOSED)
"""What can be merged: what is merged already, hidden or removed cannot."""


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    """Which pairs."""

    def waiting(self, *, on: dt.date | None = None) -> DuplicatePairQuerySet:
        """Undecided pairs of listings that can be merged, oldest first; none put off on that day.

        `on` is today unless told.
        """
        is_due = Q(later_until=None) | Q(later_until__lt=on or timezone.localdate())
        joinable = Q(clinic__status__in=JOINABLE, other__status__in=JOINABLE)
        return self.filter(is_due, joinable, decision="").order_by("found_at", "pk")

    def between(self, ones: list[int], others: list[int]) -> DuplicatePairQuerySet:
        """The pairs of one of these clinics with one of those."""
        return self.filter(
            Q(clinic__in=ones, other__in=others) | Q(clinic__in=others, other__in=ones)
        )


class DuplicatePair(Decided):
    """Two listings that may be one clinic: one row for each pair, ever.

    `clinic` is the older listing of the two. `why` says what made somebody, or the search for
    duplicates, think so; `proposed_by` is the account that said it, None for none. *Later* is no
    decision: the pair waits again after `later_until`.
    """

    class Why(models.TextChoices):
        """What speaks for one clinic."""

        ADDRESS = "address", _("one address, and similar names")
        PHONE = "phone", _("one phone number, and similar names")
        WEBSITE = "website", _("one website in one town, and similar names")
        LIST = "list", _("one went from a list when the other came, at one address or phone")
        SAID = "said", _("somebody says so")

    class Decision(models.TextChoices):
        """What a moderator decided."""

        SAME = "same", _("one clinic")
        TWO = "two", _("two clinics")

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=10, choices=Why)
    proposed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    found_at = models.DateTimeField(default=timezone.now, editable=False)
    later_until = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=4, choices=Decision, blank=True)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "other"], name="clinics_duplicatepair_once_a_pair"
            ),
            models.CheckConstraint(
                condition=Q(clinic__lt=F("other")), name="clinics_duplicatepair_in_order"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | (~Q(decision="") & Q(decided_at__isnull=False, later_until=None)),
                name="clinics_duplicatepair_decided_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["found_at"], condition=Q(decision=""), name="clinics_duplicatepair_wait"
            )
        ]

    def __str__(self) -> str:
        return f"pair {self.pk}: {self.clinic_id} and {self.other_id}"
