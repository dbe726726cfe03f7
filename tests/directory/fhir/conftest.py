"""A few clinics that rival each other in everything that FHIR is searched by."""

from types import SimpleNamespace

import pytest

from tests import make


@pytest.fixture
def cast(db):
    """Pelican and Sandbar of one organization, and Über, which is its own, with who works there."""
    pelican = make.clinic(
        name="Pelican Key", slug="pelican-key", organization="Tidewater Group",
        street="1 Ocean Avenue", street2="Suite 4", phone="+1 561-555-0100",
        yes="condition.crps access.telehealth-consultation",
    )  # fmt: skip
    sandbar = make.clinic(name="Sandbar", slug="sandbar", organization="Tidewater Group",
                          town="boca", street="22 Palm Way")  # fmt: skip
    uber = make.clinic(name="Über Clínica Søren", slug="uber", town="austin", street="3 Río Road",
                       yes="route.at-home condition.depression")  # fmt: skip
    make.clinic(name="Pelican Draft", slug="draft", published=False)
    ada = make.clinician(pelican, **make.said(days=400))
    npi = make.credential(pelican, "npi", clinician=ada, confirmed_until=100)
    ben = make.clinician(
        uber,
        given_name="Béla",
        family_name="Ünal",
        profession="registered-nurse",
        **make.said(days=30, source="import", source_name="A list"),
    )
    licence = make.credential(uber, "licence", clinician=ben, confirmed_until=-3)
    accredited = make.credential(pelican, "accreditation", confirmed_until=100)
    for clinic in (pelican, uber):
        make.followed(clinic)
    return SimpleNamespace(
        pelican=pelican, sandbar=sandbar, uber=uber, ada=ada, ben=ben,
        tidewater=pelican.organization, npi=npi.current, licence=licence.current,
        accredited=accredited.current,
    )  # fmt: skip


IDS = {
    "Location": "clinic", "HealthcareService": "service", "Practitioner": "clinician",
    "PractitionerRole": "role", "VerificationResult": "check",
}  # fmt: skip


@pytest.fixture
def named(cast):
    """From a type and names of the cast to ids: `named("Location", "pelican uber")`."""

    def ids(type_, names):
        rows = [getattr(cast, name) for name in names.split()]
        if type_ == "Organization":
            return [f"org-{row.pk}" if row == cast.tidewater else f"org-c-{row.pk}" for row in rows]
        return [f"{IDS[type_]}-{row.pk}" for row in rows]

    return ids
