"""When a clinic is open, and whether it takes new patients. Asks no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from clinics.models import Clinic
from directory.fhir.content.addresses import plan_net, plan_net_codes
from directory.fhir.content.answers import Answer, Span
from directory.fhir.content.codes.care import DAYS
from directory.fhir.content.elements import Element, complex_extension, concept, extension
from directory.fhir.content.published import ACCEPTING_DAYS

ALL_DAY = (dt.time(0, 0), dt.time(23, 59))
"""A day without an end: 23:59, the last minute that the database knows, means midnight."""

PATIENTS = {True: ("newpt", "Accepting"), False: ("nopt", "Not Accepting")}


def open_hours(hours: Iterable[Span], *, opens: str, closes: str) -> list[Element]:
    """The hours of a week, days with the same hours together. `opens`, `closes`: member names."""
    days: dict[tuple[dt.time, dt.time], list[str]] = {}
    for span in hours:
        days.setdefault((span.opens, span.closes), []).append(DAYS[span.weekday])
    return [
        {"daysOfWeek": at, "allDay": True}
        if span == ALL_DAY
        else {"daysOfWeek": at, opens: f"{span[0]:%H:%M:%S}", closes: f"{span[1]:%H:%M:%S}"}
        for span, at in days.items()
    ]


def new_patients(clinic: Clinic, accepting: Answer | None, *, on: dt.date) -> list[Element]:
    """Whether new patients are accepted, as an extension; [] where that is not stated, or was too
    long ago. A clinic that says it is paused or closed takes nobody.
    """
    if not clinic.is_receiving(on=on):
        accepts = False
    elif accepting and accepting.affirmed_on >= on - dt.timedelta(days=ACCEPTING_DAYS):
        accepts = accepting.value
    else:
        return []
    said = concept(plan_net_codes("AcceptingPatientsCS"), *PATIENTS[accepts])
    part = extension("acceptingPatients", valueCodeableConcept=said)
    return [complex_extension(plan_net("newpatients"), [part])]
