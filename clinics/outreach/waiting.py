"""Which addresses of listed clinics still have to be told."""

from __future__ import annotations

from clinics.digests import digest_of
from clinics.listing.models import Clinic
from clinics.listing.websites import is_shared
from clinics.mail_addresses import mailbox
from clinics.outreach.models import ListedMail


def address_hash(address: str) -> str:
    """What is kept of an address: the same for all spellings of one mailbox."""
    return digest_of(mailbox(address))


def domain_hash(address: str) -> str:
    """What is kept of the domain; '' where many share it."""
    domain = mailbox(address).rpartition("@")[2]
    return "" if is_shared(domain) else digest_of(domain)


def to_tell() -> list[list[Clinic]]:
    """Clinics that a search finds and nobody speaks for, together by mailbox. Three queries.

    Left out are addresses that had the mail, and domains that want none.
    """
    listed = Clinic.objects.published().filter(says_closed_since=None, memberships=None)
    had = set(ListedMail.objects.values_list("address_hash", flat=True))
    refused = ListedMail.objects.exclude(refused_at=None).exclude(domain_hash="")
    want_none = set(refused.values_list("domain_hash", flat=True))
    together: dict[str, list[Clinic]] = {}
    for clinic in listed.exclude(email="").order_by("pk"):
        key = address_hash(clinic.email)
        if key not in had and domain_hash(clinic.email) not in want_none:
            together.setdefault(key, []).append(clinic)
    return list(together.values())
