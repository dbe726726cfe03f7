"""The ids of resources and the canonical addresses that they name. Asks no database."""

from __future__ import annotations

from clinics.models import Clinic, Clinician
from clinics.site_address import absolute

OrganizationKey = tuple[str, int]
"""("org", organization) · ("org-c", clinic without one) · DIRECTORY."""

DIRECTORY: OrganizationKey = ("directory", 0)
"""The directory itself, which checks what clinics state."""
DIRECTORY_NAME = "Clinic Directory"

PLAN_NET = "http://hl7.org/fhir/us/davinci-pdex-plan-net"
NDH_VERIFICATION = "http://hl7.org/fhir/us/ndh/StructureDefinition/ndh-Verification"
VERIFICATION_RESULT = "http://hl7.org/fhir/StructureDefinition/VerificationResult"
DATA_ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
NPI = "http://hl7.org/fhir/sid/us-npi"
NUCC = "http://nucc.org/provider-taxonomy"
STATES = "https://www.usps.com/"
LANGUAGES = "urn:ietf:bcp:47"


def plan_net(name: str) -> str:
    """A profile or an extension of Plan-Net: `plannet-Location`, `newpatients`."""
    return f"{PLAN_NET}/StructureDefinition/{name}"


def plan_net_codes(name: str) -> str:
    """A code system of Plan-Net: `OrgTypeCS`."""
    return f"{PLAN_NET}/CodeSystem/{name}"


def terminology(name: str) -> str:
    """A code system of HL7's terminology: `service-type`."""
    return f"http://terminology.hl7.org/CodeSystem/{name}"


def own(kind: str, name: str) -> str:
    """A definition of ours: `StructureDefinition`, `stated-fact`."""
    return absolute(f"/fhir/{kind}/{name}")


def own_identifier(of: str) -> str:
    """The system of our identifiers of a `clinic`, an `organization` or a `clinician`."""
    return absolute(f"/identifier/{of}")


def organization_id(key: OrganizationKey) -> str:
    """The id of an Organization: `org-7`, `org-c-7`, `directory`."""
    kind, pk = key
    return kind if key == DIRECTORY else f"{kind}-{pk}"


def organization_of(clinic: Clinic) -> OrganizationKey:
    """Which Organization runs a clinic: its own, or else the clinic is one by itself."""
    if clinic.organization_id:
        return "org", clinic.organization_id
    return "org-c", clinic.pk


def location_id(clinic_id: int) -> str:
    """The id of a clinic's Location."""
    return f"clinic-{clinic_id}"


def service_id(clinic_id: int) -> str:
    """The id of a clinic's HealthcareService."""
    return f"service-{clinic_id}"


def practitioner_id(clinician: Clinician) -> str:
    """The id of a clinician's Practitioner."""
    return f"clinician-{clinician.pk}"


def role_id(clinician: Clinician) -> str:
    """The id of a clinician's PractitionerRole."""
    return f"role-{clinician.pk}"


def check_id(check_pk: int) -> str:
    """The id of a check's VerificationResult."""
    return f"check-{check_pk}"
