"""Which case a moderator has open now or skips today, and what moderators note on clinics."""

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.only_grows import only_grows
from clinics.listing.models import Clinic

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


class NoteQuerySet(models.QuerySet):
    """Which notes."""

    def on_clinic(self, clinic_id: int) -> "NoteQuerySet":
        """All notes on one clinic, newest first, each with its writer."""
        return self.filter(clinic=clinic_id).select_related("by").order_by("-at", "-pk")


class Note(models.Model):
    """What a moderator notes on a clinic, for other moderators. Rows are only added.

    As in the trail, deleting a clinic or an account changes no note: the database does not check
    these keys. `by` is None once the account is deleted.
    """

    MAX_CHARACTERS = 2000

    clinic = models.ForeignKey(
        Clinic, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    by = models.ForeignKey(
        User, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False,
        related_name="+",
    )  # fmt: skip
    at = models.DateTimeField(db_default=models.functions.Now(), editable=False)
    words = models.TextField(max_length=MAX_CHARACTERS)

    objects = NoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["clinic", "-at"], name="clinics_note_of_a_clinic")]
        triggers = only_grows()

    def __str__(self) -> str:
        return f"note {self.pk} on clinic {self.clinic_id}"

    @property
    def who(self) -> str:
        """Who wrote it, in words."""
        return self.by.email if self.by else _("a deleted account")
