"""A normalized address, to recognize rows of two sources about the same building."""

import os

# scourgify takes its own settings from variables of the environment. Without a prefix it would read
# our ADDRESS_KEYS, a secret, as the names of the parts of an address.
os.environ["ADDRESS_CONFIG_PREFIX"] = "SCOURGIFY"

from scourgify import normalize_address_record
from scourgify.exceptions import AddressNormalizationError

from clinics.text import words


def address_key(*, street: str, city: str, state: str, postal_code: str) -> str:
    """House number and street in USPS spelling, then the ZIP code (or else town and state).

    Suites are left out, because sources rarely agree on them. '' without a street.
    """
    if not words(street):
        return ""
    whole = {"address_line_1": street, "address_line_2": None}
    try:
        line = normalize_address_record(
            {**whole, "city": city, "state": state, "postal_code": postal_code[:5]}
        )["address_line_1"]
    except (AddressNormalizationError, ValueError):
        line = street
    zone = words(postal_code[:5]) or [*words(city), *words(state)]
    return " ".join([*words(line or street), *zone])[:300]
