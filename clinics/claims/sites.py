"""One proof for all sites of a domain: which other clinics a typed code speaks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.utils import timezone

from clinics.claims.models import Claim
from clinics.listing.models import Clinic
from clinics.listing.websites import own_domain
from clinics.memberships.models import Membership

GOOD_FOR = dt.timedelta(days=90)
"""How long after it was typed a code speaks for other clinics of its domain."""
MOST_SITES = 200
"""Sites that are shown at once."""


def domain_of(claim: Claim) -> str:
    """The domain at which a claim was proved; '' when it proves nothing about other clinics.

    The code was typed in the last 90 days, and the claim waits, or the person speaks for its clinic
    by it. `claim` comes `with_membership`.
    """
    if claim.method != Claim.Method.DOMAIN_EMAIL or claim.proved_at is None:
        return ""
    stands = not claim.decision or (claim.decision == claim.Decision.APPROVED and claim.speaks_now)
    if not stands or claim.proved_at < timezone.now() - GOOD_FOR:
        return ""
    return claim.address.rpartition("@")[2]


def other_sites(claim: Claim) -> Sequence[Clinic]:
    """Public clinics of the claim's domain that the person neither speaks nor asks for, by name.

    Each knows whether somebody speaks for it (`has_members`). One query at most.
    """
    domain = domain_of(claim)
    if not domain:
        return []
    of_clinic = {"clinic": OuterRef("pk")}
    members = Membership.objects.filter(**of_clinic)
    asked = Claim.objects.open().filter(user=claim.user_id, **of_clinic)
    rows = Clinic.objects.all().published().filter(website__icontains=domain)
    rows = rows.exclude(Exists(members.filter(user=claim.user_id))).exclude(Exists(asked))
    rows = rows.annotate(has_members=Exists(members)).order_by("name", "pk")
    return [clinic for clinic in rows if own_domain(clinic.website) == domain][:MOST_SITES]


def of_one_proof(claim: Claim) -> list[Claim]:
    """The person's other claims that rest on the same typed code, oldest first. One query."""
    if claim.method != Claim.Method.DOMAIN_EMAIL or claim.proved_at is None:
        return []
    same = Claim.objects.filter(user=claim.user_id, address=claim.address)
    same = same.filter(proved_at=claim.proved_at).exclude(clinic=claim.clinic_id)
    return list(same.select_related("clinic", "user").order_by("pk"))
