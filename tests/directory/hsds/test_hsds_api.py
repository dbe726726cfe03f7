"""/hsds/: the API of the Human Services Data Specification."""

import json
import uuid
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinics.exchange.hsds.ids import SERVICE, record_id, term_id
from clinics.listing.wording import day
from clinics.models import Clinic, Event
from tests import make
from tests.clinics.hsds.official import faults
from tests.clinics.hsds.rich import rich

pytestmark = pytest.mark.django_db

NOBODY = str(uuid.UUID(int=1))
PAGE = ("total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty")


def get(path: str, **query):
    """The answer of /hsds/…, as JSON."""
    answer = Client().get(f"/hsds/{path}", query)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json"), answer.content
    return answer.json()


def names(path: str, **query) -> list[str]:
    """The places of the services that a list finds, in order."""
    found = get(path, **query, full="true")["contents"]
    return [one["service_at_locations"][0]["location"]["name"] for one in found]


def told(path: str, **query) -> tuple[int, dict]:
    """A refusal: its status, and what is wrong with each parameter."""
    answer = Client().get(f"/hsds/{path}", query)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    said = answer.json()
    assert said["status"] == answer.status_code
    assert said["detail"]
    return answer.status_code, said.get("errors", {})


def test_the_base_says_what_this_is(settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://clinics.example", ["clinics.example"]
    said = Client().get("/hsds/", HTTP_HOST="clinics.example", secure=True).json()
    assert said == {
        "version": "3.1",
        "profile": "https://docs.openreferral.org/",
        "openapi_url": "https://clinics.example/hsds/openapi.json",
        "publisher": "Clinic Directory",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }


def test_every_record_is_valid_and_is_found_by_its_id():
    rich()
    rich(name="Rival", organization="", street="")
    for path, kind in (
        ("services", "service"), ("service_at_locations", "service_at_location"),
        ("organizations", "organization"), ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ):  # fmt: skip
        plain = get(path)["contents"]
        assert [faults(kind, one) for one in plain] == [[]] * len(plain)
        for one in plain[:3]:
            whole = get(f"{path}/{one['id']}")
            assert (faults(kind, whole), whole["id"]) == ([], one["id"])
            assert {n: whole[n] for n in one if n not in ("service", "location")} == {
                n: one[n] for n in one if n not in ("service", "location")
            }


def test_a_page_is_wrapped():
    for _ in range(3):
        make.clinic()
    first, last = get("services", per_page=2), get("services", per_page=2, page=2)
    assert [first[name] for name in PAGE] == [3, 2, 1, 2, True, False, False]
    assert [last[name] for name in PAGE] == [3, 2, 2, 1, False, True, False]
    ids = [one["id"] for one in first["contents"] + last["contents"]]
    assert ids == [
        record_id(SERVICE, pk) for pk in Clinic.objects.order_by("pk").values_list("pk", flat=True)
    ]
    assert told("services", per_page=2, page=3) == (
        400,
        {"page": ["There is no page 3: the last is 2."]},
    )


def test_nothing_found_is_an_empty_page():
    assert [get("services")[name] for name in PAGE] == [0, 1, 1, 0, True, True, True]
    assert get("organizations")["contents"] == []


def test_a_plain_service_holds_no_lists_and_a_full_one_does():
    rich()
    (plain,), (full,) = get("services")["contents"], get("services", full="true")["contents"]
    assert [name for name, value in plain.items() if not isinstance(value, str)] == []
    assert {n: full[n] for n in plain} == plain
    assert full["service_at_locations"][0]["location"]["addresses"][0]["city"] == "Delray Beach"
    assert get(f"services/{plain['id']}") | {"metadata": []} == full | {"metadata": []}


def test_only_ids_and_when_they_changed():
    rich()
    (one,) = get("services", minimal="true")["contents"]
    (plain,) = get("services")["contents"]
    assert sorted(one) == ["id", "modified_date"]
    assert (one["id"], one["modified_date"][:16]) == (plain["id"], plain["last_modified"][:16])


def test_ndjson_streams_all_of_them_whole():
    for number in range(3):
        rich(name=f"Clinic {number}", organization="", street=f"{number} Main St")
    make.clinic(name="Hidden", published=False)
    answer = Client().get("/hsds/services?format=ndjson")
    assert (answer.streaming, answer["Content-Type"]) == (True, "application/x-ndjson")
    found = [json.loads(line) for line in answer.getvalue().decode().splitlines()]
    assert found == get("services", full="true")["contents"]
    lines = Client().get("/hsds/taxonomy_terms?format=ndjson").getvalue().decode().splitlines()
    assert len(lines) == get("taxonomy_terms")["total_items"]
    both = Client().get("/hsds/organizations?format=ndjson").getvalue().decode().splitlines()
    assert [json.loads(line) for line in both] == get("organizations", full="true")["contents"]


@pytest.mark.django_db(transaction=True)
def test_a_stream_has_a_transaction_of_its_own():
    rich()
    answer = Client().get("/hsds/services?format=ndjson")
    assert len(answer.getvalue().splitlines()) == 1


def test_a_term_finds_a_yes_never_a_no_and_never_silence():
    make.clinic(name="Yes", yes="route.iv-infusion insurance.medicare")
    make.clinic(name="No", no="insurance.medicare", yes="route.iv-infusion")
    make.clinic(name="Silent", yes="route.lozenge")
    rich(name="Pays")
    assert names("services", taxonomy_term_id=term_id("insurance.medicare")) == ["Yes"]
    assert names("services", taxonomy_term_id=term_id("insurance")) == ["Yes", "Pays"]
    assert names("services", taxonomy_term_id=term_id("insurance.aetna.covers")) == ["Pays"]
    assert names("services", taxonomy_term_id=term_id("insurance.aetna.prior_authorization")) == []
    assert names("services", taxonomy_term_id=term_id("number.session_minutes")) == ["Pays"]
    assert names("services", taxonomy_term_id=term_id("price.session")) == ["Pays"]
    assert names("services", taxonomy_term_id=term_id("price.booster")) == []
    both = {"taxonomy_term_id": term_id("price"), "organization_id": str(uuid.uuid4())}
    assert told("services", **both)[0] == 400
    assert len(names("services", taxonomy_id=term_id("checklist"))) == 4


def test_services_of_an_organization_and_conditions_are_all_met():
    heron = rich(name="Heron", organization="Umbrella")
    rich(name="Egret", organization="Umbrella", yes="route.lozenge")
    alone = rich(name="Alone", organization="")
    ids = {one["name"]: one["id"] for one in get("organizations")["contents"]}
    assert list(ids) == ["Umbrella", "Alone"]
    assert names("services", organization_id=ids["Umbrella"]) == ["Heron", "Egret"]
    assert names("services", organization_id=ids["Alone"]) == ["Alone"]
    iv = term_id("route.iv-infusion")
    assert names("services", organization_id=ids["Umbrella"], taxonomy_term_id=iv) == ["Heron"]
    held = get(f"organizations/{ids['Umbrella']}", full_service="true")
    assert [one["name"] for one in held["locations"]] == ["Heron", "Egret"]
    assert [one["id"] for one in held["services"]] == [
        record_id(SERVICE, heron.pk), record_id(SERVICE, heron.pk + 1)
    ]  # fmt: skip
    assert "services" not in get(f"organizations/{ids['Umbrella']}")
    full = get("organizations", full_service="true")["contents"]
    assert [len(one["services"]) for one in full] == [2, 1]
    assert faults("organization", full[0]) == []
    assert [one["name"] for one in get("organizations", search="umbre")["contents"]] == ["Umbrella"]
    assert alone.pk


def test_around_a_zip_code_in_metres_and_around_a_point():
    make.clinic(name="Delray")
    make.clinic(name="Boca", town="boca")
    make.clinic(name="Austin", town="austin")
    make.clinic(name="Nowhere", latitude=None, longitude=None)
    assert names("services", postcode="33444") == ["Delray", "Boca"]
    assert names("services", postcode="33444", proximity=5000) == ["Delray"]
    here = {"lat": "26.4615", "lon": "-80.0728"}
    assert names("services", **here, radius=11_000) == ["Delray"]
    assert names("services", **here, radius=12_000) == ["Delray", "Boca"]
    places = get("service_at_locations", **here, radius=1)["contents"]
    assert [one["location"]["name"] for one in places] == ["Delray"]


def test_words_are_those_of_the_search_page():
    make.clinic(name="Heron", yes="route.lozenge")
    make.clinic(name="Egret", offers_none=True)
    assert names("services", search="heron") == ["Heron"]
    assert names("services", search="egret") == ["Egret"]
    assert names("services", search="lozenge") == ["Heron"]
    assert [one["code"] for one in get("taxonomy_terms", search="spravato")["contents"]] == [
        "route.esketamine-nasal", "accreditation.rems-certified", "price.session.esketamine-nasal",
    ]  # fmt: skip


def test_what_changed_since_a_moment():
    make.clinic(name="Heron")
    (one,) = get("services")["contents"]
    assert names("services", modified_after=one["last_modified"]) == ["Heron"]
    assert names("services", modified_after="2000-01-01") == ["Heron"]
    assert names("services", modified_after="2999-01-01T00:00:00Z") == []


def test_terms_below_another_one():
    top = get("taxonomy_terms", top_only="true", taxonomy_id=term_id("checklist"), per_page=1000)
    codes = [one["code"] for one in top["contents"]]
    assert codes[:2] + codes[-2:] == ["condition", "route", "number", "price"]
    below = get("taxonomy_terms", parent_id=term_id("number"))["contents"]
    assert below[0]["code"] == "number.sessions_in_course"
    assert below[0]["term_uri"].endswith(f"/hsds/taxonomy_terms/{below[0]['id']}")


@pytest.mark.parametrize(
    ("path", "query", "errors"),
    [
        (
            "services",
            {"serch": "x"},
            {"serch": ["“serch” is not a parameter here. Did you mean “search”?"]},
        ),
        ("", {"page": "1"}, {"page": ["“page” is not a parameter here."]}),
        ("openapi.json", {"a": ""}, {"a": ["“a” is not a parameter here."]}),
        ("services", {"page": "0"}, {"page": ["“page” is a whole number from 1 to 1,000,000."]}),
        ("services", {"page": "1.5"}, {"page": ["“page” is a whole number from 1 to 1,000,000."]}),
        ("services", {"page": "١"}, {"page": ["“page” is a whole number from 1 to 1,000,000."]}),
        (
            "services",
            {"per_page": "1001"},
            {"per_page": ["At most 1,000 records of this kind fit on a page."]},
        ),
        (
            "services",
            {"per_page": "101", "full": "true"},
            {"per_page": ["At most 100 records of this kind fit on a page."]},
        ),
        ("services", {"full": "1"}, {"full": ["“full” is true or false."]}),
        ("services", {"format": "xml"}, {"format": ["“format” is json or ndjson."]}),
        (
            "services",
            {"format": "ndjson", "page": "1"},
            {"page": ["ndjson streams all records: it has no “page”."]},
        ),
        (
            "services",
            {"taxonomy_term_id": "crps"},
            {"taxonomy_term_id": ["“taxonomy_term_id” is an id, which is a UUID."]},
        ),
        (
            "services",
            {"taxonomy_term_id": NOBODY},
            {
                "taxonomy_term_id": [
                    "No record can be found by this term: see /hsds/taxonomy_terms."
                ]
            },
        ),
        (
            "services",
            {"taxonomy_id": NOBODY},
            {"taxonomy_id": ["We have no such taxonomy: see /hsds/taxonomies."]},
        ),
        (
            "services",
            {"organization_id": NOBODY},
            {"organization_id": ["No organization has had this id here."]},
        ),
        (
            "services",
            {"modified_after": "yesterday"},
            {
                "modified_after": [
                    "“modified_after” is a moment such as 2026-03-01T10:00:00Z; write + as %2B."
                ]
            },
        ),
        (
            "services",
            {"postcode": "3344"},
            {"postcode": ["“postcode” is a ZIP code of five digits."]},
        ),
        ("services", {"postcode": "00000"}, {"postcode": ["We know no such ZIP code."]}),
        ("services", {"proximity": "5"}, {"proximity": ["“proximity” needs a “postcode”."]}),
        ("services", {"lat": "1"}, {"lat": ["Give both “lat” and “lon”."]}),
        ("services", {"lat": "nan", "lon": "1"}, {"lat": ["“lat” is degrees from -90 to 90."]}),
        (
            "services",
            {"lat": "91", "lon": "181"},
            {
                "lat": ["“lat” is degrees from -90 to 90."],
                "lon": ["“lon” is degrees from -180 to 180."],
            },
        ),
        ("services", {"search": "x" * 10_000}, {"search": ["This cannot be read as “search”."]}),
        ("services", {"search": "a\0b"}, {"search": ["This cannot be read as “search”."]}),
        ("services", {"search": " "}, {"search": ["This cannot be read as “search”."]}),
        ("organizations", {"minimal": "true"}, {"minimal": ["“minimal” is not a parameter here."]}),
        (
            "services",
            {"minimal": "true", "full": "true"},
            {"minimal": ["A record is “minimal” or “full”, not both."]},
        ),
    ],
)
def test_bad_questions_are_refused_in_words(path, query, errors):
    assert told(path, **query) == (400, errors)


@pytest.mark.parametrize(
    "path", ["", "services", "organizations", "taxonomy_terms", "openapi.json"]
)
@pytest.mark.parametrize("bytes_", ["%ff", "%c3", "%ed%a0%80", "a%c0%80"])
def test_bytes_that_are_no_text_are_refused_and_never_looked_for(path, bytes_):
    for query, name in ((f"search={bytes_}", "search"), (f"{bytes_}=x", None)):
        errors = told(f"{path}?{query}")[1]
        assert list(errors.values()) == [["This is not text in UTF-8."]]
        assert name is None or list(errors) == [name]


def test_a_parameter_that_is_said_twice_is_refused():
    answer = Client().get("/hsds/services?page=1&page=2")
    assert (answer.status_code, answer.json()["errors"]) == (400, {"page": ["Say “page” once."]})


@pytest.mark.parametrize("path", [
    "services/x", "services/", "nothing", f"services/{NOBODY}", f"taxonomies/{NOBODY}",
    f"taxonomy_terms/{NOBODY}", f"organizations/{NOBODY}", "services/a/b",
])  # fmt: skip
def test_what_is_nowhere_is_404(path):
    make.clinic()
    assert told(path) == (404, {})


def test_what_was_taken_off_is_gone_and_what_never_was_public_is_nowhere():
    paths = {}
    for status in ("hidden", "removed", "merged", "closed"):
        clinic = rich(name=status, organization="Umbrella", street=status)
        paths[status] = record_id(SERVICE, clinic.pk)
        more = {"hidden_for": "danger"} if status == "hidden" else {}
        more |= {"merged_into": make.clinic()} if status == "merged" else {}
        Clinic.objects.filter(pk=clinic.pk).update(status=status, **more)
    waiting = make.clinic(published=False)
    assert {s: told(f"services/{id}")[0] for s, id in paths.items()} == dict.fromkeys(paths, 410)
    assert told(f"service_at_locations/{record_id('service_at_location', clinic.pk)}")[0] == 410
    assert told(f"organizations/{record_id('organization', clinic.organization_id)}")[0] == 410
    assert told(f"services/{record_id(SERVICE, waiting.pk)}")[0] == 404
    assert get("services")["total_items"] == 1


def test_a_paused_clinic_is_temporarily_closed():
    clinic = rich()
    Clinic.objects.filter(pk=clinic.pk).update(status="paused", paused_until=make.days_ago(-9))
    (one,) = get("services")["contents"]
    alert = f"Takes no patients until {day(make.days_ago(-9))}."
    assert (one["status"], one["alert"]) == ("temporarily closed", alert)
    Clinic.objects.filter(pk=clinic.pk).update(paused_until=make.days_ago(1))
    (one,) = get("services")["contents"]
    assert (one["status"], "alert" in one) == ("active", False)


def test_the_trail_has_roles_and_names_nobody():
    clinic = rich()
    by = {"actor": "moderator", "by_id": make.moderator().pk, "clinic_id": clinic.pk}
    after = {"phone": "+1 561-555-0199", "listed_by": "x"}
    Event.objects.create(
        **by, verb="changed", target="clinic", target_id=clinic.pk, before={"phone": ""},
        after=after, why="Mo Moderator called",
    )  # fmt: skip
    Event.objects.create(
        **by, verb="decided", target="proposal", target_id=1, after={"phone": "secret"}
    )
    whole = get(f"services/{record_id(SERVICE, clinic.pk)}")
    assert {row["updated_by"] for row in whole["metadata"]} == {"operator", "moderator"}
    last = whole["metadata"][-1]
    assert [last["field_name"], last["previous_value"], last["replacement_value"]] == [
        "phone", "", "+1 561-555-0199",
    ]  # fmt: skip
    assert last["updated_by"] == "moderator"
    text = json.dumps(whole)
    assert ("Mo Moderator" in text, "secret" in text, "listed_by" in text) == (False, False, False)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(method):
    answer = getattr(Client(), method)("/hsds/services")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer["Content-Type"] == "application/problem+json"


def test_head_options_and_etags():
    make.clinic()
    whole = Client().get("/hsds/services")
    head = Client().head("/hsds/services")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
    assert Client().options("/hsds/services").status_code == 204
    assert Client().get("/hsds/services", HTTP_IF_NONE_MATCH=whole["ETag"]).status_code == 304
    assert Client().get("/hsds/services", HTTP_IF_NONE_MATCH="*").status_code == 304
    make.clinic()
    assert Client().get("/hsds/services", HTTP_IF_NONE_MATCH=whole["ETag"]).status_code == 200


QUERIES = [
    ("", {}, 0), ("openapi.json", {}, 0), ("taxonomies", {}, 0), ("taxonomy_terms", {}, 0),
    ("services", {}, 6), ("services", {"full": "true"}, 6), ("services", {"minimal": "true"}, 3),
    ("services", {"postcode": "33444"}, 7), ("service_at_locations", {"full": "true"}, 6),
    ("organizations", {}, 2), ("organizations", {"full": "true"}, 4),
    ("organizations", {"full_service": "true"}, 7),
]  # fmt: skip


@pytest.mark.parametrize("clinics", [1, 3])
def test_queries_do_not_grow_with_what_is_found(clinics):
    for number in range(clinics):
        rich(name=f"{number}", organization="", street=f"{number} Main St")
    found = []
    for path, query, _count in QUERIES:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(f"/hsds/{path}?{urlencode(query)}").status_code == 200
        sent = [query["sql"].lstrip("( ").lower() for query in queries]
        found.append((path, query, sum(sql.startswith(("select", "with")) for sql in sent)))
    assert found == QUERIES


def test_its_description_has_every_list_and_parameter():
    said = get("openapi.json")
    assert said["openapi"] == "3.1.0"
    listed = {p["name"] for p in said["paths"]["/services"]["get"]["parameters"]}
    assert listed == {
        "search", "page", "per_page", "format", "taxonomy_term_id", "taxonomy_id",
        "organization_id", "modified_after", "full", "minimal", "postcode", "proximity",
        "lat", "lon", "radius",
    }  # fmt: skip
    for path in said["paths"]:
        if "{id}" not in path:
            assert Client().get(f"/hsds{path}").status_code == 200
