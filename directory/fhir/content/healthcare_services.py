"""What clinics do, as FHIR says it: one HealthcareService a clinic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache, lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.models import Clinic
from directory.fhir.content import published
from directory.fhir.content.addresses import (
    LANGUAGES,
    NUCC,
    location_id,
    plan_net,
    plan_net_codes,
    service_id,
    terminology,
)
from directory.fhir.content.answers import Answers, Span, answers_of, hours_of, yes_of
from directory.fhir.content.availability import new_patients, open_hours
from directory.fhir.content.codes import care
from directory.fhir.content.elements import (
    Element,
    complex_extension,
    concept,
    concepts,
    elements,
    extension,
    our_identifier,
    present,
    reference,
    resource,
    run_by,
    telecom,
    written,
)
from directory.fhir.content.stated_facts import characteristics, stated_facts
from directory.presenting.status import status_meaning, status_words

PROFILES = (plan_net("plannet-HealthcareService"),)
OUTPATIENT = ("outpat", "Clinic or Outpatient Facility")
AT_HOME, TELEHEALTH = "route.at-home", "access.telehealth-consultation"


def load(pks: Collection[int], *, on: dt.date) -> dict[int, Element]:
    """The HealthcareServices of the published clinics among these, by clinic. Three queries."""
    clinics = published.clinics(on=on).select_related("organization").in_bulk(list(pks))
    answers, hours = answers_of(clinics), hours_of(clinics)
    return {pk: _service(clinic, answers[pk], hours[pk], on=on) for pk, clinic in clinics.items()}


def _service(clinic: Clinic, answers: Answers, hours: list[Span], *, on: dt.date) -> Element:
    yes = yes_of(answers)
    patients = new_patients(clinic, answers.get(published.ACCEPTING), on=on)
    routes = tuple(code for code in yes if code.startswith("route."))
    deliveries = _deliveries(at_home=routes == (AT_HOME,), by_video=TELEHEALTH in yes)
    language = get_language() or ""
    return resource(
        "HealthcareService",
        service_id(clinic.pk),
        changed=clinic.last_changed,  # type: ignore[attr-defined]
        profiles=PROFILES,
        extension=elements([*map(written, patients), *deliveries, *stated_facts(answers.values())]),
        identifier=[our_identifier("clinic", clinic.slug)],
        active=True,
        providedBy=run_by(clinic),
        category=concepts(plan_net_codes("HealthcareServiceCategoryCS"), OUTPATIENT),
        type=concepts(terminology("service-type"), *care.codes_of(care.SERVICE_TYPES, yes)),
        specialty=concepts(NUCC, *care.codes_of(care.SPECIALTIES, yes)),
        location=[reference("Location", location_id(clinic.pk), clinic.name)],
        name=clinic.name,
        comment=_comment(routes, language),
        telecom=telecom(clinic),
        characteristic=elements(characteristics(yes)),
        communication=elements(
            _spoken(code, language) for code in yes if code.startswith("language.")
        ),
        availableTime=open_hours(hours, opens="availableStartTime", closes="availableEndTime"),
        notAvailable=_away(clinic, on=on),
        availabilityExceptions=status_words(clinic, on=on),
    )


@lru_cache(maxsize=1000)
def _comment(stated: tuple[str, ...], language: str) -> str:
    """The routes stated, in a sentence in the language of now; '' without any."""
    routes = [str(i.brief) for i in CHECKLIST.group("route").items if i.qualified in stated]
    if not routes:
        return ""
    words = {"routes": "; ".join(routes)}
    return _("Stated ways of giving ketamine: %(routes)s.") % words


@cache
def _deliveries(*, at_home: bool, by_video: bool) -> list[str]:
    """How patients are seen: there, unless all that is stated is taken at home; and by video."""
    found = [] if at_home else [[_delivery("type", "DeliveryMethodCS", "physical")]]
    if by_video:
        found.append([
            _delivery("type", "DeliveryMethodCS", "virtual"),
            _delivery("virtualModalities", "VirtualModalitiesCS", "video", "video chat"),
        ])  # fmt: skip
    url = plan_net("delivery-method")
    return [written(complex_extension(url, parts)) for parts in found]


def _delivery(url: str, system: str, code: str, display: str = "") -> Element:
    said = concept(plan_net_codes(system), code, display or code.capitalize())
    return extension(url, valueCodeableConcept=said)


@lru_cache(maxsize=1000)
def _spoken(code: str, language: str) -> str:
    """A language of the checklist, with its name in the language of now."""
    tag = code.removeprefix("language.")
    return written(concept(LANGUAGES, tag, text=str(CHECKLIST.label(code))))


def _away(clinic: Clinic, *, on: dt.date) -> list[Element]:
    """The time in which the clinic says that it takes nobody."""
    if not clinic.is_paused(on=on):
        return []
    start, end = clinic.status_since, clinic.paused_until
    during = present(start=start and str(start), end=end and str(end))
    return [present(description=status_meaning(clinic, on=on), during=during)]
