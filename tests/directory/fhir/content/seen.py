"""A rich clinic, and short ways to see what its resources say."""

import datetime as dt
from typing import Any

from clinics.models import Clinic, Hours
from clinics.written import read_back
from directory.fhir.content import (
    healthcare_services,
    locations,
    organizations,
    practitioner_roles,
    practitioners,
    verification_results,
)
from tests import make

PLAN_NET = "http://hl7.org/fhir/us/davinci-pdex-plan-net"
BASE = "https://directory.example"


def profile(name: str) -> str:
    """The address of a profile or an extension of Plan-Net."""
    return f"{PLAN_NET}/StructureDefinition/{name}"


def coded(system: str, code: str, display: str = "", **text: str) -> dict[str, Any]:
    """A CodeableConcept of one code."""
    one = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [one], **text}


def net(system: str, code: str, display: str) -> dict[str, Any]:
    """A CodeableConcept of a code of Plan-Net."""
    return coded(f"{PLAN_NET}/CodeSystem/{system}", code, display)


def hl7(system: str, code: str, display: str, **text: str) -> dict[str, Any]:
    """A CodeableConcept of a code of HL7's terminology."""
    return coded(f"http://terminology.hl7.org/CodeSystem/{system}", code, display, **text)


def without_meta(resource: dict[str, Any]) -> dict[str, Any]:
    """A resource without when it changed; `meta` has only its profile."""
    return read_back(resource | {"meta": {"profile": resource["meta"]["profile"]}})


def organization(clinic: Clinic) -> dict[str, Any]:
    """The Organization that runs a clinic."""
    pk = clinic.organization_id
    key = ("org", pk) if pk else ("org-c", clinic.pk)
    return without_meta(organizations.load([key], on=make.today())[key])


def location(clinic: Clinic, *, on: dt.date | None = None) -> dict[str, Any]:
    """A clinic's Location."""
    return without_meta(locations.load([clinic.pk], on=on or make.today())[clinic.pk])


def service(clinic: Clinic, *, on: dt.date | None = None) -> dict[str, Any]:
    """A clinic's HealthcareService."""
    return without_meta(healthcare_services.load([clinic.pk], on=on or make.today())[clinic.pk])


def practitioner(person) -> dict[str, Any]:
    """A clinician's Practitioner."""
    return without_meta(practitioners.load([person.pk], on=make.today())[person.pk])


def role(person) -> dict[str, Any]:
    """A clinician's PractitionerRole."""
    return without_meta(practitioner_roles.load([person.pk], on=make.today())[person.pk])


def result(check, *, on: dt.date | None = None) -> dict[str, Any]:
    """A check's VerificationResult."""
    return without_meta(verification_results.load([check.pk], on=on or make.today())[check.pk])


def extensions(resource: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The extensions of a resource whose address ends like that."""
    return [e for e in resource.get("extension", []) if e["url"].endswith(f"/{name}")]


def span(weekday: int, opens: str, closes: str) -> Hours:
    """Unsaved opening hours of one weekday; Monday is 0."""
    return Hours(weekday=weekday, opens=dt.time.fromisoformat(opens),
                 closes=dt.time.fromisoformat(closes))  # fmt: skip


def rich(**words) -> Clinic:
    """A clinic that states nearly everything."""
    facts = [
        make.fact("insurance.tricare", covers=["esketamine-nasal", "visits"],
                  prior_authorization=True),
        make.fact("safety.informed-consent", confirmed="document"),
        make.fact("number.wait_days", 5),
    ]  # fmt: skip
    return make.clinic(**{
        "name": "Pelican Key", "slug": "pelican", "organization": "", "street": "9 Shell Road",
        "street2": "Suite 2", "description": "We treat pain.\nSlowly.",
        "how_to_find": "Behind the bakery.", "phone": "+1 561-555-0101",
        "website": "https://pelican.example/", "email": "desk@pelican.example",
        "yes": "condition.crps condition.depression route.iv-infusion route.esketamine-nasal "
               "access.accepting-new-patients access.wheelchair access.near-transit "
               "access.telehealth-consultation language.es",
        "no": "insurance.medicare", "facts": facts,
        "hours": [span(0, "09:00", "17:00"), span(1, "09:00", "17:00"), span(5, "00:00", "23:59")],
    } | words)  # fmt: skip


def bare(**words) -> Clinic:
    """A clinic of which only the name is known."""
    nothing = {"city": "", "state": "", "postal_code": "", "latitude": None, "longitude": None}
    return make.clinic(name="Bare", slug="bare", offers_none=True, **(nothing | words))
