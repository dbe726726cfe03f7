"""Which proofs are possible for a clinic: its web domain, listed e-mail or phone, documents."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from clinics.claims.models import Claim
from clinics.listing.models import Clinic
from clinics.listing.websites import SHARED, is_under

FREE_MAIL = {
    "aol.com", "att.net", "bellsouth.net", "comcast.net", "cox.net", "duck.com",
    "earthlink.net", "fastmail.com", "gmail.com", "gmx.com", "gmx.net", "googlemail.com",
    "hey.com", "hotmail.com", "icloud.com", "live.com", "mac.com", "mail.com", "me.com",
    "msn.com", "outlook.com", "pm.me", "proton.me", "protonmail.com", "rocketmail.com",
    "sbcglobal.net", "tutanota.com", "verizon.net", "yahoo.com", "ymail.com", "zoho.com",
    "zohomail.com",
}  # fmt: skip
"""Hosts where anybody gets an address."""


def own_domain(website: str) -> str:
    """The website's host without `www.`; '' when an address there would prove nothing."""
    try:
        host = (urlsplit(website).hostname or "").rstrip(".").encode("idna").decode("ascii")
    except (UnicodeError, ValueError):
        return ""
    host = host.lower().removeprefix("www.")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        is_name = "." in host
    else:
        is_name = False
    return "" if not is_name or is_under(host, FREE_MAIL | SHARED) else host


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
    return claim.method != Claim.Method.DOCUMENTS
