"""Which proofs are possible for a clinic: its web domain, listed e-mail or phone, documents."""

from __future__ import annotations

from clinics.claims.models import Claim
from clinics.listing.models import Clinic
from clinics.listing.websites import own_domain


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
