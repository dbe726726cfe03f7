"""Who misses just one thing, and what must be met or is only nice to have."""

import pytest
from django.http import QueryDict

from clinics.models import Clinic
from directory.search.close import close_to
from directory.search.question import ask
from directory.search.search import searching
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def five():
    make.clinic(name="All", slug="all", yes="condition.crps insurance.medicare access.parking")
    make.clinic(name="No parking", slug="no-parking", yes="condition.crps insurance.medicare")
    make.clinic(name="Aetna", slug="aetna", yes="condition.crps insurance.aetna access.parking")
    make.clinic(name="Two missing", slug="two", yes="condition.crps")
    make.clinic(name="Elsewhere", slug="far", town="austin", yes="condition.crps access.parking")


ASKED = "near=33444&condition=crps&insurance=medicare&access=parking"


def close(query: str) -> tuple[int, list[str]]:
    with searching(ask(QueryDict(query))) as search:
        found = close_to(search)
    names = dict(Clinic.objects.values_list("pk", "name"))
    return found.count, sorted(names[one.clinic_id] for one in found.first)


def test_who_misses_one_thing_is_close(five):
    assert close(ASKED) == (2, ["Aetna", "No parking"])
    assert close(f"{ASKED}&insurance=aetna") == (1, ["No parking"])
    assert close("near=33444&condition=crps") == (0, [])
    assert close(f"{ASKED}&sort=match") == (0, [])
    assert close(f"{ASKED}&max_course_price=1") == (0, [])


def test_the_page_names_what_each_misses(client, five):
    page = seen(client.get(f"/search/?{ASKED}"))
    box = page.one(".close")
    assert box.one("h2").text == "Close: 2 more clinics miss one thing"
    names = [a.text for a in box.all("a")[:-1]]
    lines = dict(
        zip(names, [ticks.text.replace(" :", ":") for ticks in box.all("ul.ticks")], strict=True)
    )
    assert lines == {"Aetna": "Medicare: not stated", "No parking": "Parking: not stated"}
    assert "sort=match" in box.all("a")[-1]["href"]
    assert not seen(client.get("/search/?near=33444&condition=crps")).all(".close")


def test_a_chip_switches_between_must_and_nice_to_have(client, five):
    page = seen(client.get(f"/search/?{ASKED}"))
    switches = {a.text.replace(" :", ":"): a["href"] for a in page.all(".chip-switch")}
    assert sorted(switches) == [
        "nice to have: Complex regional pain syndrome (CRPS)", "nice to have: Medicare",
        "nice to have: Parking"]  # fmt: skip
    nice = client.get(switches["nice to have: Parking"])
    names = [li.one("h3").text for li in seen(nice).all("li.result")]
    assert names == ["All", "No parking"]
    back = {a.text.replace(" :", ":"): a["href"] for a in seen(nice).all(".chip-switch")}
    assert "access=parking" in back["must have: Parking, if possible"]
    kept = [
        box.attrs["value"] for box in seen(nice).all("input") if box.attrs.get("name") == "nice"
    ]
    assert kept == ["access.parking"] * 2  # of the search, and of the comparison


def test_a_way_of_giving_it_can_be_left_out_at_its_chip(client):
    make.clinic(name="Lozenge", yes="route.lozenge")
    make.clinic(name="Drip")
    page = seen(client.get("/search/?near=33444&route=lozenge"))
    links = {a.text.replace(" :", ":"): a["href"] for a in page.all(".chip-switch")}
    label = "Lozenge, troche or tablet"
    assert sorted(links) == [f"leave out: {label}", f"nice to have: {label}"]
    without = seen(client.get(links[f"leave out: {label}"]))
    assert [li.one("h3").text for li in without.all("li.result")] == ["Drip"]
    assert without.all(".chip-switch") == []


def test_an_order_in_words_beside_a_chosen_one_is_said_not_to_count(client):
    words = "The order that you chose counts, not the one in the words."
    assert words in client.get("/search/", {"q": "cheapest", "sort": "rating"}).content.decode()
    assert words not in client.get("/search/", {"q": "cheapest"}).content.decode()
