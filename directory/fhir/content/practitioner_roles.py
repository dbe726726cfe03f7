"""Where a clinician works and as what, as FHIR says it: one PractitionerRole a clinician."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from clinics.models import Clinic, Clinician
from clinics.site_address import absolute
from directory.fhir.content import published
from directory.fhir.content.addresses import (
    NUCC,
    location_id,
    plan_net,
    plan_net_codes,
    practitioner_id,
    role_id,
    service_id,
)
from directory.fhir.content.codes import people
from directory.fhir.content.elements import (
    Element,
    concept,
    our_identifier,
    reference,
    resource,
    run_by,
    telecom,
)

PROFILES = (plan_net("plannet-PractitionerRole"),)


def load(pks: Collection[int], *, on: dt.date) -> dict[int, Element]:
    """The PractitionerRoles of the public clinicians among these, by clinician. One query."""
    roles = published.roles(on=on).select_related("clinic__organization").in_bulk(list(pks))
    return {pk: _role(one) for pk, one in roles.items()}


def _role(clinician: Clinician) -> Element:
    """A role. Its period begins on the day since which the clinic names the person."""
    clinic, profession = clinician.clinic, clinician.profession
    role, specialty = people.ROLES.get(profession), people.SPECIALTIES.get(profession)
    return resource(
        "PractitionerRole",
        role_id(clinician),
        changed=clinician.last_changed,  # type: ignore[attr-defined]
        profiles=PROFILES,
        identifier=[our_identifier("clinician", clinician.pk)],
        active=True,
        period={"start": str(clinician.since)},
        practitioner=reference("Practitioner", practitioner_id(clinician), str(clinician)),
        organization=run_by(clinic),
        code=[concept(plan_net_codes("ProviderRoleCS"), *role)] if role else [],
        specialty=[concept(NUCC, *specialty)] if specialty else [],
        location=[reference("Location", location_id(clinic.pk), clinic.name)],
        healthcareService=[reference("HealthcareService", service_id(clinic.pk), clinic.name)],
        telecom=_telecom(clinic),
    )


def _telecom(clinic: Clinic) -> list[Element]:
    """The clinic's phone, else the page on which it is listed: one of them must be there."""
    phones = [way for way in telecom(clinic) if way["system"] == "phone"]
    page = {"system": "url", "value": absolute(clinic.get_absolute_url()), "rank": 1}
    return phones or [page]
