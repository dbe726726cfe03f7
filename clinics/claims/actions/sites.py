"""Asks to speak for other clinics of a domain at which the person typed a code already."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.claims.actions.arrive import bring_to_desk
from clinics.claims.actions.ask import refuse_unless_may_ask
from clinics.claims.models import Claim, ClaimRefused
from clinics.claims.sites import domain_of
from clinics.listing.actions.editing import lock_all
from clinics.listing.models import Clinic
from clinics.listing.websites import own_domain


def ask_for_sites(
    claim: Claim, clinic_ids: Collection[int], *, by: User
) -> tuple[list[Claim], list[str]]:
    """Ask for each of these clinics with the proof of a claim.

    Returns the new claims, each of which waits for a moderator, and a sentence for each clinic that
    could not be asked for: its website changed, for example.
    """
    made, refused = [], []
    for clinic in Clinic.objects.filter(pk__in=clinic_ids).order_by("pk"):
        try:
            made.append(_ask(claim, clinic, by))
        except ClaimRefused as why:
            refused.append(f"{clinic}: {why}")
    return made, refused


@transaction.atomic
def _ask(claim: Claim, clinic: Clinic, by: User) -> Claim:
    """Ask for one clinic. Both clinics are locked, so the proof holds until this is stored."""
    listings = lock_all([claim.clinic_id, clinic.pk])
    clinic = next(one.clinic for one in listings if one.clinic.pk == clinic.pk)
    first = Claim.objects.with_membership().get(pk=claim.pk, user=by)
    domain = domain_of(first)
    if not domain:
        raise ClaimRefused(_("The code that you typed is too old for this, or your request ended."))
    if not clinic.is_published or own_domain(clinic.website) != domain:
        raise ClaimRefused(_("Its website is not on %s, or no longer.") % domain)
    refuse_unless_may_ask(clinic, by)
    made = Claim.objects.create(
        clinic=clinic, user=by, method=first.method, address=first.address,
        statement=first.statement, proved_at=first.proved_at,
    )  # fmt: skip
    record("claim started", made, actor="person", by=by, clinic_id=clinic.pk,
           after={"method": first.method, "proof of claim": first.pk})  # fmt: skip
    bring_to_desk(clinic, made)
    return made
