"""The gazetteer's table: what it holds, how it is filled, what it refuses."""

from io import StringIO
from shutil import copytree

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from clinics.geo import Box, Point
from directory.places import load
from directory.places.load import FILES, Loaded, PlacesRefused, load_places, read_places
from directory.places.models import Place

pytestmark = pytest.mark.django_db

COUNTS = {"zip": 41_706, "town": 35_101, "county": 3_231, "state": 57}
TOWN = {
    "kind": "town",
    "code": "XX-nowhere",
    "name": "Nowhere",
    "key": "nowhere",
    "state": "FL",
    "latitude": 26.5,
    "longitude": -80.1,
}
BOX = {"west": -81.0, "south": 26.0, "east": -80.0, "north": 27.0}


@pytest.fixture
def files(tmp_path):
    """A copy of the gazetteer's files that a test may spoil."""
    return copytree(FILES, tmp_path / "places")


def box_of(**of):
    place = Place.objects.get(**of)
    return Box(west=place.west, south=place.south, east=place.east, north=place.north)


def test_every_row_of_the_files_is_in_the_table():
    assert {kind: Place.objects.filter(kind=kind).count() for kind in COUNTS} == COUNTS


def test_a_second_load_changes_nothing_and_says_so():
    before = list(Place.objects.order_by("pk").values_list("pk", "kind", "code")[:1000])
    out = StringIO()
    call_command("load_places", stdout=out)
    assert out.getvalue() == "Places: nothing changed, 80,095 as they were.\n"
    assert list(Place.objects.order_by("pk").values_list("pk", "kind", "code")[:1000]) == before


def test_a_load_mends_what_differs_and_leaves_the_rest():
    Place.objects.create(**TOWN)
    Place.objects.filter(kind="zip", code="33444").delete()
    Place.objects.filter(kind="zip", code="33445").update(population=1)
    assert load_places(read_places()) == Loaded(created=1, updated=1, removed=1, unchanged=80_093)
    assert Place.objects.get(kind="zip", code="33445").population == 31_283


def test_a_load_that_fails_half_way_leaves_the_former_places():
    rows = read_places()
    with pytest.raises(IntegrityError, match="is duplicated"), transaction.atomic():
        load_places([*rows[:10], rows[9]])
    assert Place.objects.count() == 80_095


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("states.csv", None, r"states\.csv cannot be read: .*No such file"),
        ("zips.csv.gz", b"not packed", r"zips\.csv\.gz cannot be read: Not a gzipped file"),
        (
            "states.csv",
            b"code,name\nFL,Florida\n",
            r"states\.csv has other columns than code, name",
        ),
        ("counties.csv", b"", r"counties\.csv cannot be read: "),
    ],
)
def test_a_bad_file_is_named(files, monkeypatch, name, content, words):
    (files / name).unlink()
    if content is not None:
        (files / name).write_bytes(content)
    with pytest.raises(PlacesRefused, match=words):
        read_places(files)
    monkeypatch.setattr(load.read_places, "__defaults__", (files,))
    with pytest.raises(CommandError, match=f"Places were not loaded: {words}"):
        call_command("load_places")


def test_a_row_cut_short_is_named(files):
    lines = (files / "states.csv").read_text().splitlines()
    (files / "states.csv").write_text("\n".join([*lines[:3], "FL,Florida", *lines[4:]]))
    with pytest.raises(PlacesRefused, match=r"states\.csv, line 4: 2 cells\."):
        read_places(files)


def test_a_town_may_be_made_that_breaks_no_rule():
    Place.objects.create(**TOWN)
    Place.objects.create(**{**TOWN, "kind": "county", "code": "12999", "county": 12999, **BOX})


@pytest.mark.parametrize(
    ("claim", "change"),
    [
        ("areas_have_a_box", {"kind": "planet"}),
        ("point_is_on_the_earth", {"latitude": 90.1}),
        ("point_is_on_the_earth", {"latitude": -90.1}),
        ("point_is_on_the_earth", {"longitude": 180.1}),
        ("point_is_on_the_earth", {"longitude": -180.1}),
        ("areas_have_a_box", {**BOX}),
        ("areas_have_a_box", {"kind": "state"}),
        ("box_is_on_the_earth", {"kind": "state", **BOX, "east": None}),
        ("box_is_on_the_earth", {"kind": "state", **BOX, "west": -181}),
        ("box_is_on_the_earth", {"kind": "state", **BOX, "south": 28}),
        ("has_a_key", {"key": ""}),
        ("has_a_key", {"name": ""}),
        ("zip_has_five_digits", {"kind": "zip", "code": "3344", "key": "3344"}),
        ("zip_has_five_digits", {"kind": "zip", "code": "99998"}),
        ("state_is_two_letters", {"state": "fl"}),
        ("state_is_two_letters", {"state": ""}),
        ("county_is_its_code", {"kind": "county", "code": "12999", **BOX}),
        ("code_once", {"code": "4153132"}),
    ],
)
def test_the_table_refuses_what_cannot_be(claim, change):
    with pytest.raises(IntegrityError, match=f"directory_place_{claim}"), transaction.atomic():
        Place.objects.create(**{**TOWN, **change})


def test_a_point_may_lie_on_the_seam_and_on_a_pole():
    Place.objects.create(**{**TOWN, "latitude": 90, "longitude": 180})
    Place.objects.create(**{**TOWN, "code": "other", "latitude": -90, "longitude": -180})


def test_a_box_across_180_degrees_begins_in_the_east_and_ends_in_the_west():
    attu, anchorage = Point(latitude=52.9, longitude=173.0), Point(latitude=61.2, longitude=-149.9)
    seattle, tokyo = Point(latitude=47.6, longitude=-122.3), Point(latitude=35.7, longitude=139.7)
    alaska, aleutians = box_of(kind="state", code="AK"), box_of(kind="county", code="02016")
    for box in (alaska, aleutians):
        assert box.west > 0 > box.east
        assert box.holds(attu)
        assert not box.holds(seattle)
        assert not box.holds(tokyo)
    assert alaska.holds(anchorage)
    assert not aleutians.holds(anchorage)


def test_only_alaska_and_its_westernmost_areas_cross_180_degrees():
    crossing = [p.code for p in Place.objects.order_by("code") if p.west and p.west > p.east]
    assert crossing == ["02016", "AK"]


def test_every_area_holds_its_own_point_and_every_county_is_one_of_its_state():
    state_of = dict(Place.objects.filter(kind="county").values_list("county", "state"))
    strays = []
    for place in Place.objects.order_by("kind", "code"):
        if place.county and state_of[place.county] != place.state:
            strays.append(str(place))
        if place.west is not None:
            box = Box(west=place.west, south=place.south, east=place.east, north=place.north)
            if not box.holds(Point(latitude=place.latitude, longitude=place.longitude)):
                strays.append(str(place))
    assert strays == []


def test_names_of_counties_tell_their_kind():
    names = dict(Place.objects.filter(kind="county").values_list("code", "name"))
    assert (names["06059"], names["22071"], names["02020"], names["24510"]) == (
        "Orange County",
        "Orleans Parish",
        "Anchorage Municipality",
        "Baltimore city",
    )


def test_an_unknown_population_is_unknown_and_not_nobody():
    assert Place.objects.get(kind="zip", code="33482").population is None
    assert Place.objects.get(kind="zip", code="33444").population == 23_569
