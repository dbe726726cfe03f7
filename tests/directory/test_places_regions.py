"""Regions of one county or several: searched as they lie, around their point, and linked to."""

import csv

import pytest
from django.http import QueryDict
from django.test import Client

from clinics.geo import Point
from clinics.models import Clinic
from directory.places.locate import locate, region_area, suggest
from directory.places.models import Place
from directory.places.regions import FILES, nicknames, regions
from directory.search.filters import clinics_that_answer
from directory.search.question import ask
from directory.search.search import search
from tests import make

pytestmark = pytest.mark.django_db

OAKLAND = {"city": "Oakland", "state": "CA", "latitude": 37.80, "longitude": -122.27,
           "county_fips": 6001}  # fmt: skip
SAN_JOSE = {"city": "San Jose", "state": "CA", "latitude": 37.34, "longitude": -121.89,
            "county_fips": 6085}  # fmt: skip
SACRAMENTO = {"city": "Sacramento", "state": "CA", "latitude": 38.58, "longitude": -121.49,
              "county_fips": 6067}  # fmt: skip


@pytest.fixture
def clinics():
    """Two clinics in two counties of the Bay Area, and a rival in the next county."""
    return [make.clinic(name=where["city"], **where)
            for where in (OAKLAND, SAN_JOSE, SACRAMENTO)]  # fmt: skip


def found(query: str) -> list[str]:
    """The towns that a search finds, by both ways to answer."""
    question = ask(QueryDict(query))
    keys = [one.clinic_id for one in search(question).page]
    towns = [Clinic.objects.get(pk=key).city for key in keys]
    plain = clinics_that_answer(question, Clinic.objects.published())
    assert [clinic.city for clinic in plain] == towns
    return sorted(towns)


def test_a_region_is_searched_as_it_lies_and_around_its_point_with_a_radius(clinics):
    assert found("near=Bay+Area") == ["Oakland", "San Jose"]
    assert found("near=Bay+Area&radius=10") == ["Oakland"]
    assert found("near=Bay+Area&radius=100") == ["Oakland", "Sacramento", "San Jose"]
    assert found("near=Wine+Country") == []


def test_the_page_and_the_api_name_the_region_and_a_saved_link_finds_it_again(clinics):
    page = Client().get("/search/?near=the+SF+Bay+Area").content.decode()
    assert "2 clinics in the Bay Area, CA" in page
    around = Client().get("/search/?near=Bay+Area&radius=25").content.decode()
    assert "within 25 miles of the Bay Area, CA" in around
    answer = Client().get("/api/v1/clinics?near=bay+area&page_size=1").json()
    assert answer["origin"]["label"] == "the Bay Area, CA"
    assert answer["next"].endswith("/api/v1/clinics?near=Bay+Area%2C+CA&page=2&page_size=1")
    again = Client().get(answer["next"]).json()
    assert (again["count"], again["origin"]) == (2, answer["origin"])


def test_every_region_is_found_again_by_its_own_words_and_by_each_of_its_names():
    for spelled, region in regions().items():
        area = region_area(region)
        assert locate(region.query).area == area
        assert region_area(regions()[spelled]) == area
    assert len(set(regions().values())) == 114


def test_every_county_of_a_region_and_every_town_of_a_nickname_is_in_the_gazetteer():
    counties = set(Place.objects.filter(kind="county").values_list("county", flat=True))
    assert {fips for one in regions().values() for fips in one.counties} - counties == set()
    towns = set(Place.objects.filter(kind="town").values_list("key", "state"))
    assert {(one.key, one.state) for one in nicknames().values()} - towns == set()


def test_no_name_of_a_region_is_a_nickname_and_no_name_is_given_twice():
    names = []
    for name in ("regions.csv", "nicknames.csv"):
        with (FILES / name).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                also = [one for one in row["also"].split("|") if one]
                names += [row["label"].removeprefix("the "), *also] if "label" in row else also
    assert len(names) == len(set(names))
    assert regions().keys() & nicknames().keys() == set()


def test_the_point_of_a_region_is_where_its_people_live_on_average():
    assert regions()["bayarea"].point == Point(latitude=37.73174, longitude=-122.15333)
    assert regions()["capecod"].point == Point(latitude=41.69481, longitude=-70.33012)


def test_a_region_is_suggested_among_what_begins_so_the_most_people_first():
    labels = [area.label for area in suggest("long isl")]
    assert labels[:2] == ["Long Island, NY", "Long Island City, NY"]
    assert [area.label for area in suggest("bay area")][:1] == ["the Bay Area, CA"]
    assert "Tampa Bay, FL" not in [area.label for area in suggest("bay area")]
