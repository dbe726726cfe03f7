"""Cursors lead through a list once, whatever changes meanwhile, and say nothing of who asks."""

from base64 import urlsafe_b64encode
from random import Random

import pytest
from django.db import connection

from clinics.listing.actions.insert_many import insert_many
from clinics.models import Clinic
from directory.api import onward
from directory.devserver.synthetic import synthetic_drafts
from directory.search.parameters import SORTS
from tests import make
from tests.directory.test_search_edited import edit, little_room  # noqa: F401

pytestmark = pytest.mark.django_db

CLINICS = "/api/v1/clinics"
ORDERS = [code for code, _label in SORTS]


def get(client, url=CLINICS, **asked):
    """The JSON of an address that answers."""
    answer = client.get(url, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def refused(client, **asked):
    """The words at the parameter that is wrong."""
    answer = client.get(CLINICS, asked)
    assert answer.status_code == 400
    return {error["parameter"]: [error["detail"]] for error in answer.json()["errors"]}


def all_of(client, **asked):
    """The slugs in order, followed from the beginning by `next`."""
    said, seen = get(client, **asked), []
    while True:
        seen += [clinic["slug"] for clinic in said["results"]]
        if said["next"] is None:
            return seen
        said = get(client, said["next"])


def asked_in(order):
    """A question in an order: of places around one, and of all that is nice to have."""
    place = {"near": "New York, NY", "radius": 250} if order != "name" else {}
    return {
        "offers": "any",
        "sort": order,
        "nice": ["condition.crps", "insurance.medicare"],
        **place,
    }


@pytest.mark.parametrize("order", ORDERS)
def test_cursors_and_pages_lead_through_the_same_clinics_in_the_same_order(client, order):
    insert_many(synthetic_drafts(150, seed=13), actor="operator", publish=True)
    make.clinic(name="amber bay", latitude=None, longitude=None, state="NY")
    asked = asked_in(order)
    by_pages = all_of(client, **asked, page_size=100)
    assert all_of(client, **asked, page_size=7, cursor="*") == by_pages
    assert len(by_pages) == len(set(by_pages)) == get(client, **asked)["count"] > 5


def rows() -> dict[int, str]:
    """What the search knows of each clinic."""
    with connection.cursor() as cursor:
        cursor.execute("select r.clinic_id, r::text from clinics_searchrow r")
        return dict(cursor.fetchall())


@pytest.mark.usefixtures("little_room")
@pytest.mark.parametrize("order", ORDERS)
def test_nothing_comes_twice_and_nothing_is_missed_while_clinics_come_go_and_change(client, order):
    insert_many(synthetic_drafts(200, seed=14), actor="operator", publish=True)
    random, keys = Random(order), list(Clinic.objects.values_list("pk", flat=True))
    asked = asked_in(order) | {"radius": 250, "near": "New York, NY"}
    before = rows()
    slugs = dict(Clinic.objects.values_list("pk", "slug"))
    expected = all_of(client, **asked, page_size=100)
    said, seen = get(client, **asked, page_size=5, cursor="*"), []
    while True:
        seen += [clinic["slug"] for clinic in said["results"]]
        if said["next"] is None:
            break
        edit(random, keys)
        now = rows()
        before = {clinic: said for clinic, said in before.items() if now.get(clinic) == said}
        said = get(client, said["next"])
    unchanged = {slugs[clinic] for clinic in before}
    assert [slug for slug in seen if slug in unchanged] == [
        slug for slug in expected if slug in unchanged
    ]
    assert 3 < len(unchanged & set(expected)) < len(expected)


def test_a_clinic_that_ended_the_page_may_go_and_what_follows_still_comes(client):
    for name in ("Ada", "Bea", "Cam", "Dee"):
        make.clinic(name=name, slug=name.lower())
    said = get(client, page_size=2, cursor="*")
    assert [c["slug"] for c in said["results"]] == ["ada", "bea"]
    Clinic.objects.filter(slug="bea").delete()
    make.clinic(name="Abe", slug="abe")
    make.clinic(name="Bob", slug="bob")
    said = get(client, said["next"])
    assert ([c["slug"] for c in said["results"]], said["count"]) == (["bob", "cam"], 5)
    assert [c["slug"] for c in get(client, said["next"])["results"]] == ["dee"]


def test_clinics_of_one_name_come_by_their_keys(client):
    for number in range(5):
        make.clinic(name="The same", slug=f"same-{number}")
    assert all_of(client, page_size=2, cursor="*") == [f"same-{number}" for number in range(5)]


@pytest.mark.parametrize("letter", ["x", "É", "诊"])
def test_a_cursor_is_short_however_long_the_name_is(client, letter):
    for number in range(4):
        make.clinic(name=f"{letter * 190} {number}", slug=f"long-{number}")
    said = get(client, page_size=2, cursor="*")
    cursor = said["next"].split("cursor=")[1]
    assert len(cursor) < 300
    assert [c["slug"] for c in get(client, said["next"])["results"]] == ["long-2", "long-3"]


def test_what_follows_and_what_came_before_stand_in_the_header_too(client):
    for _ in range(3):
        make.clinic()
    pages = client.get(f"{CLINICS}?page=2&page_size=1")
    said = pages.json()
    assert pages["Link"] == f'<{said["next"]}>; rel="next", <{said["previous"]}>; rel="prev"'
    cursors = client.get(f"{CLINICS}?cursor=*&page_size=2")
    said = cursors.json()
    assert cursors["Link"] == f'<{said["next"]}>; rel="next"'
    assert said["previous"] is None
    last = client.get(said["next"])
    assert "Link" not in last
    assert last.json()["next"] is None


def test_pages_end_where_only_a_cursor_goes_on(client, monkeypatch):
    monkeypatch.setattr(onward, "DEEPEST", 4)
    for number in range(6):
        make.clinic(name=f"Clinic {number}", slug=f"clinic-{number}")
    assert all_of(client, page_size=2) == [f"clinic-{number}" for number in range(6)]
    assert "cursor=n" in get(client, page=2, page_size=2)["next"]
    answer = client.get(CLINICS, {"page": 3, "page_size": 2})
    assert (answer.status_code, answer.json()["type"]) == (400, "/api/v1/docs#too-deep")
    assert "cursor=*" in answer.json()["detail"]
    assert "/data/" in answer.json()["detail"]


def test_there_are_ten_thousand_clinics_of_pages():
    assert onward.DEEPEST == 10_000


def test_a_cursor_says_nothing_of_who_asks(client):
    for slug in ("a", "b", "c"):
        make.clinic(name=slug, slug=slug, yes="condition.crps condition.depression")
    questions = ({}, {"condition": "crps"}, {"q": "depression"}, {"near": "33444", "sort": "name"},
                 {"near": "33432", "radius": 50, "sort": "name"})  # fmt: skip
    nexts = [get(client, **asked, page_size=1, cursor="*")["next"] for asked in questions]
    assert len({url.split("cursor=")[1] for url in nexts}) == 1


def of(letter, *parts):
    """A cursor that was made up."""
    return letter + urlsafe_b64encode(b"".join(parts)).decode().rstrip("=")


KEY, NAN = (7).to_bytes(8, "big"), b"\x7f\xf8" + bytes(6)


@pytest.mark.parametrize(
    "cursor",
    ["x", "**", "n", "n!", "n====", "nAAAA", of("x", KEY), of("d", KEY, b"12"), of("d", KEY, NAN),
     of("n", KEY) + "=", of("n", KEY)[:-1] + "9", of("n", KEY, b"x" * 201), "n" + "A" * 9999, "né",
     "n\x00", " n"],
)  # fmt: skip
def test_what_is_no_cursor_is_said_at_its_parameter(client, cursor):
    make.clinic()
    [error] = refused(client, cursor=cursor).items()
    assert error == ("cursor", [
        "This is not a cursor. Take it from `next` of an answer, or begin with `*`."])  # fmt: skip


@pytest.mark.parametrize(
    "cursor", [of("d", KEY, bytes(8)), of("r", KEY, bytes(16)), of("c", KEY), of("m", KEY)]
)
def test_a_cursor_of_another_order_is_refused(client, cursor):
    make.clinic()
    order = {"r": "rating", "c": "course_price", "m": "match"}.get(cursor[0], "name")
    assert refused(client, cursor=cursor, sort=order) == {
        "cursor": ["This cursor belongs to another question. Begin anew with `*`."]
    }


def test_one_cursor_or_one_page(client):
    make.clinic()
    assert refused(client, cursor="*", page="1") == {
        "cursor": ["Give either a page or a cursor, not both."]
    }
    assert refused(client, cursor=["*", "*"]) == {"cursor": ["“cursor” was given more than once."]}
    assert get(client, cursor="")["count"] == 1


def test_pages_for_people_and_the_map_know_no_cursor(client):
    assert client.get("/search/?cursor=*").status_code == 400
    assert client.get("/api/v1/clinics.geojson?cursor=*").status_code == 400


def test_queries_behind_a_cursor(client, django_assert_num_queries):
    for _ in range(3):
        make.clinic()
    following = get(client, page_size=1, cursor="*")["next"]
    with django_assert_num_queries(6):
        get(client, following)
