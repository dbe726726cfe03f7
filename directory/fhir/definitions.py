"""What FHIR and Plan-Net have no word for: our own extensions, codes and sets of codes.

Each is served at its canonical address, `{base}/fhir/<kind>/<name>`. The codes are those of the
checklist: what it gets new is here at once. Asks no database.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clinics.checklist import CHECKLIST
from clinics.listing.coverage import VISITS, coverable_label
from clinics.models import SourceKind
from clinics.site_address import absolute
from directory.fhir.content.addresses import DIRECTORY_NAME, own
from directory.fhir.content.elements import LANGUAGE, Element, present
from directory.fhir.content.stated_facts import COVERS_VISITS

VERSION = "1.0.0"
DATE = "2026-11-28"
LICENCE = "Clinic Directory contributors, CC BY 4.0. Use implies no endorsement by a clinic."
R4 = "4.0.1"


def definition(kind: str, name: str) -> Element | None:
    """The definition of this kind and name; None: there is none."""
    return next((d for d in definitions() if (d["resourceType"], d["id"]) == (kind, name)), None)


def definitions() -> list[Element]:
    """Every definition of ours."""
    return [_stated_fact(), _approximate_location(), _checklist(), _fact_source(),
            _all_of("checklist", "Everything that a clinic can be asked"),
            _all_of("fact-source", "Who says or confirms something")]  # fmt: skip


def _canonical(resource: str, name: str, title: str, description: str, **members: Any) -> Element:
    head = {
        "resourceType": resource,
        "id": name,
        "language": LANGUAGE,
        "url": own(resource, name),
        "version": VERSION,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "title": title,
        "status": "active",
        "experimental": False,
        "date": DATE,
        "publisher": DIRECTORY_NAME,
        "contact": [{"telecom": [{"system": "url", "value": absolute("/")}]}],
        "description": description,
        "copyright": LICENCE,
    }
    return head | present(**members)


def _checklist() -> Element:
    """The codes: each group holds its items, by their codes with the group."""
    groups = [
        {
            "code": group.code,
            "display": str(group.title),
            "definition": str(group.question),
            "concept": [
                present(code=i.qualified, display=i.label, definition=i.question or i.label)
                for i in group.items
            ],
        }
        for group in CHECKLIST.groups
    ]
    covers = {"code": COVERS_VISITS, "display": coverable_label(VISITS),
              "definition": "Consultations and follow-up visits, without any dose."}  # fmt: skip
    group = {"code": "covers", "display": "What an insurer pays for besides the routes"}
    return _code_system(
        "checklist",
        "Checklist",
        "What a patient should check about a ketamine clinic. A code that a resource does not "
        "have is not stated; that is never a no.",
        [*groups, group | {"concept": [covers]}],
    )


def _fact_source() -> Element:
    concepts = [{"code": kind.value, "display": str(kind.label)} for kind in SourceKind]
    return _code_system("fact-source", "Source of an answer", "Who says or confirms it.", concepts)


def _code_system(name: str, title: str, words: str, concepts: list[Element]) -> Element:
    flat = [each for top in concepts for each in [top, *top.get("concept", [])]]
    return _canonical(
        "CodeSystem",
        name,
        title,
        words,
        caseSensitive=True,
        valueSet=own("ValueSet", name),
        hierarchyMeaning="grouped-by",
        content="complete",
        count=len(flat),
        concept=_plain(concepts),
    )


def _plain(concepts: Iterable[Element]) -> list[Element]:
    """The concepts with their words as text."""
    return [
        {name: _plain(said) if name == "concept" else str(said) for name, said in one.items()}
        for one in concepts
    ]


def _all_of(name: str, title: str) -> Element:
    include = [{"system": own("CodeSystem", name)}]
    words = "Every code of the code system of the same name."
    return _canonical("ValueSet", name, title, words, compose={"include": include})


def _approximate_location() -> Element:
    value = _element("Extension.value[x]", "True: the point is that of the ZIP code or the town.",
                     low=1, type=[{"code": "boolean"}])  # fmt: skip
    return _extension(
        "approximate-location",
        "Approximate location",
        "The longitude and latitude are those of the ZIP code or the town, not of the door.",
        ["Location.position"],
        [_no_parts(), _url("Extension", own("StructureDefinition", "approximate-location")), value],
    )


PARTS: tuple[tuple[str, str, int, str, str, str], ...] = (
    ("code", "Coding", 1, "1", "What the clinic was asked.", "checklist"),
    ("value", "boolean", 1, "1", "Yes or no. Without this extension it is not stated.", ""),
    ("source", "code", 1, "1", "Who says so.", "fact-source"),
    ("since", "date", 1, "1", "The day when it was first said.", ""),
    ("covers", "Coding", 0, "*", "What an insurer that the clinic takes pays for, as the clinic "
     "says. Without it, that is not stated.", "checklist"),
    ("priorAuthorization", "boolean", 0, "1", "Whether that insurer must agree first.", ""),
    ("confirmedBy", "code", 0, "1", "What confirmed it besides the clinic’s word.", "fact-source"),
    ("confirmedOn", "date", 0, "1", "The day of that check.", ""),
    ("dueOn", "date", 0, "1", "The last day on which that check counts.", ""),
)  # fmt: skip
"""The parts of `stated-fact`: name, type, min, max, what it says, the set of its codes."""


def _stated_fact() -> Element:
    sliced = _element("Extension.extension", "The parts.", low=4, high="*", type=EXTENSION,
                      slicing={"discriminator": [{"type": "value", "path": "url"}],
                               "ordered": False, "rules": "closed"})  # fmt: skip
    parts = [element for part in PARTS for element in _part(*part)]
    url = _url("Extension", own("StructureDefinition", "stated-fact"))
    none = _element("Extension.value[x]", "None.", high="0", type=[{"code": "boolean"}])
    return _extension(
        "stated-fact",
        "Stated fact",
        "One answer of a clinic to one question of the checklist: a yes or a no, who says so and "
        "who confirmed it. It is the only place where a no differs from what is not stated. That "
        "a clinic says it takes an insurer is no contract of that insurer.",
        ["HealthcareService"],
        [sliced, *parts, url, none],
    )


EXTENSION = [{"code": "Extension"}]
URI = [{"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-"
                              "type", "valueUrl": "uri"}],
        "code": "http://hl7.org/fhirpath/System.String"}]  # fmt: skip


def _part(name: str, type_: str, low: int, high: str, words: str, codes: str) -> list[Element]:
    """The elements of one part of `stated-fact`."""
    path, key = "Extension.extension", f"Extension.extension:{name}"
    bound = {"strength": "required", "valueSet": own("ValueSet", codes)} if codes else {}
    return [
        _element(path, words, key=key, low=low, high=high, sliceName=name, type=EXTENSION),
        _no_parts(path, key),
        _url(path, name, key),
        _element(f"{path}.value[x]", words, key=f"{key}.value[x]", low=1,
                 type=[{"code": type_}], binding=bound),
    ]  # fmt: skip


def _no_parts(path: str = "Extension", key: str = "") -> Element:
    return _element(f"{path}.extension", "None.", key=f"{key or path}.extension", high="0",
                    type=EXTENSION)  # fmt: skip


def _url(path: str, url: str, key: str = "") -> Element:
    return _element(f"{path}.url", "Which extension it is.", key=f"{key or path}.url", low=1,
                    type=URI, fixedUri=url)  # fmt: skip


def _element(
    path: str, words: str, *, key: str = "", low: int = 0, high: str = "1", **members: Any
) -> Element:
    """An ElementDefinition, with all that a snapshot needs."""
    base = {"path": path.replace("Extension.extension.", "Extension."), "min": 0, "max": "*"}
    if not path.endswith("extension"):
        base |= {"min": int(path.endswith("url")), "max": "1"}
    head = {"id": key or path, "path": path}
    said = {"short": words, "definition": words, "min": low, "max": high, "base": base}
    named = {"sliceName": members.pop("sliceName")} if "sliceName" in members else {}
    return head | named | said | present(**members)


def _extension(
    name: str, title: str, words: str, where: list[str], elements: list[Element]
) -> Element:
    """The StructureDefinition of an extension. Its snapshot is whole, so its differential is it."""
    root = _element("Extension", words)
    root["base"] = {"path": "Extension", "min": 0, "max": "*"}
    root["max"] = "*"
    whole = [root, *elements]
    return _canonical(
        "StructureDefinition",
        name,
        title,
        words,
        fhirVersion=R4,
        kind="complex-type",
        abstract=False,
        context=[{"type": "element", "expression": place} for place in where],
        type="Extension",
        baseDefinition="http://hl7.org/fhir/StructureDefinition/Extension",
        derivation="constraint",
        snapshot={"element": whole},
        differential={"element": whole},
    )
