"""The plain fields of a listing, in the groups that are edited, compared and shown together."""

from __future__ import annotations

TEXT_FIELDS = ("name", "description", "how_to_find", "phone", "website", "email")
"""Fields of one text each."""

ADDRESS_FIELDS = ("street", "street2", "city", "state", "postal_code", "country")
"""The parts of the address."""

LOCATION_FIELDS = ("county", "county_fips", "latitude", "longitude", "is_approximate",
                   "address_key")  # fmt: skip
"""Fields that we derive from the address."""

CONTACT_CODES = ("name", "address", "phone", "website", "email")
"""What the clinic's own `Stated` fields are about: whoever states one of these states them all."""
