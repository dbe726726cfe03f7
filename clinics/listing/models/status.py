"""Where a listing stands, and what the database does not allow to be said of it."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a listing stands. Each is left only by a new decision."""

    CANDIDATE = "candidate", _("waiting to be opened")
    OPEN = "open", _("open")
    PAUSED = "paused", _("paused")
    CLOSED = "closed", _("closed")
    MERGED = "merged", _("merged into another listing")
    HIDDEN = "hidden", _("hidden")
    REMOVED = "removed", _("removed on request")


PUBLISHED = (Status.OPEN, Status.PAUSED)
"""What a search can find."""

SHOWN = (*PUBLISHED, Status.CLOSED)
"""What has a public page."""

ENDED = (Status.CLOSED, Status.MERGED, Status.HIDDEN, Status.REMOVED)
"""What no import opens again."""


def is_paused(status: str, until: dt.date | None, *, on: dt.date) -> bool:
    """Whether a listing takes nobody on that day. The day after the last of a pause it is open."""
    return status == Status.PAUSED and (until is None or until >= on)


class HiddenFor(models.TextChoices):
    """Why a listing was hidden. Moderators see it, patients do not."""

    DANGER = "danger", _("it may be dangerous")
    FRAUD = "fraud", _("it is not what it says it is")
    LEGAL = "legal", _("a court or an authority demands it")
    NO_CLINIC = "no-clinic", _("it is no clinic that treats with ketamine")


def status_rules() -> list[models.CheckConstraint]:
    """The constraints of a clinic's status: what belongs to one status is said with it alone."""

    def both(status: Status, said: Q) -> Q:
        return Q(status=status) & said | ~Q(status=status) & ~said

    return [
        models.CheckConstraint(
            condition=Q(status__in=Status.values), name="clinics_clinic_known_status"
        ),
        models.CheckConstraint(
            condition=both(Status.MERGED, Q(merged_into__isnull=False)),
            name="clinics_clinic_merged_into_one",
        ),
        models.CheckConstraint(
            condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            name="clinics_clinic_not_merged_into_itself",
        ),
        models.CheckConstraint(
            condition=both(Status.HIDDEN, ~Q(hidden_for="")), name="clinics_clinic_hidden_for"
        ),
        models.CheckConstraint(
            condition=Q(paused_until=None) | Q(status=Status.PAUSED),
            name="clinics_clinic_paused_until",
        ),
        models.CheckConstraint(
            condition=Q(says_closed_since=None) | Q(status__in=PUBLISHED),
            name="clinics_clinic_says_closed",
        ),
    ]
