"""What clinics do, as FHIR says it: one HealthcareService a clinic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.models import Clinic, Hours
from directory.fhir.content import published
from directory.fhir.content.addresses import (
    LANGUAGES,
    NUCC,
    location_id,
    organization_id,
    organization_of,
    own,
    plan_net,
    plan_net_codes,
    service_id,
    terminology,
)
from directory.fhir.content.answers import Facts, facts_of, hours_of, yes_of
from directory.fhir.content.availability import new_patients, open_hours
from directory.fhir.content.codes import care
from directory.fhir.content.elements import (
    Element,
    complex_extension,
    concept,
    extension,
    our_identifier,
    present,
    reference,
    resource,
    telecom,
)
from directory.fhir.content.stated_facts import stated_fact
from directory.presenting.status import status_meaning, status_words

PROFILES = (plan_net("plannet-HealthcareService"),)
OUTPATIENT = ("outpat", "Clinic or Outpatient Facility")
AT_HOME, TELEHEALTH = "route.at-home", "access.telehealth-consultation"


def load(pks: Collection[int], *, on: dt.date) -> dict[int, Element]:
    """The HealthcareServices of the published clinics among these, by clinic. Three queries."""
    clinics = published.clinics(on=on).select_related("organization").in_bulk(list(pks))
    facts, hours = facts_of(clinics), hours_of(clinics)
    return {pk: _service(clinic, facts[pk], hours[pk], on=on) for pk, clinic in clinics.items()}


def _service(clinic: Clinic, facts: Facts, hours: list[Hours], *, on: dt.date) -> Element:
    yes = yes_of(facts)
    types = care.codes_of(care.SERVICE_TYPES, yes)
    runs = organization_id(organization_of(clinic))
    return resource(
        "HealthcareService",
        service_id(clinic.pk),
        changed=clinic.last_changed,  # type: ignore[attr-defined]
        profiles=PROFILES,
        extension=[
            *new_patients(clinic, facts.get(published.ACCEPTING), on=on),
            *_deliveries(yes),
            *(stated_fact(fact) for fact in facts.values()),
        ],
        identifier=[our_identifier("clinic", clinic.slug)],
        active=True,
        providedBy=reference(
            "Organization",
            runs,
            clinic.organization.name if clinic.organization else clinic.name,
        ),
        category=[concept(plan_net_codes("HealthcareServiceCategoryCS"), *OUTPATIENT)],
        type=[concept(terminology("service-type"), *one) for one in types],
        specialty=[concept(NUCC, *one) for one in care.codes_of(care.SPECIALTIES, yes)],
        location=[reference("Location", location_id(clinic.pk), clinic.name)],
        name=clinic.name,
        comment=_comment(yes),
        telecom=telecom(clinic),
        characteristic=[_characteristic(code) for code in yes],
        communication=[_language(code) for code in yes if code.startswith("language.")],
        availableTime=open_hours(hours, opens="availableStartTime", closes="availableEndTime"),
        notAvailable=_away(clinic, on=on),
        availabilityExceptions=status_words(clinic, on=on),
    )


def _comment(yes: list[str]) -> str:
    """The routes stated, in a sentence; '' without any."""
    routes = [str(item.brief) for item in CHECKLIST.group("route").items if item.qualified in yes]
    if not routes:
        return ""
    words = {"routes": "; ".join(routes)}
    return _("The clinic says that it gives ketamine by: %(routes)s.") % words


def _deliveries(yes: list[str]) -> list[Element]:
    """How patients are seen: there, unless all that is stated is taken at home; and by video."""
    routes = [code for code in yes if code.startswith("route.")]
    found = [] if routes == [AT_HOME] else [[_delivery("type", "DeliveryMethodCS", "physical")]]
    if TELEHEALTH in yes:
        found.append([
            _delivery("type", "DeliveryMethodCS", "virtual"),
            _delivery("virtualModalities", "VirtualModalitiesCS", "video", "video chat"),
        ])  # fmt: skip
    return [complex_extension(plan_net("delivery-method"), parts) for parts in found]


def _delivery(url: str, system: str, code: str, display: str = "") -> Element:
    said = concept(plan_net_codes(system), code, display or code.capitalize())
    return extension(url, valueCodeableConcept=said)


def _characteristic(code: str) -> Element:
    return concept(own("CodeSystem", "checklist"), code, CHECKLIST.label(code))


def _language(code: str) -> Element:
    tag = code.removeprefix("language.")
    return concept(LANGUAGES, tag, text=str(CHECKLIST.label(code)))


def _away(clinic: Clinic, *, on: dt.date) -> list[Element]:
    """The time in which the clinic says that it takes nobody."""
    if not clinic.is_paused(on=on):
        return []
    start, end = clinic.status_since, clinic.paused_until
    during = present(start=start and str(start), end=end and str(end))
    return [present(description=status_meaning(clinic, on=on), during=during)]
