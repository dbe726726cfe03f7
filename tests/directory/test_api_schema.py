"""The API's description of itself is true: tools that read it get what it promises."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import schemathesis
from django.test.client import ClientHandler
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Item
from directory.api import openapi as described
from directory.api.links import LINKS
from directory.search.parameters import RADII
from tests import make
from tests.one_more_item import one_more_item

pytestmark = pytest.mark.django_db

PATHS = ("changes", "checklist", "clinics", "clinics.geojson", "clinics/{slug}", "places")
PLAIN = {"Accept-Encoding": "identity"}
"""Without it, answers are compressed, and this way of asking does not unpack them."""
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
load_all_checks()


def application(environ, start_response):
    """The site as a WSGI application inside the test's own transaction."""
    answer = ClientHandler(enforce_csrf_checks=False)(environ)
    start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
    return [answer.content]


@pytest.fixture
def api(db, settings):
    """The API as its description tells it, with clinics behind it."""
    settings.OPEN_DATA_A_MINUTE = {"api": 10**6, "api-search": 10**6}
    make.clinic(slug="pelican-key", yes="condition.crps", no="access.parking",
                facts=[make.fact("staff.psychiatrist", confirmed="register"),
                       make.fact("number.sessions_in_course", 6)],
                prices={"price.consultation": 200, "price.session": 400})  # fmt: skip
    make.clinic(slug="bare", latitude=None, longitude=None, town="austin", source="import")
    make.clinic(slug="draft", published=False)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


def asking(examples: int, **words) -> settings:
    """So many examples, the same each time."""
    return settings(max_examples=examples, deadline=None, derandomize=True, database=None,
                    suppress_health_check=list(HealthCheck), **words)  # fmt: skip


def asked_at_random(api, path: str, examples: int) -> Counter[int]:
    """Ask one address of whatever it may be asked; how often it answered with which status."""
    statuses = Counter[int]()

    @asking(examples)
    @given(case=api[f"/api/v1/{path}"]["GET"].as_strategy())
    def ask(case):
        answer = case.call(headers=PLAIN)
        case.validate_response(answer, checks=CHECKS)
        statuses[answer.status_code] += 1

    ask()
    return statuses


def followed_at_random(api, examples: int, steps: int) -> Counter[tuple[str, int]]:
    """Go from answer to answer by the links; how often each operation answered how."""
    statuses = Counter[tuple[str, int]]()

    class Asking(api.as_state_machine()):
        """Asks, goes on from an answer by one of its links, and asks again."""

        def get_call_kwargs(self, case):
            """Uncompressed."""
            return {"headers": PLAIN}

        def validate_response(self, response, case, **_more):
            """The answer is as described."""
            case.validate_response(response, checks=CHECKS)
            operation = case.operation.definition.raw["operationId"]
            statuses[operation, response.status_code] += 1

    Asking.run(settings=asking(examples, stateful_step_count=steps))
    return statuses


@pytest.mark.parametrize("path", PATHS)
def test_whatever_is_asked_the_answer_is_as_described(api, path):
    statuses = asked_at_random(api, path, 20)
    assert set(statuses) <= {200, 400, 404}
    assert sum(statuses.values()) >= (1 if path == "checklist" else 20)  # that has one parameter
    assert sum(statuses.values()) >= (20 if path != "checklist" else 2)


def test_whoever_follows_the_links_gets_what_is_described(api):
    statuses = followed_at_random(api, 30, 4)
    assert {status for _operation, status in statuses} <= {200, 400, 404}
    assert sum(n for (_operation, status), n in statuses.items() if status == 200) >= 1


BEGINS = {
    "getChecklist": ("/api/v1/checklist", {}),
    "findClinics": ("/api/v1/clinics", {"condition": "crps"}),
    "mapClinics": ("/api/v1/clinics.geojson", {"condition": "crps"}),
    "getClinic": ("/api/v1/clinics/pelican-key", {}),
    "suggestPlaces": ("/api/v1/places", {"q": "delray"}),
}
"""By operation: a question with a good answer. Changes show only what is committed."""


def test_each_link_of_a_good_answer_leads_to_a_good_answer(api, client):
    ways = {operation: path for operation, (path, _asked) in BEGINS.items()}
    assert set(LINKS) - set(BEGINS) == {"followChanges"}
    for operation, question in BEGINS.items():
        answer = client.get(*question)
        assert answer.status_code == 200
        for target, asked, _words in LINKS[operation].values():
            ((name, pointer),) = asked.items()
            value = answer.json()
            for key in pointer.removeprefix("$response.body#/").split("/"):
                value = value[int(key) if isinstance(value, list) else key]
            if target == "getClinic":
                onward = client.get(f"/api/v1/clinics/{value}")
            else:
                onward = client.get(ways[target], {name: value})
            assert onward.status_code == 200


def test_every_link_leads_to_an_operation_and_its_parameters(document):
    operations = {path["get"]["operationId"]: path["get"] for path in document["paths"].values()}
    linked = [link for operation in operations.values()
              for link in operation["responses"]["200"].get("links", {}).values()]  # fmt: skip
    assert len(linked) == sum(map(len, LINKS.values())) == 7
    for link in linked:
        taken = {one["name"] for one in operations[link["operationId"]]["parameters"]}
        assert set(link["parameters"]) <= taken


def test_a_clinic_with_everything_stated_is_as_described(api):
    for slug in ("pelican-key", "bare"):
        case = api["/api/v1/clinics/{slug}"]["GET"].Case(path_parameters={"slug": slug})
        answer = case.call(headers=PLAIN)
        assert answer.status_code == 200
        case.validate_response(answer, checks=CHECKS)
    for asked in ({"near": "33444", "max_course_price": 9000}, {"condition": ["crps"]}, {}):
        case = api["/api/v1/clinics"]["GET"].Case(query=asked)
        answer = case.call(headers=PLAIN)
        assert answer.json()["count"] >= 1
        case.validate_response(answer, checks=CHECKS)


@pytest.fixture
def document(client):
    """The description as JSON."""
    answer = client.get("/api/v1/openapi.json")
    assert answer["Content-Type"] == "application/json"
    return answer.json()


def parameters(document, path="clinics"):
    """The schemas of the search parameters by name."""
    operation = document["paths"][f"/api/v1/{path}"]["get"]
    return {one["name"]: one["schema"] for one in operation["parameters"]}


def test_it_is_valid_openapi_3_1(document):
    assert document["openapi"] == "3.1.1"
    validate_schema(document)
    assert list(document["paths"]) == [
        "/api/v1/changes", "/api/v1/checklist", "/api/v1/clinics", "/api/v1/clinics.geojson",
        "/api/v1/clinics/{slug}", "/api/v1/places",
    ]  # fmt: skip
    assert [path["get"]["operationId"] for path in document["paths"].values()] == [
        "followChanges", "getChecklist", "findClinics", "mapClinics", "getClinic", "suggestPlaces",
    ]  # fmt: skip


def test_every_parameter_and_code_of_the_search_is_in_it(document):
    known = parameters(document)
    groups = [group.code for group in CHECKLIST.groups]
    others = ["near", "lat", "lon", "radius", "unit", "q", "verified", "confirmed", "nice", "not",
              "offers", "checked_within", "max_course_price", "sort", "page", "cursor",
              "page_size", "lang"]  # fmt: skip
    assert sorted(known) == sorted(groups + others)
    for group in CHECKLIST.groups:
        assert known[group.code]["items"]["enum"] == [item.code for item in group.items]
    assert known["confirmed"]["items"]["enum"] == list(CHECKLIST.confirmable)
    assert known["radius"] == {"type": "integer", "enum": list(RADII)}
    assert known["lat"] == {"type": "number", "minimum": -90, "maximum": 90}
    assert known["page_size"] == {
        "type": "integer", "minimum": 1, "maximum": 100, "default": 20,
    }  # fmt: skip
    assert known["offers"] == {"type": "string", "enum": ["ketamine", "any"],
                               "default": "ketamine"}  # fmt: skip
    assert known["near"] == {"type": "string", "maxLength": 120}
    on_map = parameters(document, "clinics.geojson")
    assert on_map.pop("bbox")["type"] == "string"
    assert known.pop("cursor") == {"type": "string", "minLength": 1, "maxLength": 300}
    assert on_map == known


def test_a_new_item_is_described_at_once(client, document):
    assert "sound-bath" not in json.dumps(document)
    with one_more_item("aftercare", Item(bit=190, code="sound-bath", label="Sound bath")):
        grown = client.get("/api/v1/openapi.json").json()
        page = client.get("/api/v1/docs").content.decode()
    assert "sound-bath" in parameters(grown)["aftercare"]["items"]["enum"]
    assert "Sound bath" in page


def test_nothing_is_described_that_has_no_reader(document):
    used = {
        word.rsplit("/", 1)[-1]
        for word in json.dumps(document).split('"')
        if word.startswith("#/components/schemas/")
    }
    assert used == set(document["components"]["schemas"])


def test_the_page_for_people_needs_no_script_and_sets_no_cookie(client, document):
    answer = client.get("/api/v1/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    for path in document["paths"]:
        assert f"GET {path}" in page
    for name in parameters(document):
        assert f"<code>{name}</code>" in page
    assert "style=" not in page
    assert "<style" not in page
    assert client.post("/api/v1/docs").status_code == 405


@pytest.mark.parametrize("example", ["getChecklist", "findClinics", "mapClinics", "suggestPlaces"])
def test_the_examples_on_the_page_work(client, document, example):
    page = client.get("/api/v1/docs").content.decode()
    path = next(p for p, said in document["paths"].items() if said["get"]["operationId"] == example)
    link = page.split(f'<a href="{path}?', 1)[1].split('"', 1)[0]
    assert client.get(f"{path}?{link.replace('&amp;', '&')}").status_code == 200


def test_it_is_made_once_however_many_ask_at_once():
    described._document.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _number: described.openapi(), range(8)))
    assert all(one is made[0] for one in made)


def test_the_description_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/api/v1/openapi.json")
    with django_assert_num_queries(0):
        client.get("/api/v1/docs")
