"""The parts that FHIR resources are made of, as plain JSON. What is not known is absent.

Asks no database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from clinics.listing.websites import openable
from clinics.models import Clinic, Credential
from clinics.registries.npi import is_valid
from clinics.written import COMPACT, Written, dumps, several
from directory.fhir.content.addresses import (
    DATA_ABSENT_REASON,
    NPI,
    organization_id,
    organization_of,
    own_identifier,
    terminology,
)

Element = dict[str, Any]
"""A FHIR element or resource, as JSON."""

LANGUAGE = "en-US"


def written(element: Element | str) -> str:
    """An element or a text as JSON, as resources are written."""
    return dumps(element, COMPACT)


def elements(texts: Iterable[str]) -> Written | list[Element]:
    """Elements that are written already, as the value of a member."""
    return several(texts, COMPACT)


def present(**members: Any) -> Element:
    """The members that say something: neither None nor blank nor empty. False and 0 stay."""
    said = {name: value.strip() if isinstance(value, str) else value
            for name, value in members.items()}  # fmt: skip
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}


def instant(at: dt.datetime) -> str:
    """A moment in UTC, to the millisecond."""
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def version_of(changed: dt.datetime) -> str:
    """The version of what changed last at that moment: its milliseconds since 1970."""
    return str((changed - dt.datetime.fromtimestamp(0, dt.UTC)) // dt.timedelta(milliseconds=1))


def resource(
    kind: str, key: str, *, changed: dt.datetime, profiles: Sequence[str], **members: Any
) -> Element:
    """A whole resource."""
    meta = {
        "versionId": version_of(changed),
        "lastUpdated": instant(changed),
        "profile": list(profiles),
    }
    head = {"resourceType": kind, "id": key, "meta": meta, "language": LANGUAGE}
    return head | present(**members)


def reference(kind: str, key: str, display: str = "") -> Element:
    """A reference to a resource of ours."""
    return present(reference=f"{kind}/{key}", display=display)


def run_by(clinic: Clinic) -> Element:
    """A reference to the Organization that runs a clinic: needs its organization."""
    name = clinic.organization.name if clinic.organization else clinic.name
    return reference("Organization", organization_id(organization_of(clinic)), name)


def coding(system: str, code: str, display: Any = "") -> Element:
    """A code of a system."""
    return present(system=system, code=code, display=str(display))


def concept(system: str, code: str, display: Any = "", *, text: str = "") -> Element:
    """A CodeableConcept of one code."""
    return present(coding=[coding(system, code, display)], text=text)


@lru_cache(maxsize=1000)
def concepts(system: str, *codes: tuple[str, str]) -> Written | list[Element]:
    """A CodeableConcept for each code with its display. Kept: most clinics have the same ones."""
    return elements(written(concept(system, *one)) for one in codes)


def extension(url: str, **value: Any) -> Element:
    """An extension with one value: `extension(URL, valueBoolean=True)`."""
    return {"url": url, **value}


def complex_extension(url: str, parts: Iterable[Element]) -> Element:
    """An extension made of extensions."""
    return {"extension": list(parts), "url": url}


def absent() -> Element:
    """An element that must be there, of which nothing is known."""
    return {"extension": [extension(DATA_ABSENT_REASON, valueCode="unknown")]}


def npis(credentials: Iterable[Credential]) -> list[Element]:
    """The NPIs among shown credentials, as identifiers. One whose check digit is wrong is none."""
    kind = concept(terminology("v2-0203"), "NPI", "National provider identifier")
    numbers = {c.number: None for c in credentials if c.kind == Credential.Kind.NPI}
    return [{"type": kind, "system": NPI, "value": number} for number in numbers
            if is_valid(number)]  # fmt: skip


def our_identifier(of: str, value: int | str) -> Element:
    """Our own key of a clinic, an organization or a clinician."""
    kind = {"text": f"Key of the {of} in the Clinic Directory"}
    return {"type": kind, "system": own_identifier(of), "value": str(value)}


class Site(NamedTuple):
    """A clinic of an organization: the columns of a `Clinic` that its Organization shows."""

    pk: int
    organization_id: int | None
    description: str
    street: str
    street2: str
    city: str
    state: str
    postal_code: str
    country: str
    phone: str
    website: str
    email: str

    @property
    def link(self) -> str:
        """Like `Clinic.link`."""
        return openable(self.website)


def telecom(clinic: Clinic | Site) -> list[Element]:
    """How to reach a clinic, in the order in which we say it."""
    ways = (("phone", clinic.phone), ("url", clinic.link), ("email", clinic.email))
    said = [(system, value.strip()) for system, value in ways if value.strip()]
    return [{"system": system, "value": value, "use": "work", "rank": rank}
            for rank, (system, value) in enumerate(said, 1)]  # fmt: skip


def address(clinic: Clinic | Site) -> Element:
    """Where a clinic is, as far as it is stated; {} when nothing is."""
    lines = [line.strip() for line in (clinic.street, clinic.street2) if line.strip()]
    town = " ".join(filter(None, [clinic.state, clinic.postal_code]))
    said = present(line=lines, city=clinic.city, state=clinic.state,
                   postalCode=clinic.postal_code)  # fmt: skip
    if not said:
        return {}
    text = ", ".join(filter(None, [*lines, clinic.city.strip(), town]))
    kind = {"type": "physical"} if lines else {}
    return {**kind, "text": text, **said, **present(country=clinic.country)}
