"""Where clinics are, as FHIR says it: one Location a clinic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from clinics.models import Clinic, Credential
from directory.fhir.content import published
from directory.fhir.content.addresses import (
    location_id,
    own,
    plan_net,
    plan_net_codes,
    terminology,
)
from directory.fhir.content.answers import (
    Answers,
    Span,
    answers_of,
    hours_of,
    own_credentials,
    yes_of,
)
from directory.fhir.content.availability import new_patients, open_hours
from directory.fhir.content.codes import care
from directory.fhir.content.elements import (
    Element,
    address,
    concept,
    concepts,
    extension,
    npis,
    our_identifier,
    resource,
    run_by,
    telecom,
)
from directory.presenting.status import status_words

PROFILES = (plan_net("plannet-Location"),)
OUTPATIENT = ("OF", "Outpatient facility")


def load(pks: Collection[int], *, on: dt.date) -> dict[int, Element]:
    """The Locations of the published clinics among these, by clinic. Four queries."""
    clinics = published.clinics(on=on).select_related("organization").in_bulk(list(pks))
    answers, hours, held = answers_of(clinics), hours_of(clinics), own_credentials(clinics)
    return {
        pk: _location(clinic, answers[pk], hours[pk], held[pk], on=on)
        for pk, clinic in clinics.items()
    }


def _location(
    clinic: Clinic, answers: Answers, hours: list[Span], held: list[Credential], *, on: dt.date
) -> Element:
    yes = yes_of(answers)
    types = [OUTPATIENT, *care.codes_of(care.LOCATION_TYPES, yes)]
    return resource(
        "Location",
        location_id(clinic.pk),
        changed=clinic.last_changed,  # type: ignore[attr-defined]
        profiles=PROFILES,
        extension=[
            *new_patients(clinic, answers.get(published.ACCEPTING), on=on),
            *_accessibility(yes),
        ],
        identifier=[our_identifier("clinic", clinic.slug), *npis(held)],
        status="active",
        name=clinic.name,
        description=clinic.how_to_find,
        type=concepts(terminology("v3-RoleCode"), *types),
        telecom=telecom(clinic),
        address=address(clinic),
        position=_position(clinic),
        managingOrganization=run_by(clinic),
        hoursOfOperation=open_hours(hours, opens="openingTime", closes="closingTime"),
        availabilityExceptions=status_words(clinic, on=on),
    )


def _accessibility(yes: list[str]) -> list[Element]:
    system = plan_net_codes("AccessibilityCS")
    return [
        extension(plan_net("accessibility"), valueCodeableConcept=concept(system, *one))
        for one in care.codes_of(care.ACCESSIBILITY, yes)
    ]


def _position(clinic: Clinic) -> Element:
    """The point where the map and every search have it; marked where it is a ZIP code's or a
    town's.
    """
    if clinic.point is None:
        return {}
    url = own("StructureDefinition", "approximate-location")
    marked = {"extension": [extension(url, valueBoolean=True)]} if clinic.is_approximate else {}
    return {**marked, "longitude": clinic.point.longitude, "latitude": clinic.point.latitude}
