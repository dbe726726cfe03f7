"""Reading one resource: what is there, what was there once, and what never was."""

import pytest

from clinics.listing.actions.status import close, hide
from clinics.models import Clinic
from tests import make
from tests.directory.fhir.asking import found, get, link, words_of

pytestmark = pytest.mark.django_db

EVERY = ("Location", "HealthcareService", "Organization", "Practitioner", "PractitionerRole",
         "VerificationResult")  # fmt: skip


@pytest.mark.parametrize("type_", EVERY)
def test_everything_that_is_found_is_read_at_its_full_address(client, cast, type_):
    entries = found(client, type_)["entry"]
    assert len(entries) >= 2
    for entry in entries:
        assert get(client, entry["fullUrl"]) == entry["resource"]
        version = entry["resource"]["meta"]["versionId"]
        assert get(client, f"{entry['fullUrl']}/_history/{version}") == entry["resource"]
        get(client, f"{entry['fullUrl']}/_history/1", status=404)


def test_the_directory_is_read_and_not_found(client, cast):
    check = get(client, f"VerificationResult/check-{cast.npi.pk}")
    assert check["validator"][0]["organization"]["reference"] == "Organization/directory"
    assert get(client, "Organization/directory")["name"] == "Clinic Directory"
    assert found(client, "Organization", _id="directory")["total"] == 0
    get(client, "Location/directory", status=404)


def test_what_was_taken_off_is_gone_and_no_search_finds_it(client, cast):
    ids = {
        "Location": f"clinic-{cast.uber.pk}", "HealthcareService": f"service-{cast.uber.pk}",
        "Organization": f"org-c-{cast.uber.pk}", "Practitioner": f"clinician-{cast.ben.pk}",
        "PractitionerRole": f"role-{cast.ben.pk}", "VerificationResult": f"check-{cast.licence.pk}",
    }  # fmt: skip
    hide(cast.uber.pk, reason="fraud", actor="moderator", why="A test.")
    for type_, id_ in ids.items():
        said = words_of(get(client, f"{type_}/{id_}", status=410))
        assert said == (
            "error", "deleted", f"{type_}/{id_} was listed here once, and no longer is.",
        )  # fmt: skip
        assert found(client, type_, _id=id_)["total"] == 0


def test_an_organization_is_gone_with_the_last_of_its_clinics(client, cast):
    close(cast.pelican.pk, since=make.today(), actor="moderator")
    get(client, f"Organization/org-{cast.tidewater.pk}")
    close(cast.sandbar.pk, since=make.today(), actor="moderator")
    get(client, f"Organization/org-{cast.tidewater.pk}", status=410)
    get(client, f"Location/clinic-{cast.sandbar.pk}", status=410)


def test_a_clinician_who_left_is_gone(client, cast):
    cast.ada.left_on = make.today()
    cast.ada.save()
    get(client, f"Practitioner/clinician-{cast.ada.pk}", status=410)
    get(client, f"PractitionerRole/role-{cast.ada.pk}", status=410)
    get(client, f"Practitioner/clinician-{cast.ben.pk}")


def test_nobody_learns_of_what_never_was_public(client, cast):
    draft = Clinic.objects.get(slug="draft")
    somebody = make.clinician(draft)
    nobody = make.clinician(cast.sandbar, given_name="Cleo")
    claimed = make.credential(cast.pelican, "malpractice", standing="claimed", confirmed_until=9)
    possible = make.check(cast.npi.credential, "possible")
    for address in (
        f"Location/clinic-{draft.pk}", f"HealthcareService/service-{draft.pk}",
        f"Organization/org-c-{draft.pk}", f"Organization/org-c-{cast.pelican.pk + 999}",
        f"Practitioner/clinician-{somebody.pk}", f"PractitionerRole/role-{nobody.pk}",
        f"VerificationResult/check-{claimed.current.pk}",
        f"VerificationResult/check-{possible.pk}", "Location/clinic-999999999999999999",
    ):  # fmt: skip
        type_, id_ = address.split("/")
        said = words_of(get(client, address, status=404))
        assert said == ("error", "not-found", f"There is no {type_} “{id_}” here.")


@pytest.mark.parametrize("id_", ["x", "clinic-", "clinic-0", "clinic-01", "org-1", "CLINIC-1", "-1",
                                 "clinic-1.5", "service-1"])  # fmt: skip
def test_ids_that_no_location_has(client, cast, id_):
    get(client, f"Location/{id_}", status=404)


def test_a_read_takes_no_search_parameters(client, cast):
    for address in (f"Location/clinic-{cast.uber.pk}", "metadata", "CodeSystem/checklist"):
        said = words_of(get(client, f"{address}?name=a", status=400))
        assert said[2] == "“name” is not a parameter here. Known: _format, _pretty."


def test_our_own_definitions_are_read_at_their_addresses(client, db):
    for address in ("CodeSystem/checklist", "StructureDefinition/stated-fact"):
        assert get(client, address)["url"] == f"http://127.0.0.1:8000/fhir/{address}"
    get(client, "StructureDefinition/other", status=404)


def test_who_has_a_version_is_not_sent_it_again(client, cast):
    address = f"/fhir/Location/clinic-{cast.uber.pk}"
    first = client.get(address)
    meta = first.json()["meta"]
    assert first["ETag"] == f'W/"{meta["versionId"]}"'
    for known in (first["ETag"], f'"x", {first["ETag"]}', "*"):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": 'W/"1"'}).status_code == 200
    since = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304


def test_a_bundle_has_an_etag_that_holds(client, cast):
    first = client.get("/fhir/Location?near=26|-80|100")
    again = client.get("/fhir/Location?near=26|-80|100", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "private, max-age=60")


def test_head_and_range(client, cast):
    whole = client.get("/fhir/Location")
    head = client.head("/fhir/Location")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(whole.content))
    part = client.get("/fhir/Location", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (200, whole.content)


def test_pages_of_any_site_may_read(client, cast):
    for address in ("Location", "Location/x", "nowhere", "metadata", "Location?near=x"):
        answer = client.get(f"/fhir/{address}", headers={"Origin": "https://elsewhere.example"})
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        assert "Prefer" in answer["Vary"]
        assert not answer.cookies


def test_addresses_are_those_of_the_site_whoever_asks(client, cast, settings):
    settings.SITE_URL = "https://directory.example"
    settings.ALLOWED_HOSTS = ["*"]
    bundle = get(
        client,
        "Location?_count=1",
        Host="directory.example",
        **{"X-Forwarded-Host": "evil.example"},
    )
    assert link(bundle, "self") == "https://directory.example/fhir/Location?_count=1"
    assert link(bundle, "next").startswith("https://directory.example/fhir/Location?_count=1&")
    [entry] = bundle["entry"]
    assert entry["fullUrl"] == f"https://directory.example/fhir/Location/clinic-{cast.pelican.pk}"


@pytest.mark.parametrize(("type_", "name", "queries"), [
    ("Location", "clinic-{pelican}", 4), ("HealthcareService", "service-{pelican}", 3),
    ("Practitioner", "clinician-{ada}", 2), ("PractitionerRole", "role-{ada}", 1),
    ("VerificationResult", "check-{npi}", 1), ("Organization", "org-{tidewater}", 3),
])  # fmt: skip
def test_queries_of_a_read(client, cast, django_assert_num_queries, type_, name, queries):
    id_ = name.format(**{key: row.pk for key, row in vars(cast).items()})
    with django_assert_num_queries(queries):
        get(client, f"{type_}/{id_}")
    missing = id_.rpartition("-")[0] + "-999999"
    with django_assert_num_queries(2) as asked:
        get(client, f"{type_}/{missing}", status=404)
    assert "limit 1" in asked.captured_queries[-1]["sql"].lower()
