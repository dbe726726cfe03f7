"""Whatever is wrong is said in words, as an OperationOutcome; nothing is ever ignored."""

from urllib.parse import quote

import pytest
from django.test import Client

from directory.fhir.kinds import KINDS
from tests.directory.fhir.asking import BASE, found, get, link, posted, words_of

pytestmark = pytest.mark.django_db

LONG = "x" * 10_000

BAD = [
    ("Location?colour=red", "not-supported",
     "Location has no search parameter “colour”. It has: _id, "),
    ("Location?name:missing=true", "value",
     "“name” has no modifier “:missing”. It has: :contains, :exact."),
    ("Location?_id:exact=clinic-1", "value", "“_id” has no modifier “:exact”, and no other."),
    ("Location?organization:Practitioner=clinician-1", "value",
     "“organization” has no modifier “:Practitioner”, and no other."),
    ("Location?name=", "value", "“name” has an empty value."),
    ("Location?name=a,,b", "value", "“name” has an empty value."),
    (f"Location?name={LONG}", "value", "A value of “name” has 10000 letters; 500 are the most."),
    (f"Location?{LONG}=1", "not-supported", "Location has no search parameter “" + "x" * 60 + "”"),
    ("Location?_id=" + "a," * 200 + "a", "value", "“_id” has 201 alternatives; 200 are the most."),
    ("Location?" + "name=a&" * 41, "too-costly", "A search has 40 parameters at most."),
    ("Location?" + "name=a&" * 90, "structure",
     "The parameters cannot be read: they are not UTF-8, or far too many."),
    ("Location?name=%FF", "structure",
     "The parameters cannot be read: they are not UTF-8, or far too many."),
    ("Location?name=a%00b", "value", "“name” has a character that no text has."),
    ("Location?type=a|b|c", "value", "“type” takes code, system|code, |code or system|."),
    ("Location?type=|", "value", "“type” takes code, system|code, |code or system|."),
    ("Location?identifier=http://x|", "value", "“identifier” needs a value after the bar."),
    ("Location?organization=Practitioner/clinician-1", "value",
     "“organization” points at Organization, not at “Practitioner”."),
    ("Location?organization.colour=red", "not-supported",
     "“organization.colour”: Organization has no such parameter. It has: _id, "),
    ("Location?name.name=a", "not-supported",
     "“name.name”: Location points at nothing by it. References: organization, partof, endpoint."),
    ("Practitioner?_has:PractitionerRole:practitioner=a", "not-supported",
     "“_has:PractitionerRole:practitioner” is not known: for Practitioner, it begins with one of "
     "_has:PractitionerRole:practitioner:, _has:VerificationResult:target:."),
    ("Practitioner?_has:PractitionerRole:location:role=ph", "not-supported",
     "“_has:PractitionerRole:location:role” is not known: for Practitioner, "),
    ("Practitioner?_has:PractitionerRole:practitioner:colour=red", "not-supported",
     "“_has:PractitionerRole:practitioner:colour”: PractitionerRole has no such parameter."),
    ("Location?_include=Location:roof", "not-supported",
     "“Location:roof” cannot be included with Location. Known: Location:organization, "
     "Location:partof, Location:endpoint."),
    ("Location?_include=*", "not-supported", "“*” cannot be included with Location."),
    ("Location?_include=Location:organization:Practitioner", "not-supported",
     "“Location:organization:Practitioner” cannot be included with Location."),
    ("Location?_include:iterate=Location:organization", "not-supported",
     "Location has no search parameter “_include:iterate”."),
    ("Location?_revinclude=Practitioner:location", "not-supported",
     "“Practitioner:location” does not point at Location. Known: "),
    ("Location?_sort=name", "not-supported", "Location has no search parameter “_sort”."),
    ("Location?_count=-1", "value",
     "“_count” is a whole number: 0 for the total alone, up to 100 a page."),
    ("Location?_count=ten", "value", "“_count” is a whole number: "),
    ("Location?_count=1&_count=2", "value", "“_count” can be given once only."),
    ("Location?_total=maybe", "value",
     "“maybe” is no value of “_total”. Known: none, estimate, accurate."),
    ("Location?_summary=text", "value", "“text” is no value of “_summary”. Known: count, false."),
    ("Location?_pretty=yes", "value", "“yes” is no value of “_pretty”. Known: true, false."),
    ("Location?_lastUpdated=yesterday", "value", "“yesterday” is no date. Write 2026, 2026-03, "),
    ("Location?_lastUpdated=ap2026", "value", "“ap2026” is no date."),
    ("Location?_lastUpdated=2026-02-30", "value", "“2026-02-30” is not in the calendar."),
    ("Location?_lastUpdated=0000", "value", "“0000” is not in the calendar."),
    ("Location?_lastUpdated=9999", "value", "“9999” is not in the calendar."),
    ("Location?_lastUpdated=gt2026-03-01T10:00:00+05:00", "value",
     "“gt2026-03-01T10:00:00 05:00” has a blank where a plus sign was meant: write it as %2B."),
    ("Organization?period=soon", "value", "“soon” is no date."),
    ("InsurancePlan?owned-by=Location/clinic-1", "value",
     "“owned-by” points at Organization, not at “Location”."),
    ("Location?near=26.4", "value",
     "“near” takes latitude|longitude|distance|unit, such as 26.46|-80.07|40|km."),
    ("Location?near=26.4|-80.1|5|km|x", "value", "“near” takes latitude|longitude|distance|unit, "),
    ("Location?near=91|-80", "value",
     "“91|-80” is no point on the earth: give latitude|longitude in degrees."),
    ("Location?near=nan|-80", "value", "“nan|-80” is no point on the earth: "),
    ("Location?near=26.4|-80.1|-5|km", "value",
     "“-5” is no distance: give a number such as 40 or 12.5."),
    ("Location?near=26.4|-80.1|1e3|km", "value", "“1e3” is no distance: "),
    ("Location?near=26.4|-80.1|5|parsec", "value",
     "“parsec” is no unit of “near”. Known: km, mi, m, ft, [mi_i], [mi_us]."),
    ("Location?near=26.4|-80.1||km", "value", "“near” has a unit, but no distance before it."),
    ("Location?near=26.4|-80.1,26.5|-80.1", "value", "“near” takes one place; ask once for each."),
    ("Location?near=26.4|-80.1&near=26.5|-80.1", "value", "“near” can be given once only."),
    (f"Location?near={LONG}", "value", "A value of “near” has 10000 letters; 500 are the most."),
    ("Organization?near=26.4|-80.1", "not-supported",
     "Organization has no search parameter “near”."),
    ("Location?_cursor=x", "value",
     "This “_cursor” is not one that this search gave: follow its links as they are."),
    (f"Location?_cursor={LONG}", "value", "This “_cursor” is not one that this search gave: "),
    ("Location?_cursor=é", "value", "This “_cursor” is not one that this search gave: "),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "code", "words"), BAD, ids=[one[0][:70] for one in BAD])
def test_what_is_wrong_is_said_in_words(client, db, asked, code, words):
    said = words_of(get(client, asked, status=400))
    assert said[:2] == ("error", code)
    assert said[2].startswith(words)


def test_the_parameter_that_is_wrong_is_named(client, db):
    [issue] = get(client, "Location?address-city=a&near=x", status=400)["issue"]
    assert issue["expression"] == ["http.near"]


def test_a_cursor_serves_for_its_own_search_alone(client, cast):
    bundle = found(client, "Location", _count="1")
    cursor = link(bundle, "next").partition("_cursor=")[2]
    get(client, f"Location?_count=2&_cursor={cursor}")
    get(client, f"Organization?_count=2&_cursor={cursor}", status=400)
    get(client, f"Location?near=26|-80&_cursor={cursor}", status=400)
    for at in range(len(cursor)):
        other = "A" if cursor[at] != "A" else "B"
        get(client, f"Location?_cursor={cursor[:at]}{other}{cursor[at + 1 :]}", status=400)
    get(client, f"Location?_cursor={cursor}&_cursor={cursor}", status=400)


@pytest.mark.parametrize("type_", list(KINDS))
@pytest.mark.parametrize("accept", ["application/fhir+xml", "text/html", "application/json;q=0",
                                    "application/fhir+json; fhirVersion=5.0"])  # fmt: skip
def test_only_json_is_spoken(client, db, type_, accept):
    for address in (type_, f"{type_}/x-1"):
        said = words_of(get(client, address, status=406, Accept=accept))
        assert said == (
            "error", "not-supported",
            f"“{accept}” is not spoken here: ask for application/fhir+json (FHIR 4.0.1).",
        )  # fmt: skip


@pytest.mark.parametrize("accept", [
    "application/fhir+json", "application/json", "*/*", "application/*",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "application/fhir+json; fhirVersion=4.0", "application/xml, application/json;q=0.5",
])  # fmt: skip
def test_json_is_spoken_whenever_it_is_not_ruled_out(client, db, accept):
    get(client, "Endpoint", Accept=accept)


def test_format_goes_before_accept(client, db):
    for spoken in ("json", "application/json", "application/fhir%2Bjson", "application/fhir+json"):
        get(client, f"Endpoint?_format={spoken}", Accept="application/fhir+xml")
    get(client, "Endpoint?_format=xml", status=406)
    get(client, "metadata?_format=text/turtle", status=406)
    assert client.get("/fhir/Endpoint?_pretty=true").content.startswith(b'{\n  "resourceType"')


@pytest.mark.parametrize("address", [
    "", "nowhere", "metadata/", "Location/", "Location/clinic-1/x", "Location/clinic-1/_history",
    "location", "Location/a b", "$export", "Location/" + "x" * 65, "Location/clinic-1/$everything",
])  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_there_is_nothing_elsewhere(client, db, address, method):
    answer = getattr(client, method)(f"/fhir/{quote(address)}")
    assert answer.status_code == 404
    assert words_of(answer.json()) == (
        "error", "not-found",
        f"There is nothing at this address; {BASE}/metadata says what there is.",
    )  # fmt: skip


@pytest.mark.parametrize("address", ["Patient", "Patient/1", "Network"])
def test_a_type_that_is_not_here_is_named_with_those_that_are(client, db, address):
    said = words_of(get(client, address, status=404))
    assert said[1] == "not-supported"
    assert said[2].endswith("There are: " + ", ".join(KINDS) + ".")


@pytest.mark.parametrize(("address", "allowed"), [
    ("metadata", "GET, HEAD, OPTIONS"), ("Location", "GET, HEAD, OPTIONS"),
    ("Location/clinic-1", "GET, HEAD, OPTIONS"), ("Location/_search", "POST, OPTIONS"),
])  # fmt: skip
def test_nothing_is_written(client, db, address, allowed):
    refused = {"put", "patch", "delete"} | ({"get"} if "_search" in address else {"post"})
    for method in refused:
        answer = getattr(client, method)(f"/fhir/{address}")
        assert (answer.status_code, answer["Allow"]) == (405, allowed)
        assert words_of(answer.json()) == (
            "error", "not-supported", f"Method “{method.upper()}” is not allowed here.",
        )  # fmt: skip
    answer = client.options(f"/fhir/{address}")
    assert (answer.status_code, answer["Allow"], answer.content) == (204, allowed, b"")


def test_a_search_by_post_sends_a_form(db):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/fhir/Location/_search", data="{}", content_type="application/json")
    assert answer.status_code == 415
    assert words_of(answer.json())[2] == (
        "A search by POST sends its parameters as application/x-www-form-urlencoded."
    )
    assert posted(client, "Location").status_code == 200
    assert posted(client, "Location", ("near", "x")).status_code == 400


def test_a_body_that_is_far_too_large(client, db, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = posted(client, "Location", ("name", "x" * 200))
    assert (answer.status_code, words_of(answer.json())[1]) == (400, "invalid")


def test_too_often(client, db, settings):
    settings.OPEN_DATA_A_MINUTE = settings.OPEN_DATA_A_MINUTE | {"fhir": 2}
    get(client, "Endpoint")
    get(client, "metadata")
    answer = client.get("/fhir/Location")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert words_of(answer.json())[1] == "throttled"


def test_a_fault_of_ours_shows_nothing_of_itself(client, db, monkeypatch):
    monkeypatch.setattr("directory.fhir.views.bundle", lambda asked: 1 / 0)
    answer = client.get("/fhir/Location")
    number = f"If you write to us, name this number: {answer['X-Request-ID']}."
    words = f"Something went wrong on our side. {number}"
    assert answer.status_code == 500
    assert words_of(answer.json()) == ("error", "exception", words)
