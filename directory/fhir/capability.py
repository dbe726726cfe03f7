"""The CapabilityStatement: made of the table of types that searches follow, so it is true."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from directory.fhir.asked import LARGEST_COUNT, USUAL_COUNT
from directory.fhir.conditions import pointing_at
from directory.fhir.content.addresses import DIRECTORY_NAME, PLAN_NET
from directory.fhir.definitions import definitions
from directory.fhir.included import MOST
from directory.fhir.kind import Kind
from directory.fhir.kinds import KINDS
from directory.fhir.parameters.dates import PREFIXES
from directory.fhir.parameters.parameter import Parameter
from directory.fhir.parameters.references import Reference

SINCE = "2026-11-28"
"""The day since which the server can do what the statement says."""

FHIR_VERSION = "4.0.1"


def capability_statement(base: str) -> dict:
    """What the FHIR server at this address can do. No query."""
    words = _(
        "Clinics that treat with ketamine, as FHIR R4 and Da Vinci Plan-Net 1.2.0 have them. What "
        "nobody stated is absent. The data are under CC BY 4.0; use implies no endorsement by a "
        "clinic."
    )
    return {
        "resourceType": "CapabilityStatement",
        "id": "clinic-directory",
        "url": f"{base}/metadata",
        "name": "ClinicDirectory",
        "title": DIRECTORY_NAME,
        "status": "active",
        "experimental": False,
        "date": SINCE,
        "publisher": DIRECTORY_NAME,
        "description": words,
        "kind": "instance",
        "instantiates": [f"{PLAN_NET}/CapabilityStatement/plan-net"],
        "software": {"name": DIRECTORY_NAME},
        "implementation": {"description": DIRECTORY_NAME, "url": base},
        "fhirVersion": FHIR_VERSION,
        "format": ["json", "application/fhir+json"],
        "implementationGuide": [
            f"{PLAN_NET}/ImplementationGuide/hl7.fhir.us.davinci-pdex-plan-net|1.2.0"
        ],
        "rest": [_rest()],
    }


def _rest() -> dict:
    """What is answered."""
    return {
        "mode": "server",
        "documentation": _documentation(),
        "security": {"cors": True, "description": _("Open to everybody, without a key.")},
        "resource": [*map(_resource, KINDS.values()), *_definitions()],
    }


def _documentation() -> str:
    words = _(
        "A search without parameters finds everything. _count is %(usual)d, and %(most)d at most; "
        "_count=0 and _summary=count give the total alone, which is always exact. Follow the link "
        "next as it is: nothing comes twice or is missed while data change. Alternatives are "
        "separated by commas, and a repeated parameter must hold each time. Dates take "
        "%(prefixes)s. A parameter that is not known is refused with 400; with the header "
        "“Prefer: handling=lenient” the search does without it and says so. At most %(along)d "
        "resources come along by one _revinclude. Only JSON is spoken."
    )
    numbers = {"usual": USUAL_COUNT, "most": LARGEST_COUNT, "along": MOST}
    return words % {**numbers, "prefixes": ", ".join(PREFIXES)}


def _resource(kind: Kind) -> dict:
    pointing = [f"{other.type}:{reference.code}" for other, reference in pointing_at(kind)]
    backward = ", ".join(f"_has:{one}:…" for one in pointing)
    has = _("Searched backward by %(names)s.") % {"names": backward} if backward else ""
    said = {
        "type": kind.type,
        "supportedProfile": list(kind.profiles),
        "documentation": _sentences([str(kind.says), has]),
        "interaction": [{"code": code} for code in ("read", "vread", "search-type")],
        "versioning": "versioned",
        "readHistory": False,
        "updateCreate": False,
        "conditionalCreate": False,
        "conditionalRead": "full-support",
        "conditionalUpdate": False,
        "referencePolicy": ["resolves"],
        "searchInclude": [f"{kind.type}:{code}" for code in kind.references],
        "searchRevInclude": pointing,
        "searchParam": [_parameter(one) for one in kind.parameters.values()],
    }
    return {name: value for name, value in said.items() if value not in ([], "")}


def _definitions() -> list[dict]:
    """The types of our own definitions, which are read at their addresses."""
    addresses: dict[str, list[str]] = {}
    for one in definitions():
        addresses.setdefault(one["resourceType"], []).append(one["url"])
    said = _("Our own definitions: %(addresses)s.")
    return [
        {
            "type": type_,
            "documentation": said % {"addresses": ", ".join(urls)},
            "interaction": [{"code": "read"}],
        }
        for type_, urls in addresses.items()
    ]


def _parameter(parameter: Parameter) -> dict:
    words = [str(parameter.says), _modifiers(parameter), _chain(parameter)]
    said = {
        "name": parameter.code,
        "definition": parameter.definition,
        "type": parameter.type,
        "documentation": _sentences(words),
    }
    return {name: value for name, value in said.items() if value}


def _modifiers(parameter: Parameter) -> str:
    known = ", ".join(f":{modifier}" for modifier in parameter.modifiers)
    return _("Modifiers: %(known)s.") % {"known": known} if known else ""


def _chain(parameter: Parameter) -> str:
    """What a reference can be chained to; '' for what is no reference."""
    if not isinstance(parameter, Reference):
        return ""
    codes = dict.fromkeys(code for one in parameter.targets for code in KINDS[one].parameters)
    names = ", ".join(f"{parameter.code}.{code}" for code in codes)
    return _("Chained: %(names)s.") % {"names": names}


def _sentences(texts: Iterable[str]) -> str:
    return " ".join(text for text in texts if text)
