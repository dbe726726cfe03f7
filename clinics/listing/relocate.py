"""Gives a listing another address, with the location that follows from it."""

from __future__ import annotations

from typing import Any

from clinics.listing.address_key import address_key
from clinics.listing.draft import Draft
from clinics.listing.fields import ADDRESS_FIELDS
from clinics.listing.locate import book_of


def relocate(draft: Draft, wanted: dict[str, Any]) -> None:
    """Set the address and the location: the point of its ZIP code or town, so approximate.

    Parts that `wanted` lacks become blank. If only the suite changes, the location stays as it is.
    One query when the location changes.
    """
    address = {name: wanted.get(name, "") for name in ADDRESS_FIELDS}
    fields, moved = draft.fields, [n for n in ADDRESS_FIELDS if draft.fields[n] != address[n]]
    fields |= address
    if moved == ["street2"]:
        return
    place = {name: address[name] for name in ("postal_code", "city", "state")}
    book = book_of(postal_code=place["postal_code"], city=place["city"])
    found = book.find(**place)
    fields["address_key"] = address_key(street=address["street"], **place)
    fields |= {
        "latitude": found.point.latitude if found else None,
        "longitude": found.point.longitude if found else None,
        "is_approximate": bool(found),
        "county_fips": found.county if found else 0,
        "county": found.county_name if found else "",
    }
