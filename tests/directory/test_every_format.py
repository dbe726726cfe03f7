"""One clinic through every format: nothing that nobody stated, nothing that nobody may see."""

import pytest

from clinics.exchange.hsds.ids import AT_LOCATION, ORGANIZATION, SERVICE, record_id
from clinics.listing.actions.status import hide, open_listing, remove
from clinics.models import Credential
from tests import make
from tests.clinics.merging.cast import merged
from tests.directory.every_format import FHIR, answers, leaves, records

pytestmark = pytest.mark.django_db(transaction=True)

NOWHERE = {"latitude": None, "longitude": None, "city": "", "state": "", "postal_code": "",
           "county": "", "county_fips": 0}  # fmt: skip
SECRET = "zqx"
NO = ("no", "false", "0", "none", "n", "f")
OURS = {
    "/api/v1/clinics.geojson": {".count": {0}, ".unplaced": {0},
                                ".features.properties.approximate": {False}},
    "/api/v1/changes": {".more": {False}},
    "/hsds/": {".empty": {False}},
    "/fhir/": {".total": {0}},
    "/data/latest/clinics.geojson": {".features.properties.is_approximate": {False}},
    "/data/latest/datapackage.json": {".resources.count": {0},
                                      ".resources.schema.fields.constraints.enum": {"no"}},
    "/data/latest/manifest.json": {".files.count": {0}},
}  # fmt: skip
"""What says false, 0 or no of an answer, or of a point that is known, and not of a clinic."""
WITHOUT_CLINICS = {
    "/hsds/services?minimal=true",
    *(f"/fhir/{kind}?_count=100" for kind in FHIR[3:]), "/fhir/$bulk-publish",
    *(f"/data/latest/fhir/{kind}.ndjson.gz" for kind in FHIR[3:6]),
    *(f"/data/latest/hsds.zip/{name}.csv"
      for name in ("phones", "addresses", "schedules", "languages", "accessibility",
                   "cost_options", "taxonomies", "taxonomy_terms", "metadata", "url",
                   "attributes", "service_at_location")),
    "/data/latest/hsds.zip/datapackage.json", "/data/latest/datapackage.json",
    "/data/latest/manifest.json", "/data/latest/LICENSE.txt",
}  # fmt: skip
"""What has nothing of a clinic that states nothing, or tells it by a key."""


@pytest.fixture
def folder(settings, tmp_path):
    """The folder of the data files."""
    settings.DATA_FOLDER = str(tmp_path / "data")
    return tmp_path / "data"


def is_no(value: object) -> bool:
    return value in (False, 0) or str(value or "").strip().casefold() in NO


def noes(found: dict[str, str]) -> dict[str, set[tuple[str, object]]]:
    """Address → (names, value) of all in its answer that says no, false or 0 of a clinic."""
    said = {}
    for address, text in found.items():
        ours = {p: v for begin, of in OURS.items() if address.startswith(begin)
                for p, v in of.items()}  # fmt: skip
        said[address] = {
            (path, value) for path, value in leaves(records(text))
            if is_no(value) and value not in ours.get(path, ())
            and ".reviews." not in path  # we count reviews, and there is none
        }  # fmt: skip
    return {address: noes for address, noes in said.items() if noes}


def test_what_a_clinic_has_not_stated_is_no_no_in_any_format(client, folder):
    bare = make.clinic(slug="bare", name="Bare", offers_none=True, **NOWHERE)
    found = answers(client, folder, bare)
    assert noes(found) == {}
    told = {address for address, text in found.items() if "bare" in text.casefold()}
    assert set(found) - told - WITHOUT_CLINICS == {
        "/api/v1/clinics.geojson?offers=any", "/data/latest/clinics.geojson"
    }  # fmt: skip


def test_a_clinic_with_a_point_and_nothing_else_is_on_the_map_without_a_no(client, folder):
    placed = make.clinic(slug="placed", name="Placed", offers_none=True)
    assert noes(answers(client, folder, placed)) == {
        "/api/v1/changes?full=1": {(".results.clinic.is_approximate", False)},
        "/api/v1/clinics/placed": {(".is_approximate", False)},
        "/data/latest/clinics.csv": {(".approximate", "no")},
        "/data/latest/clinics.ndjson": {(".is_approximate", False)},
    }


def test_a_no_that_was_stated_is_told_in_every_format(client, folder):
    """Proves that the test above would see one."""
    rival = make.clinic(slug="rival", name="Rival", no="condition.crps", **NOWHERE)
    said = noes(answers(client, folder, rival))
    assert {address.partition("?")[0] for address in said} == {
        "/api/v1/clinics", "/api/v1/changes", "/api/v1/clinics/rival",
        "/hsds/services", "/hsds/organizations", "/hsds/service_at_locations",
        "/fhir/HealthcareService", f"/fhir/HealthcareService/service-{rival.pk}",
        "/data/latest/clinics.csv", "/data/latest/clinics.ndjson",
        "/data/latest/fhir/HealthcareService.ndjson.gz", "/data/latest/hsds.zip/attributes.csv",
        "/data/latest/hsds.zip/metadata.csv",
    }  # fmt: skip


def with_secrets(clinic, mo) -> None:
    """What somebody said about a clinic, or did at the desk, that is nobody else's business."""
    name = f"{SECRET}-{clinic.pk}"
    make.member(f"{name}-ann@example.org", clinic)
    make.claim(clinic, f"{name}-cam@example.org", statement=f"{name} claim", address=f"{name} Lane")
    make.report(clinic, "route.iv-infusion", words=f"{name} report", note=f"{name} note")
    make.suggestion(clinic, words=f"{name} suggestion")
    for status in ("waiting", "withheld", "withdrawn", "unconfirmed"):
        make.review(clinic, status=status, words=f"{name} {status}", email=f"{name}@mail.example")
    make.review(clinic, words=f"{name} unedited", shown_words="Kept to the quote.",
                email=f"{name}-w@mail.example")  # fmt: skip
    ada = make.clinician(clinic)
    npi = make.credential(clinic, "npi", clinician=ada, confirmed_until=30)
    for outcome in ("possible", "unconfirmed", "refused", "differs"):
        make.check(npi, outcome, by=mo, note=f"{name} {outcome}")
    make.evidence(npi, file=f"evidence/{name}.pdf", uploaded_by=mo)
    claimed = {"clinician": ada, "number": f"{name}-claimed", "standing": "claimed"}
    make.credential(clinic, "licence", **claimed)
    refused = make.clinician(clinic, given_name="Zed", family_name=f"{SECRET}refused")
    Credential.objects.filter(clinician=refused).update(standing="refused")
    make.credential(clinic, "licence", clinician=refused, number=f"{name}-no", standing="refused")


def test_no_format_tells_what_is_not_public(client, folder):
    mo = make.moderator(f"{SECRET}-mo@example.org")
    shown = make.clinic(slug="shown", name="Shown", organization="Tidewater")
    with_secrets(shown, mo)
    hide(shown.pk, reason="danger", actor="moderator", by=mo, why=f"{SECRET} danger")
    open_listing(shown.pk, actor="moderator", by=mo, why="Everybody may read this.")
    lost = make.clinic(slug="lost", name="Lost")  # what it says goes on in the one that lives on
    gone = [
        make.clinic(slug=f"gone-{n}", name=f"{SECRET} {n}", organization=f"{SECRET} group {n}",
                    description=f"{SECRET} words", street=f"{n} {SECRET} Street",
                    website=f"https://{SECRET}.example/", phone=f"+1561555010{n}",
                    yes="condition.crps", published=n != 2)
        for n in range(3)
    ]  # fmt: skip
    for clinic in (lost, *gone):
        with_secrets(clinic, mo)
    hidden, removed, _draft = gone
    hide(hidden.pk, reason="danger", actor="moderator", by=mo, why=f"{SECRET} danger")
    remove(removed.pk, actor="clinic", by=mo, why=f"{SECRET} asked")
    merged(shown, lost, by=mo, why="And this.")
    found = answers(client, folder, shown, *gone)
    leaks = {a: around for a, text in found.items() if (around := _around(text))}
    assert leaks == {}
    assert {a for a, text in found.items() if "gone-2" in text} == set()
    assert {a for a, text in found.items() if "gone-0" in text or "gone-1" in text} == {
        "/api/v1/changes?full=1", "/changes.atom"
    }  # fmt: skip
    assert [one["slug"] for one in records(found["/api/v1/clinics?offers=any&page_size=100"])[0]
            ["results"]] == ["shown"]  # fmt: skip


def _around(text: str) -> list[str]:
    """Each secret in a text, with what stands before and behind it."""
    folded, places, at = text.casefold(), [], -1
    while (at := folded.find(SECRET, at + 1)) >= 0:
        places.append(text[max(0, at - 60) : at + 40])
    return places


def test_what_a_moderator_hid_before_it_was_ever_public_is_not_there_in_any_format(client):
    made = {
        slug: make.clinic(slug=slug, organization=f"{slug} group", published=slug == "public")
        for slug in ("public", "draft")
    }
    for clinic in made.values():
        hide(clinic.pk, reason="no-clinic", actor="operator", why="It is none.")
    said = {
        slug: {client.get(address).status_code for address in (
            f"/clinics/{slug}/", f"/api/v1/clinics/{slug}", f"/clinics/{slug}/feed/",
            f"/fhir/Location/clinic-{it.pk}", f"/fhir/HealthcareService/service-{it.pk}",
            f"/fhir/Organization/org-{it.organization_id}",
            f"/hsds/services/{record_id(SERVICE, it.pk)}",
            f"/hsds/service_at_locations/{record_id(AT_LOCATION, it.pk)}",
            f"/hsds/organizations/{record_id(ORGANIZATION, it.organization_id)}",
        )}
        for slug, it in made.items()
    }  # fmt: skip
    assert said == {"public": {410}, "draft": {404}}


def test_an_organization_of_candidates_alone_is_not_there_in_any_format(client):
    draft = make.clinic(slug="draft", organization="Draft Group", published=False)
    fhir = f"/fhir/Organization/org-{draft.organization_id}"
    hsds = f"/hsds/organizations/{record_id(ORGANIZATION, draft.organization_id)}"
    assert [client.get(address).status_code for address in (fhir, hsds)] == [404, 404]
