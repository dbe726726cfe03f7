"""Finds the listing that a row describes already, wherever it stands; reads only."""

from __future__ import annotations

from typing import Any

from clinics.candidates.nppes import SOURCE
from clinics.credentials.models import Credential
from clinics.listing.alike_names import are_alike
from clinics.listing.models import Clinic, SourceRecord


def listing_of(source: str, external_id: str, fields: dict[str, Any]) -> Clinic | None:
    """The listing, merged ones included, that is made from the row or is the same clinic.

    The same is: this very row, this NPI, the address with a name like it, or the phone in the same
    town. Four queries at most.
    """
    record = SourceRecord.objects.filter(source=source, external_id=external_id)
    if known := record.select_related("clinic").first():
        return known.clinic
    if source == SOURCE:
        held = Credential.objects.filter(clinician=None, kind=Credential.Kind.NPI)
        if npi := held.filter(number=external_id).select_related("clinic").first():
            return npi.clinic
    if key := fields["address_key"]:
        for clinic in Clinic.objects.filter(address_key=key).order_by("pk"):
            if are_alike(clinic.name, fields["name"]):
                return clinic
    phone, town = fields["phone"], {"city__iexact": fields["city"], "state": fields["state"]}
    return Clinic.objects.filter(phone=phone, **town).order_by("pk").first() if phone else None
