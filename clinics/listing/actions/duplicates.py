"""Proposes that two listings are one clinic; a moderator decides."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from clinics.audit.actions import record
from clinics.listing.merged import together_with
from clinics.listing.models import Clinic, DuplicatePair


@transaction.atomic
def propose_pair(
    one: Clinic, other: Clinic, *, why: DuplicatePair.Why | str, by: Any = None
) -> DuplicatePair | None:
    """Let a moderator decide whether two listings are one clinic.

    Merged listings stand for their survivors. `by` is the account that says so, None for a person
    without one and for a search. Returns the pair: a new one that waits, or the one there is, which
    may be decided. None when both are one listing already, or when it was decided that they, or
    listings that were merged into them, are two clinics. Takes no lock. Raises ValueError for a
    `why` that is no `DuplicatePair.Why`. Six queries for a new pair,
    four for a known one, savepoints aside.
    """
    why = DuplicatePair.Why(why)
    older, newer = sorted((one.survivor(), other.survivor()), key=lambda clinic: clinic.pk)
    if older.pk == newer.pk:
        return None
    known = DuplicatePair.objects.between(together_with(older.pk), together_with(newer.pk))
    two = known.filter(decision=DuplicatePair.Decision.TWO).exclude(clinic=older, other=newer)
    if two.exists():
        return None
    pair, is_new = DuplicatePair.objects.get_or_create(
        clinic=older, other=newer, defaults={"why": why, "proposed_by": by}
    )
    if is_new:
        actor = "operator" if by is None else "moderator" if by.is_moderator else "clinic"
        record("proposed as one", pair, actor=actor, by=by, clinic_id=older.pk,
               after={"other": newer.slug}, why=str(why))  # fmt: skip
    return pair
