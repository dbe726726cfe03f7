"""Where a listing stands, in words for patients: paused, closed, or said to be closed."""

from __future__ import annotations

import datetime as dt

from clinics.listing.card import Card
from clinics.listing.models import Status
from clinics.models import Clinic
from directory.presenting import wording
from directory.presenting.one_language import gettext as _

STATUSES = ["open", "paused", "closed"]
"""Where a listing with a page can stand."""

VERBS = ("paused", "closed", "said to be closed")
"""The events that say why a listing does not stand open."""


def standing(clinic: Clinic | Card, *, on: dt.date) -> str:
    """`open`, `paused` or `closed` on that day: a pause is over the day after its last day."""
    if clinic.status == Status.PAUSED and not clinic.is_paused(on=on):
        return Status.OPEN.value
    return clinic.status


def status_words(clinic: Clinic | Card, *, on: dt.date) -> str:
    """What stands in the way of going there on that day, in a few words; '' when nothing does."""
    if clinic.status == Status.CLOSED:
        if clinic.status_since:
            return _("Closed since %(day)s") % {"day": wording.day(clinic.status_since)}
        return _("Closed")
    if clinic.says_closed_since:
        day = wording.day(clinic.says_closed_since)
        return _("Says that it has been closed since %(day)s") % {"day": day}
    if clinic.is_paused(on=on):
        if clinic.paused_until:
            return _("Paused until %(day)s") % {"day": wording.day(clinic.paused_until)}
        return _("Paused until further notice")
    return ""


def status_meaning(clinic: Clinic | Card, *, on: dt.date) -> str:
    """What that means for a patient, in a sentence or two; '' when nothing stands in the way."""
    if clinic.status == Status.CLOSED:
        return _("This page keeps what was stated about it, each answer with its date.")
    if clinic.says_closed_since:
        return _("A moderator has not decided this yet. Call before you go there.")
    if clinic.is_paused(on=on):
        return _("It takes no patients during that time. Call before you go there.")
    return ""
