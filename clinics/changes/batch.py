"""One edit, or a file of edits, for several clinics: first a preview, then a proposal each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.changes import values
from clinics.changes.actions.propose import propose
from clinics.changes.contradictions import Contradiction, contradictions
from clinics.changes.edit import Difference, differences, fingerprint
from clinics.changes.values import ChangeRefused
from clinics.listing.models import Clinic
from clinics.memberships.models import Membership

PREVIEW_SALT = "clinics.changes.batch"
MOST_CLINICS = 200
"""How many clinics one batch may have."""

PREVIEW_HOURS = 12
"""For how many hours a preview can be confirmed."""


@dataclass(frozen=True, kw_only=True)
class PlannedEdit:
    """What would be proposed for one clinic: only what differs from what is public."""

    clinic: Clinic
    after: dict[str, Any]
    seen: str
    differences: list[Difference]
    contradictions: list[Contradiction]


@dataclass(frozen=True, kw_only=True)
class BatchResult:
    """What happened for one clinic. `refusal` says why nothing was proposed; '': it was."""

    clinic: Clinic
    refusal: str


def own_clinics(user: User) -> QuerySet[Clinic]:
    """The clinics that a person speaks for, with their answers."""
    return (
        Clinic.objects.filter(pk__in=Membership.objects.of(user).values("clinic"))
        .with_answers()
        .order_by("organization__name", "name", "pk")
    )


def planned_edit(clinic: Clinic, asked: dict[str, Any]) -> PlannedEdit:
    """What cleaned values would change at a clinic (with its answers)."""
    public = values.public(clinic)
    after = {c: v for c, v in asked.items() if values.differs(c, public.get(c), v)}
    return PlannedEdit(
        clinic=clinic,
        after=after,
        seen=fingerprint(public, after),
        differences=differences(public, after, at_once=set()),
        contradictions=contradictions(
            values.proposed(clinic, after, on=timezone.localdate()), of=after
        ),
    )


def packed(plans: Iterable[PlannedEdit], *, by: User) -> str:
    """The planned edits, signed, for the form in which the person confirms them."""
    rows = [[p.clinic.pk, p.after, p.seen] for p in plans if p.after]
    return signing.dumps([by.pk, rows], salt=PREVIEW_SALT, compress=True)


def propose_each(text: str, *, by: User, note: str) -> list[BatchResult]:
    """Propose what a preview showed, one proposal a clinic. Raises ChangeRefused.

    A clinic is left as it is if its listing changed since the preview, or if the person no longer
    speaks for it; its result says so.
    """
    try:
        owner, rows = signing.loads(text, salt=PREVIEW_SALT, max_age=PREVIEW_HOURS * 3600)
    except signing.BadSignature:
        raise ChangeRefused(_("This preview is damaged or too old. Start again.")) from None
    if owner != by.pk:
        raise ChangeRefused(_("This preview belongs to somebody else. Start again."))
    clinics = Clinic.objects.with_answers().in_bulk([pk for pk, _after, _seen in rows])
    return [
        BatchResult(
            clinic=clinics[pk], refusal=_proposed(clinics[pk], after, seen, by=by, note=note)
        )
        for pk, after, seen in rows
        if pk in clinics
    ]


def _proposed(clinic: Clinic, after: dict[str, Any], seen: str, *, by: User, note: str) -> str:
    if fingerprint(values.public(clinic), after) != seen:
        return _("The listing changed since the preview. Please review it again.")
    try:
        propose(clinic, after, by=by, note=note)
    except ChangeRefused as refused:
        return str(refused)
    return ""
