"""Organizations, as FHIR says them: those that run clinics, and clinics that are their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from clinics.checklist import CHECKLIST
from clinics.credentials.credential_kinds import REMS_CERTIFIED
from clinics.credentials.route_requirements import state_of
from clinics.models import Clinic, Credential, Organization
from clinics.site_address import absolute
from directory.fhir.content import published
from directory.fhir.content.addresses import (
    DIRECTORY,
    DIRECTORY_NAME,
    OrganizationKey,
    location_id,
    organization_id,
    own,
    plan_net,
    plan_net_codes,
)
from directory.fhir.content.answers import own_credentials
from directory.fhir.content.elements import (
    Element,
    Site,
    absent,
    address,
    complex_extension,
    concept,
    extension,
    npis,
    our_identifier,
    present,
    reference,
    resource,
    telecom,
)

Kind = Credential.Kind
PROFILES = (plan_net("plannet-Organization"),)
FACILITY, GROUP = ("fac", "Facility"), ("prvgrp", "Provider Group")
NO_PROVIDER = ("bus", "Non-Healthcare Business")
DIRECTORY_SINCE = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
"""When what the directory says of itself last changed."""


def load(keys: Collection[OrganizationKey], *, on: dt.date) -> dict[OrganizationKey, Element]:
    """The Organizations of these keys that are public on that day. Four queries at most."""
    wanted = [pk for kind, pk in keys if kind == "org"]
    bodies = published.organizations(on=on).in_bulk(wanted)
    run = Clinic.objects.published().filter(organization__in=bodies).order_by("pk")
    clinics: dict[OrganizationKey, list[Site]] = {}
    for clinic in map(Site._make, run.values_list(*Site._fields)):
        clinics.setdefault(("org", clinic.organization_id or 0), []).append(clinic)
    solo = published.solo_clinics(on=on).in_bulk([pk for kind, pk in keys if kind == "org-c"])
    held = own_credentials([*(c.pk for theirs in clinics.values() for c in theirs), *solo])
    found: dict[OrganizationKey, Element] = {
        ("org", pk): _organization(body, clinics[("org", pk)], held, on=on)
        for pk, body in bodies.items()
        if ("org", pk) in clinics  # closed between the two queries
    }
    found |= {("org-c", pk): _solo(clinic, held[pk], on=on) for pk, clinic in solo.items()}
    if DIRECTORY in keys:
        found[DIRECTORY] = directory()
    return found


def directory() -> Element:
    """The directory itself. It is no provider, and has no address of its own."""
    return resource(
        "Organization",
        organization_id(DIRECTORY),
        changed=DIRECTORY_SINCE,
        profiles=PROFILES,
        active=True,
        type=[concept(plan_net_codes("OrgTypeCS"), *NO_PROVIDER)],
        name=DIRECTORY_NAME,
        telecom=[{"system": "url", "value": absolute("/"), "use": "work", "rank": 1}],
        address=[absent()],
    )


def _organization(
    body: Organization, clinics: list[Site], held: dict[int, list[Credential]], *, on: dt.date
) -> Element:
    """An organization. What only one clinic says is the organization's if it has but that one."""
    alone = clinics[0] if len(clinics) == 1 else None
    credentials = [one for clinic in clinics for one in held[clinic.pk]]
    places = {str(said): said for clinic in clinics if (said := address(clinic))}
    return resource(
        "Organization",
        organization_id(("org", body.pk)),
        changed=body.last_changed,  # type: ignore[attr-defined]
        profiles=PROFILES,
        extension=[*_qualifications(credentials, on=on), *_description(alone)],
        identifier=[our_identifier("organization", body.pk), *npis(credentials)],
        active=True,
        type=[concept(plan_net_codes("OrgTypeCS"), *(FACILITY if alone else GROUP))],
        name=body.name,
        telecom=telecom(alone) if alone else [],
        address=list(places.values()) or [absent()],
    )


def _solo(clinic: Clinic, held: list[Credential], *, on: dt.date) -> Element:
    """A clinic that is its own organization."""
    return resource(
        "Organization",
        organization_id(("org-c", clinic.pk)),
        changed=clinic.last_changed,  # type: ignore[attr-defined]
        profiles=PROFILES,
        extension=[*_qualifications(held, on=on), *_description(clinic)],
        identifier=[our_identifier("clinic", clinic.slug), *npis(held)],
        active=True,
        type=[concept(plan_net_codes("OrgTypeCS"), *FACILITY)],
        name=clinic.name,
        telecom=telecom(clinic),
        address=[address(clinic) or absent()],
    )


def _description(clinic: Clinic | Site | None) -> list[Element]:
    words = clinic.description.strip() if clinic else ""
    return [extension(plan_net("org-description"), valueString=words)] if words else []


def _qualifications(credentials: Iterable[Credential], *, on: dt.date) -> list[Element]:
    """Accreditations that are confirmed and not overdue, each with the place that holds it."""
    found = []
    for held in credentials:
        if held.kind not in (Kind.ACCREDITATION, Kind.REMS) or state_of(held, on=on) != "met":
            continue
        code = f"accreditation.{REMS_CERTIFIED if held.kind == Kind.REMS else held.name}"
        if item := CHECKLIST.get(code):
            label = str(item.label)
            said = concept(own("CodeSystem", "checklist"), code, label, text=label)
            found.append(_qualification(held, said, "" if held.kind == Kind.REMS else label))
    return found


def _qualification(held: Credential, code: Element, issuer: str) -> Element:
    where = reference("Location", location_id(held.clinic_id))
    parts = [extension("code", valueCodeableConcept=code)]
    if issuer:
        parts.append(extension("issuer", valueReference={"display": issuer}))
    parts.append(extension("status", valueCode="active"))
    if held.expires_on:
        parts.append(extension("period", valuePeriod=present(end=str(held.expires_on))))
    parts.append(extension("whereValid", valueReference=where))
    return complex_extension(plan_net("qualification"), parts)
