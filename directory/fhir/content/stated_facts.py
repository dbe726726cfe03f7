"""Our extension `stated-fact`: one answer of a clinic, with who says so and who confirmed it.

It is the only place where *no* differs from *not stated*: a code without one is not stated.
`directory/fhir/definitions.py` defines it.
"""

from __future__ import annotations

from clinics.checklist import CHECKLIST
from clinics.listing.coverage import VISITS, coverable_label, in_order
from clinics.models import Fact
from directory.fhir.content.addresses import own
from directory.fhir.content.elements import Element, coding, complex_extension, extension

COVERS_VISITS = f"covers.{VISITS}"
"""Our code for what an insurer pays for besides the routes."""


def stated_fact(fact: Fact) -> Element:
    """A yes or a no."""
    said = coding(own("CodeSystem", "checklist"), fact.code, CHECKLIST.label(fact.code))
    parts = [
        extension("code", valueCoding=said),
        extension("value", valueBoolean=fact.value),
        extension("source", valueCode=fact.source),
        extension("since", valueDate=str(fact.since)),
        *(extension("covers", valueCoding=_covered(code)) for code in in_order(fact.covers)),
    ]
    if fact.prior_authorization is not None:
        parts.append(extension("priorAuthorization", valueBoolean=fact.prior_authorization))
    if fact.confirmed_by:
        parts.append(extension("confirmedBy", valueCode=fact.confirmed_by))
        parts.append(extension("confirmedOn", valueDate=str(fact.confirmed_on)))
        parts.append(extension("dueOn", valueDate=str(fact.due_on)))
    return complex_extension(own("StructureDefinition", "stated-fact"), parts)


def _covered(code: str) -> Element:
    system = own("CodeSystem", "checklist")
    qualified = COVERS_VISITS if code == VISITS else f"route.{code}"
    return coding(system, qualified, coverable_label(code))
