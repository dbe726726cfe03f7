"""The same edit, or a file of edits, for several clinics: looked at first, then proposed each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.changes import values
from clinics.changes.actions.propose import propose
from clinics.changes.edit import Difference, differences, fingerprint
from clinics.changes.values import ChangeRefused
from clinics.listing.models import Clinic

SALT = "clinics.changes.batch"
MOST = 200
"""Clinics that one batch may hold."""

HOURS_VALID = 12


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What one clinic would be asked to change; only what differs from what is public."""

    clinic: Clinic
    after: dict[str, Any]
    seen: str
    differences: list[Difference]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one clinic's part: '' when it was proposed, else why not."""

    clinic: Clinic
    refusal: str


def own_clinics(user: User) -> QuerySet[Clinic]:
    """The clinics a person speaks for, with their answers."""
    return (
        Clinic.objects.filter(memberships__user=user)
        .with_answers()
        .order_by("organization__name", "name", "pk")
    )


def plan(clinic: Clinic, asked: dict[str, Any]) -> Plan:
    """What cleaned values would change of a clinic (with its answers)."""
    public = values.public(clinic)
    after = {c: v for c, v in asked.items() if values.differs(c, public.get(c), v)}
    return Plan(
        clinic=clinic,
        after=after,
        seen=fingerprint(public, after),
        differences=differences(public, after, at_once=set()),
    )


def packed(plans: Iterable[Plan], *, by: User) -> str:
    """What the preview carries along to the person's own confirmation."""
    rows = [[p.clinic.pk, p.after, p.seen] for p in plans if p.after]
    return signing.dumps([by.pk, rows], salt=SALT, compress=True)


def propose_each(text: str, *, by: User, note: str) -> list[Outcome]:
    """Propose what a preview carried along, each clinic by itself. Raises ChangeRefused.

    A clinic whose listing changed since the preview, or that the person speaks for no more, is
    told of and left as it is.
    """
    try:
        owner, rows = signing.loads(text, salt=SALT, max_age=HOURS_VALID * 3600)
    except signing.BadSignature:
        raise ChangeRefused(_("This preview is damaged or too old. Start again.")) from None
    if owner != by.pk:
        raise ChangeRefused(_("This preview is somebody else’s. Start again."))
    clinics = Clinic.objects.with_answers().in_bulk([pk for pk, _after, _seen in rows])
    return [
        Outcome(clinic=clinics[pk], refusal=_proposed(clinics[pk], after, seen, by=by, note=note))
        for pk, after, seen in rows
        if pk in clinics
    ]


def _proposed(clinic: Clinic, after: dict[str, Any], seen: str, *, by: User, note: str) -> str:
    if fingerprint(values.public(clinic), after) != seen:
        return _("The listing changed since the preview. Look at it again.")
    try:
        propose(clinic, after, by=by, note=note)
    except ChangeRefused as refused:
        return str(refused)
    return ""
