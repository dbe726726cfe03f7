"""Finds the listing that a pasted link leads to."""

from __future__ import annotations

import re

from clinics.listing.models import SHOWN, Clinic

_PAGE = re.compile(r"(?:^|/)clinics/([\w-]{1,90})(?:[/?#]|$)")
_SLUG = re.compile(r"[\w-]{1,90}")


def listing_of(pasted: str) -> Clinic | None:
    """The listing whose page, or the last part of whose address, was pasted; None: there is none.

    Only listings that the public may know. One query, one more for each merger.
    """
    slug = slug_of(pasted)
    found = Clinic.objects.filter(slug=slug).first() if slug else None
    found = found.survivor() if found else None
    return found if found and found.status in SHOWN else None


def slug_of(pasted: str) -> str:
    """The slug in a pasted link to any page of a listing, or alone; '' when there is none."""
    pasted = pasted.strip().strip("/")
    page = _PAGE.search(pasted)
    return page[1] if page else pasted if _SLUG.fullmatch(pasted) else ""
