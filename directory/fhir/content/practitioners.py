"""Who treats patients, as FHIR says it: one Practitioner a clinician of a clinic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from clinics.credentials.route_requirements import state_of
from clinics.models import Clinician, Credential
from clinics.states import STATES
from directory.fhir.content import published
from directory.fhir.content.addresses import NUCC, plan_net, practitioner_id
from directory.fhir.content.addresses import STATES as STATE_CODES
from directory.fhir.content.codes import people
from directory.fhir.content.elements import (
    Element,
    complex_extension,
    concept,
    extension,
    npis,
    our_identifier,
    present,
    resource,
)

Kind = Credential.Kind
PROFILES = (plan_net("plannet-Practitioner"),)
STATE_NAMES = {state.code: state.name for state in STATES}


def load(pks: Collection[int], *, on: dt.date) -> dict[int, Element]:
    """The Practitioners of the public clinicians among these, by clinician. Two queries."""
    clinicians = published.clinicians(on=on).in_bulk(list(pks))
    held: dict[int, list[Credential]] = {pk: [] for pk in clinicians}
    shown = Credential.objects.shown().filter(clinician__in=clinicians).select_related("current")
    for credential in shown.order_by("pk"):
        held[credential.clinician_id or 0].append(credential)
    return {pk: _practitioner(one, held[pk], on=on) for pk, one in clinicians.items()}


def _practitioner(clinician: Clinician, held: list[Credential], *, on: dt.date) -> Element:
    name = present(
        text=str(clinician),
        family=clinician.family_name,
        given=[given] if (given := clinician.given_name.strip()) else [],
    )
    return resource(
        "Practitioner",
        practitioner_id(clinician),
        changed=clinician.last_changed,  # type: ignore[attr-defined]
        profiles=PROFILES,
        identifier=npis(held) or [our_identifier("clinician", clinician.pk)],
        active=True,
        name=[name],
        qualification=list(_qualifications(clinician, held, on=on)),
    )


def _qualifications(
    clinician: Clinician, held: Iterable[Credential], *, on: dt.date
) -> Iterable[Element]:
    """Licenses and board certificates that are confirmed and not overdue.

    All else is told by VerificationResult.
    """
    for credential in held:
        if state_of(credential, on=on) != "met":
            continue
        if credential.kind == Kind.LICENCE:
            yield _licence(clinician, credential)
        if credential.kind == Kind.BOARD:
            yield _certificate(clinician, credential)


def _licence(clinician: Clinician, licence: Credential) -> Element:
    state = STATE_NAMES.get(licence.state, licence.state)
    words = licence.name or _("State license: %(who)s") % {"who": clinician.profession_label}
    where = concept(STATE_CODES, licence.state, state)
    return present(
        extension=[_active(extension("whereValid", valueCodeableConcept=where))],
        identifier=[{"type": {"text": "State license number"}, "value": licence.number}],
        code=_code(clinician.profession, people.LICENSED_AS, words),
        period=_period(licence),
        issuer={"display": state},
    )


def _certificate(clinician: Clinician, certificate: Credential) -> Element:
    return present(
        extension=[_active()],
        code=_code(clinician.profession, people.CERTIFIED_AS, certificate.name),
        period=_period(certificate),
        issuer={"display": certificate.name},
    )


def _active(*more: Element) -> Element:
    parts = [extension("status", valueCode="active"), *more]
    return complex_extension(plan_net("practitioner-qualification"), parts)


def _code(profession: str, named: Collection[str], words: str) -> Element:
    """What is held, in words; with the profession's code where this paper names the profession."""
    if profession in named:
        return concept(NUCC, *people.SPECIALTIES[profession], text=words)
    return {"text": words}


def _period(credential: Credential) -> Element:
    return present(end=credential.expires_on and str(credential.expires_on))
