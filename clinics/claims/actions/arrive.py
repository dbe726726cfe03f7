"""Hands a claim to the moderators, and tells those who speak for the clinic."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.audit.actions import record
from clinics.audit.models import Event
from clinics.claims.models import Claim
from clinics.listing.models import Clinic
from clinics.memberships.actions.members import members_but, objection
from clinics.notices.actions.notify import notify, tell_at_once

DISPUTES_AT_ONCE = 3
"""Disputes about one clinic within 24 hours that its people are told of at once."""


def bring_to_desk(clinic: Clinic, claim: Claim) -> None:
    """Let a claim wait for a moderator. The caller has locked the clinic.

    Those who speak for the clinic are told of a claim by somebody else, but not of an objection.
    """
    others = members_but(clinic, claim.user)
    claim.asked_at, claim.is_dispute = timezone.now(), bool(others) or claim.is_objection
    claim.save(update_fields=["asked_at", "is_dispute"])
    verb = "objected" if claim.is_objection else "asked to speak"
    record(
        verb, claim, actor="person", by=claim.user, clinic_id=clinic.pk,
        after={"method": claim.method, "dispute": claim.is_dispute},
    )  # fmt: skip
    if claim.is_objection:
        return
    path = reverse("members", args=[clinic.slug])
    words = partial(_asks_to_speak, clinic)
    if _is_heard_at_once(clinic):
        details = partial(objection, clinic)
        tell_at_once(others, words, details=details, clinic=clinic, path=path)
        return
    for person in others:
        notify(person, words, clinic=clinic, path=path)


def _asks_to_speak(clinic: Clinic) -> str:
    words = _("Somebody else asks to speak for %s. You keep your access until a moderator decides.")
    return words % clinic


def _is_heard_at_once(clinic: Clinic) -> bool:
    """Whether a dispute is mailed at once. Anybody can start one, so a day has few such mails."""
    asked = Event.objects.filter(clinic_id=clinic.pk, verb="asked to speak", after__dispute=True)
    today = asked.filter(at__gt=timezone.now() - dt.timedelta(days=1))
    return today.count() <= DISPUTES_AT_ONCE
