"""Everything that searches without parameters find: read again, validated, complete."""

import copy

import fhirkit
import pytest

from tests.directory.fhir.inferno.server import EMPTY, link, matches
from tests.fhir_checker.check import check
from tests.fhir_checker.definitions import R4, Definitions
from tests.fhir_checker.invariants import compiled
from tests.fhir_checker.must_support import must_support, references
from tests.fhir_checker.trim import concepts, kept_structure

KINDS = (
    "HealthcareService", "Location", "Organization", "Practitioner", "PractitionerRole",
    "VerificationResult",
)  # fmt: skip

NOT_SHOWN = {
    "extension:contactpoint-availabletime": "when a phone is answered is not asked for",
    "extension:via-intermediary": "every phone is the clinic's own",
    "extension:geolocation": "the Location has the point",
    "extension:fromNetwork": "we know of no network",
    "extension:network-reference": "we know of no network",
    "extension:characteristics": "which new patients are taken is not asked for",
    "extension:region": "a clinic is a point, not an area",
    "extension:org-period": "since when an organization is there is not asked for",
    "extension:qualification.extension:identifier": "accreditations have no published number",
    ".endpoint": "we know of no electronic service of a clinic",
    ".partOf": "organizations and clinics have no levels",
    ".coverageArea": "a clinic treats whoever comes",
    ".alias": "other names are not published",
    ".contact": "nobody is named as a clinic's contact",
    ".appointmentRequired": "not asked for",
    ".allDay": "no clinic is open day and night",
    "Practitioner.telecom": "the role has the clinic's phone, a person's own is not published",
    "Practitioner.address": "the clinic has one, a person's own is not published",
    "Practitioner.communication": "which language a clinician speaks is not asked for",
    "PractitionerRole.extension:newpatients": "the clinic accepts patients, no single clinician",
    "PractitionerRole.extension:qualification": "the Practitioner has the qualifications",
    "PractitionerRole.availableTime": "hours are the clinic's",
    "PractitionerRole.notAvailable": "hours are the clinic's",
    "primarySource.canPushUpdates": "no register pushes",
    "primarySource.pushTypeAvailable": "no register pushes",
    "attestation.onBehalfOf": "a clinic speaks for itself",
    "attestation.sourceIdentityCertificate": "nobody signs with a certificate",
    "attestation.proxyIdentityCertificate": "nobody signs with a certificate",
    "attestation.proxySignature": "nobody signs with a certificate",
    "attestation.sourceSignature": "nobody signs with a certificate",
}
"""Must-support elements that no resource of ours has, each with the reason."""


OWN_EXTENSIONS = ("approximate-location", "stated-fact")


def urls(thing: object, key: str) -> set[str]:
    """The texts under a key, anywhere in a thing."""
    if isinstance(thing, list):
        return {url for one in thing for url in urls(one, key)}
    if isinstance(thing, dict):
        own = {thing[key]} if isinstance(thing.get(key), str) else set()
        return own | {url for one in thing.values() for url in urls(one, key)}
    return set()


@pytest.fixture(scope="module")
def known(server) -> Definitions:
    """The committed definitions, and those of ours that the server serves at their addresses."""
    extensions = {f"{server.base}/StructureDefinition/{name}" for name in OWN_EXTENSIONS}
    systems = {url for url in urls(server.gathered, "system") if url.startswith(server.base)}
    served = {url: server.get(url).json() for url in sorted(extensions | systems)}
    assert [str(found) for thing in served.values() for found in check(thing)] == []
    assert {served[url]["content"] for url in systems} == {"complete"}
    return Definitions(
        {url: kept_structure(served[url]) for url in extensions},
        {url: dict(concepts(served[url]["concept"])) for url in systems},
    )


def test_our_own_definitions_are_served_at_their_addresses(server, known):
    used = {url for url in urls(server.gathered, "url") if url.startswith(server.base)}
    assert used <= set(known.structures)
    assert f"{server.base}/CodeSystem/checklist" in known.code_systems


def test_a_fault_in_an_extension_of_ours_is_found(server, known):
    service = copy.deepcopy(next(
        one for one in server.gathered["HealthcareService"].values() if len(one["extension"]) > 1
    ))  # fmt: skip
    stated = [one["url"].endswith("/stated-fact") for one in service["extension"]].index(True)
    parts = service["extension"][stated]["extension"]
    parts[:] = [one for one in parts if one["url"] != "value"]
    code = next(one["valueCoding"] for one in parts if one["url"] == "code")
    code["code"] = "condition.vapors"
    place = f"HealthcareService.extension[{stated}].extension"
    assert [str(found) for found in check(service, known=known)] == [
        f"{place}: comes 3 times, not 4 to *",
        f"{place}:value: comes 0 times, not 1 to 1",
        f"{place}[0].valueCoding: 'condition.vapors' is no code of {code['system']}",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_search_without_parameters_finds_everything_page_by_page(server, kind):
    size = min(len(server.gathered[kind]) // 5 + 1, 100)
    pages = list(server.bundles(kind, [("_count", str(size))]))
    ids = [entry["resource"]["id"] for page in pages for entry in matches(page)]
    assert len(pages) >= 5
    assert len(ids) == len(set(ids))
    assert set(ids) == set(server.gathered[kind])
    assert {page["total"] for page in pages} == {len(ids)}
    assert [len(matches(page)) for page in pages[:-1]] == [size] * (len(pages) - 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_a_valid_bundle_with_working_links(server, known, kind):
    pages = server.bundles(kind, [("_count", "5")])
    first, second = next(pages), next(pages)
    assert [str(found) for found in check(first, known=known)] == []
    assert server.get(link(first, "self")).json() == first
    assert server.get(link(second, "first")).json() == first
    assert [e["fullUrl"] for e in first["entry"]] == [
        f"{server.base}/{kind}/{entry['resource']['id']}" for entry in first["entry"]
    ]


@pytest.mark.parametrize("kind", sorted(EMPTY))
def test_what_we_do_not_have_is_an_empty_bundle(server, kind):
    (page,) = server.bundles(kind)
    assert [str(found) for found in check(page)] == []
    assert (page["total"], page.get("entry", [])) == (0, [])


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_search_found_can_be_read(server, kind):
    found = [*server.gathered[kind].items()]
    for key, resource in found[:: max(1, len(found) // 8)]:
        assert server.read(kind, key) == resource


@pytest.mark.parametrize("kind", KINDS)
def test_every_resource_is_valid_by_each_profile_that_it_claims(server, known, kind):
    found = [f"{key} {fault}" for key, resource in server.gathered[kind].items()
             for fault in check(resource, known=known)]  # fmt: skip
    assert found == []
    for resource in server.gathered[kind].values():
        assert [str(issue) for issue in fhirkit.validate(resource)] == []


def by_profile(gathered: dict[str, dict]) -> dict[str, list[dict]]:
    """The resources of one type, by each profile that they claim."""
    found: dict[str, list[dict]] = {}
    for resource in gathered.values():
        for profile in resource["meta"]["profile"]:
            found.setdefault(profile, []).append(resource)
    return found


def reason(path: str) -> str:
    """Why an element is not shown; '' when it should be."""
    return next((why for part, why in NOT_SHOWN.items() if part in path), "")


@pytest.mark.parametrize("kind", KINDS)
def test_each_must_support_element_is_shown_or_has_a_reason(server, known, kind):
    for profile, resources in by_profile(server.gathered[kind]).items():
        for path, shown in must_support(known, profile, resources).items():
            assert shown == (not reason(path)), path


def few(references: set[str]) -> list[str]:
    """One reference to each type."""
    return [*{reference.split("/")[0]: reference for reference in sorted(references)}.values()]


LED = {
    "HealthcareService": {"providedBy": {"Organization"}, "location": {"Location"}},
    "Location": {"managingOrganization": {"Organization"}},
    "Organization": {},
    "Practitioner": {},
    "PractitionerRole": {
        "practitioner": {"Practitioner"},
        "organization": {"Organization"},
        "location": {"Location"},
        "healthcareService": {"HealthcareService"},
    },
    "VerificationResult": {
        "target": {"HealthcareService", "Organization", "Practitioner"},
        "attestation.who": {"Organization"},
        "validator.organization": {"Organization"},
    },
}
"""Where references stand, and what they lead to."""


@pytest.mark.parametrize("kind", KINDS)
def test_references_lead_to_resources_of_the_profile_that_they_promise(server, known, kind):
    led: dict[str, set[str]] = {}
    for profile, resources in by_profile(server.gathered[kind]).items():
        for path, (allowed, there) in references(known, profile, resources).items():
            for reference in few(there):
                target = server.read(*reference.split("/"))
                claimed = target["meta"]["profile"]
                assert set(allowed) & {*claimed, R4 + target["resourceType"], R4 + "Resource"}
                assert [str(found) for found in check(target, known=known)] == []
                led.setdefault(path.removeprefix(f"{kind}."), set()).add(target["resourceType"])
    assert led == LED[kind]


def test_what_a_check_confirms_stands_in_its_target(server):
    """A place in a target may be empty only where the check no longer counts, or never did."""
    confirmed = [one for one in server.gathered["VerificationResult"].values()
                 if one["status"] == "validated" and "targetLocation" in one]  # fmt: skip
    assert confirmed
    for check_ in confirmed:
        targets = dict(one["reference"].split("/") for one in check_["target"])
        for place in check_["targetLocation"]:
            kind = place.split(".")[0]
            target = server.gathered[kind][targets[kind]]
            assert compiled(place)(target, {"resource": target}) != [], (check_["id"], place)
