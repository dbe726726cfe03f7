"""Which clinics can be claimed, and how: web domain, listed e-mail or phone, documents."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from clinics.audit.models import Event
from clinics.claims.models import Claim
from clinics.listing.models import SHOWN, Clinic, Status
from clinics.listing.websites import own_domain


def claimable(by: Any) -> QuerySet[Clinic]:
    """The clinics that a person may ask to speak for: those with a page, and candidates of theirs.

    A candidate is theirs when the trail says that they listed it. `by` may be nobody.
    """
    theirs = Exists(listed_by(by.pk).filter(clinic_id=OuterRef("pk")))
    return Clinic.objects.filter(Q(status__in=SHOWN) | Q(theirs, status=Status.CANDIDATE))


def listed_by(account_id: int | None) -> QuerySet[Event]:
    """The events of listing a clinic that an account brought about; none for nobody."""
    return Event.objects.filter(verb="listed", by_id=account_id or 0)


def methods(clinic: Clinic) -> list[Claim.Method]:
    """The proofs that are possible for this clinic, quickest first."""
    possible = {
        Claim.Method.DOMAIN_EMAIL: own_domain(clinic.website),
        Claim.Method.LISTED_EMAIL: clinic.email,
        Claim.Method.LISTED_PHONE: clinic.phone,
        Claim.Method.DOCUMENTS: True,
    }
    return [method for method, is_possible in possible.items() if is_possible]


def needs_code(claim: Claim) -> bool:
    """Whether the code must be typed before a moderator may approve the claim."""
    return claim.method not in (Claim.Method.DOCUMENTS, Claim.Method.OBJECTION)
