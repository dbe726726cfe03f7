"""Which moderator has which case open now, and which cases they skip today."""

import datetime as dt

from django.db import models
from django.utils import timezone

from clinics.accounts.models import User

HOLD = dt.timedelta(minutes=30)
"""How long a case stays with the moderator who took it."""


class HoldQuerySet(models.QuerySet):
    """Sets of holds that have a name."""

    def live(self, *, at: dt.datetime) -> "HoldQuerySet":
        """Holds that have not ended at `at`."""
        return self.filter(taken_at__gt=at - HOLD)


class Hold(models.Model):
    """A moderator has a case open, so that no two moderators work on the same one.

    `kind` is a code of `queues.KINDS`, `case_id` the key of the row in that kind's table.
    """

    kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    moderator = models.ForeignKey(User, on_delete=models.CASCADE, related_name="holds")
    taken_at = models.DateTimeField(default=timezone.now)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "case_id"], name="clinics_hold_one_a_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"

    @property
    def until(self) -> dt.datetime:
        """When the case is free again."""
        return self.taken_at + HOLD


class Skip(models.Model):
    """A moderator skips a case for one day; it waits as before for everybody else.

    `kind` and `case_id` name the case, as in `Hold`.
    """

    kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    moderator = models.ForeignKey(User, on_delete=models.CASCADE, related_name="skips")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "case_id", "moderator"], name="clinics_skip_one_a_person_and_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}, {self.on}"
