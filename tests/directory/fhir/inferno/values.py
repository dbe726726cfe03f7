"""What a search parameter's values in a resource are, by the standard's own expressions."""

import json
import unicodedata
from typing import NamedTuple

from tests.fhir_checker.definitions import HERE
from tests.fhir_checker.invariants import compiled

PLAN_NET: dict[str, dict] = json.loads((HERE / "plan_net" / "parameters.json").read_text())
CHECK = "VerificationResult"
OTHERS: dict[str, dict] = {
    "HealthcareService.characteristic": {
        "type": "token",
        "expression": "HealthcareService.characteristic",
    },
    "HealthcareService.identifier": {"type": "token", "expression": "HealthcareService.identifier"},
    "Location.identifier": {"type": "token", "expression": "Location.identifier"},
    "Location.name": {"type": "string", "expression": "Location.name | Location.alias"},
    "Organization.identifier": {"type": "token", "expression": "Organization.identifier"},
    "Practitioner.identifier": {"type": "token", "expression": "Practitioner.identifier"},
    "PractitionerRole.date": {"type": "date", "expression": "PractitionerRole.period"},
    f"{CHECK}.target": {"type": "reference", "expression": f"{CHECK}.target"},
    f"{CHECK}.status": {"type": "token", "expression": f"{CHECK}.status"},
    f"{CHECK}.attestation-who": {"type": "reference", "expression": f"{CHECK}.attestation.who"},
    f"{CHECK}.primarysource-type": {"type": "token", "expression": f"{CHECK}.primarySource.type"},
}
"""Parameters of base R4 and of the National Directory."""

KNOWN = PLAN_NET | OTHERS


class Said(NamedTuple):
    """One value: a text, a reference, or a code with its system."""

    value: str
    system: str = ""


def said(kind: str, name: str, resource: dict) -> list[Said]:
    """The values that a parameter looks at in a resource."""
    parameter = KNOWN[f"{kind}.{name}"]
    found = compiled(parameter["expression"])(resource, {"resource": resource})
    return [one for thing in found for one in _values(thing, parameter["type"])]


def _values(thing: object, kind: str) -> list[Said]:
    if isinstance(thing, str):
        return [Said(thing)]
    assert isinstance(thing, dict), thing
    if "url" in thing:  # an extension: what it says
        return [one for key, value in thing.items() if key.startswith("value")
                for one in _values(value, kind)]  # fmt: skip
    if kind == "reference":
        return [Said(thing["reference"])] if "reference" in thing else []
    if kind == "date":
        return [Said(thing["start"])] if "start" in thing else []
    if kind == "token" and "value" in thing:
        return [Said(thing["value"], thing["system"])]
    if kind == "token":
        return [Said(c["code"], c["system"]) for c in thing.get("coding", [])]
    parts = [thing.get(part, "") for part in
             ("text", "family", "city", "district", "state", "postalCode", "country")]  # fmt: skip
    lists = [*thing.get("given", []), *thing.get("prefix", []), *thing.get("suffix", []),
             *thing.get("line", [])]  # fmt: skip
    return [Said(part) for part in [*parts, *lists] if part]


def folded(text: str) -> str:
    """A text without case and accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def is_found(kind: str, name: str, there: list[Said], wanted: Said) -> bool:
    """Whether a search for this value must find a resource in which those are said."""
    if KNOWN[f"{kind}.{name}"]["type"] == "string":
        return any(folded(one.value).startswith(folded(wanted.value)) for one in there)
    return any(one.value == wanted.value and wanted.system in ("", one.system) for one in there)


def escaped(text: str) -> str:
    """A value in which commas and bars are no signs of FHIR's."""
    for sign in "\\,|$":
        text = text.replace(sign, f"\\{sign}")
    return text
