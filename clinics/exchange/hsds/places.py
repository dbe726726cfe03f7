"""A clinic's place and organization as HSDS objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clinics.exchange.hsds.answers import Said
from clinics.exchange.hsds.ids import (
    LOCATION,
    ORGANIZATION,
    OWN_ORGANIZATION,
    part_id,
    record_id,
)
from clinics.exchange.hsds.parts import attribute, filled, said
from clinics.exchange.hsds.terms import terms
from clinics.listing.models import Clinic

NO_DESCRIPTION = "This organization has not described itself here."
"""HSDS demands a description of an organization, and we keep none."""
ADDRESS = {
    "address_1": "street", "address_2": "street2", "city": "city", "region": "county",
    "state_province": "state", "postal_code": "postal_code", "country": "country",
}  # fmt: skip
"""HSDS's member → our field."""
REQUIRED = ("address_1", "city", "state_province", "postal_code", "country")
ACCESSIBILITY = ("access.wheelchair", "access.accessible-toilet", "access.quiet-low-light-room")
"""What the clinic must say yes to: `accessibility` has no way to say no."""


def organization_id(clinic: Clinic) -> str:
    """The id of the organization that runs a clinic: of the clinic itself if it names none."""
    if clinic.organization_id is None:
        return record_id(OWN_ORGANIZATION, clinic.pk)
    return record_id(ORGANIZATION, clinic.organization_id)


def organization(clinic: Clinic) -> dict[str, Any]:
    """The organization that runs a clinic, without what it has."""
    return {
        "id": organization_id(clinic),
        "name": clinic.organization.name if clinic.organization else clinic.name,
        "description": NO_DESCRIPTION,
    }


def location(clinic: Clinic, facts: Mapping[str, Said]) -> dict[str, Any]:
    """A clinic's place. `facts` are its answers by code."""
    id = record_id(LOCATION, clinic.pk)
    address = {theirs: getattr(clinic, ours) for theirs, ours in ADDRESS.items()}
    is_whole = all(address[name].strip() for name in REQUIRED)
    spoken = {f"place.{ADDRESS[name]}": value for name, value in address.items() if not is_whole}
    spoken |= {
        "place.county_fips": f"{clinic.county_fips:05}" if clinic.county_fips else "",
        "place.approximate": "yes" if clinic.is_approximate and clinic.point else "",
        "place.how_to_find": clinic.how_to_find,
    }
    return filled({
        "id": id,
        "location_type": "physical",
        "organization_id": organization_id(clinic),
        "name": clinic.name,
        "description": _described(clinic, is_whole=is_whole),
        "latitude": clinic.latitude,
        "longitude": clinic.longitude,
        "external_identifier": clinic.external_id,
        "external_identifier_type": clinic.listed_by,
        "addresses": [_address(id, address)] if is_whole else [],
        "accessibility": [
            {"id": part_id(id, code), "location_id": id, "description": terms()[code]["name"]}
            for code in ACCESSIBILITY
            if code in facts and facts[code].value
        ],
        "attributes": [attribute(id, "location", c, text) for c, text in spoken.items() if text],
        "metadata": said(clinic, id, "location", clinic.name),
    })  # fmt: skip


def _address(location: str, address: dict[str, str]) -> dict[str, Any]:
    id = part_id(location, "address")
    return filled({"id": id, "location_id": location, **address, "address_type": "physical"})


def _described(clinic: Clinic, *, is_whole: bool) -> str:
    """How to find the door; and the town of an address that HSDS cannot hold."""
    town = ", ".join(filter(None, [clinic.city, f"{clinic.state} {clinic.postal_code}".strip()]))
    said = [clinic.how_to_find, f"In {town}." if town and not is_whole else ""]
    return " ".join(filter(None, said))
