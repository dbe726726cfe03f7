"""The place that words mean."""

from dataclasses import replace

import pytest
from django.db.models import Value
from hypothesis import given, settings
from hypothesis import strategies as st

from clinics.geo import Point
from directory.places.area import areas
from directory.places.locate import Area, Located, locate, point_area, suggest
from directory.places.models import Place

pytestmark = pytest.mark.django_db

DELRAY_BEACH = Area(
    kind="town",
    label="Delray Beach, FL",
    point=Point(latitude=26.46146, longitude=-80.07282),
    state="FL",
    query="Delray Beach, FL",
)
ZIP_33444 = Area(
    kind="zip",
    label="33444 (Delray Beach, FL)",
    point=Point(latitude=26.45707, longitude=-80.0796),
    state="FL",
    query="33444",
)
ORANGE_COUNTIES = [f"Orange County, {s}" for s in ("CA", "FL", "NY", "NC", "TX", "VA", "VT", "IN")]


def labels(found):
    return [area.label for area in found]


def found(text):
    """The label of what was found, of nothing else."""
    located = locate(text)
    assert located.area, f"{text}: {located}"
    assert (located.candidates, located.suggestions) == ((), ())
    return located.area.label


@pytest.mark.parametrize(
    "text",
    [
        "33444",
        " 33444 ",
        "33444-1234",
        "33444 (Delray Beach, FL)",
        "Delray Beach, FL 33444",
        "FL 33444",
        "33444 Delray Beach",
        "1 Main St, Delray Beach, FL 33444",
        "12345 Main St, Delray Beach, FL 33444-1234",
        "Boynton Beach, FL 33444",
    ],
)
def test_a_zip_code_is_found_with_or_without_what_lies_around_it(text):
    assert locate(text) == Located(area=ZIP_33444)


@pytest.mark.parametrize(
    "text",
    [
        "Delray Beach, FL",
        "Delray Beach FL",
        "Delray Beach, Florida",
        "delray beach",
        "DELRAY BEACH florida",
        "Delray  Beach,fl",
        "Delray Bch, FL",
        "Delray Beach, FL, USA",
        "Delray Beach, F.L., U.S.A.",
        "city of Delray Beach",
    ],
)
def test_a_town_is_found_however_its_state_is_written(text):
    assert locate(text) == Located(area=DELRAY_BEACH)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("St Louis", "St. Louis, MO"),
        ("St. Louis", "St. Louis, MO"),
        ("Saint Louis", "St. Louis, MO"),
        ("N. Palm Beach", "North Palm Beach, FL"),
        ("North Palm Beach", "North Palm Beach, FL"),
        ("Palm Beach", "Palm Beach, FL"),
        ("Ft Lauderdale", "Fort Lauderdale, FL"),
        ("Mt Vernon, WA", "Mount Vernon, WA"),
        ("Cañon City", "Cañon City, CO"),
        ("Canon City", "Cañon City, CO"),
        ("Mc Lean VA", "McLean, VA"),
        ("O Fallon, MO", "O'Fallon, MO"),
        ("The Bronx", "Bronx, NY"),
        ("Boulder Co", "Boulder, CO"),
        ("Charleston West Virginia", "Charleston, WV"),
        ("San Juan PR", "San Juan, PR"),
        ("Baltimore", "Baltimore, MD"),
    ],
)
def test_abbreviations_accents_and_spaces_do_not_matter(text, label):
    assert found(text) == label


def test_a_name_in_several_states_is_the_most_populous_one_and_the_others_are_listed():
    located = locate("Austin")
    assert located.area.label == "Austin, TX"
    assert labels(located.others)[:2] == ["Austin, MN", "Austin, IN"]
    assert found("Austin, MN") == "Austin, MN"
    assert locate("Austin, MN").others == ()


def test_at_most_eight_namesakes_are_listed():
    assert len(locate("Franklin").others) == 8


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Orange County, CA", "Orange County, CA"),
        ("orange county california", "Orange County, CA"),
        ("Orange Co, CA", "Orange County, CA"),
        ("Orange County, FL", "Orange County, FL"),
        ("Miami-Dade County", "Miami-Dade County, FL"),
        ("Miami-Dade", "Miami-Dade County, FL"),
        ("Orleans Parish", "Orleans Parish, LA"),
        ("Anchorage Municipality", "Anchorage Municipality, AK"),
        ("Baltimore City", "Baltimore city, MD"),
        ("Baltimore County", "Baltimore County, MD"),
    ],
)
def test_a_county_is_found_by_its_name_and_state_or_a_name_that_is_its_own(text, label):
    located = locate(text)
    assert (located.area.kind, located.area.label) == ("county", label)


def test_a_county_carries_its_fips_number_and_a_town_none():
    assert locate("Orange County, CA").area.counties == (6059,)
    assert locate("Orange, CA").area.counties == ()


@pytest.mark.parametrize("text", ["orange county", "Orange Co", "ORANGE COUNTY, USA"])
def test_a_county_of_many_states_is_asked_about_most_people_first(text):
    located = locate(text)
    assert located.area is None
    assert labels(located.candidates) == ORANGE_COUNTIES
    assert [locate(c.query).area for c in located.candidates] == list(located.candidates)


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("Florida", "state", "Florida"),
        ("FL", "state", "Florida"),
        ("fl", "state", "Florida"),
        ("Wyoming", "state", "Wyoming"),
        ("New York", "town", "New York, NY"),
        ("New York, NY", "town", "New York, NY"),
        ("New York City", "town", "New York, NY"),
        ("New York State", "state", "New York"),
        ("NY", "state", "New York"),
        ("Washington", "town", "Washington, DC"),
        ("Washington D.C.", "town", "Washington, DC"),
        ("Washington State", "state", "Washington"),
        ("Puerto Rico", "state", "Puerto Rico"),
    ],
)
def test_a_state_or_the_great_city_that_is_called_the_same(text, kind, label):
    assert (locate(text).area.kind, found(text)) == (kind, label)


def test_the_state_is_among_the_others_of_its_city_and_the_town_among_those_of_its_state():
    assert labels(locate("New York").others) == ["New York"]
    assert labels(locate("Washington").others)[:3] == [
        "Washington",
        "Washington, MI",
        "Washington, UT",
    ]
    assert labels(locate("Florida").others) == ["Florida, PR", "Florida, NY"]


def test_a_town_twice_in_a_state_is_the_bigger_one_and_the_other_is_told_by_its_county():
    located = locate("Miami Gardens, FL")
    assert located.area.label == "Miami Gardens, FL"
    assert labels(located.others) == ["Miami Gardens, Broward County, FL"]
    assert locate("Miami Gardens, Broward, FL") == Located(area=located.others[0])


@pytest.mark.parametrize(
    "text", ["Delrey Beach", "Delrey Beach, FL", "Delray Beach, GA", "Dellray Baech"]
)
def test_unknown_words_suggest_what_is_spelled_alike(text):
    assert locate(text) == Located(suggestions=(DELRAY_BEACH,))


def test_the_stated_state_comes_first_among_suggestions():
    assert labels(locate("Autsin").suggestions)[:2] == ["Austin, TX", "Austin, MN"]
    assert labels(locate("Autsin, MN").suggestions)[:1] == ["Austin, MN"]


@pytest.mark.parametrize(("text", "zip_code"), [("2134", "02134"), ("601", "00601")])
def test_a_zip_code_that_lost_its_zeros_is_suggested_and_not_guessed(text, zip_code):
    located = locate(text)
    assert located.area is None
    assert [area.query for area in located.suggestions] == [zip_code]


def test_a_zip_code_and_a_town_that_disagree_are_both_suggested():
    located = locate("Orlando, FL 33444")
    assert located.area is None
    assert labels(located.suggestions) == ["33444 (Delray Beach, FL)", "Orlando, FL"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".,;-",
        "xqzptvwk",
        "99999",
        "9999",
        "\0",
        "Delray\0 Beach",
        "33444\x07",
        "a" * 10_000,
        "Delray Beach, FL" + " " * 200,
        "\ud800",
        "😀",
        "91, 0",
        "0, 181",
        "Ж",
        "%",
        "_",
        "\\",
    ],
)
def test_nonsense_finds_nothing_and_breaks_nothing(text):
    assert locate(text) == Located()


def test_a_point_in_words_is_a_point_called_after_the_nearest_town():
    point = point_area(Point(latitude=26.46, longitude=-80.07))
    assert locate("26.46, -80.07") == Located(
        area=replace(point, label="a point near Delray Beach, FL")
    )
    lonely = point_area(Point(latitude=30.0, longitude=-60.0))
    assert locate("30.0, -60.0") == Located(area=lonely)
    for point in (Point(latitude=51.9, longitude=180.0), Point(latitude=-90.0, longitude=-180.0)):
        assert locate(point_area(point).query).area.point == point


def test_query_counts(django_assert_num_queries):
    for text, queries in [
        ("33444", 1),
        ("Washington", 1),
        ("Delray Beach, FL 33444", 1),
        ("orange county", 1),
        ("26.46, -80.07", 1),
        ("...", 0),
        ("Delrey Beach", 3),  # spelled so, beginning so, spelled alike
        ("2134", 2),
        ("99999", 1),
    ]:
        with django_assert_num_queries(queries):
            locate(text)
    for text, queries in [("del", 1), ("Delray Beach FL", 2), ("Delrey Beach", 4), ("", 0)]:
        with django_assert_num_queries(queries):
            suggest(text)


@settings(deadline=None)
@given(st.text(max_size=150))
def test_no_text_breaks_locate_or_suggest(text):
    located = locate(text)
    assert located.area is None or not (located.candidates or located.suggestions)
    assert len(suggest(text, limit=3)) <= 3


def test_states_counties_and_namesakes_are_found_again_by_their_own_words():
    kinds = Place.objects.annotate(county_name=Value("")).order_by("code")
    states, counties = areas(kinds.filter(kind="state")), areas(kinds.filter(kind="county"))
    franklins = locate("Franklin").others
    assert (len(states), len(counties), len(franklins)) == (57, 3_231, 8)
    wanted = [*states, *counties[::8], *franklins]
    assert [area for area in wanted if locate(area.query).area != area] == []


def test_suggestions_begin_as_typed_most_people_first():
    assert labels(suggest("delr", limit=3)) == [
        "Delray Beach, FL",
        "Del Rio, TX",
        "Del Rio, TN",
    ]
    assert labels(suggest("flor", limit=2)) == ["Florida", "the Florida Panhandle, FL"]
    assert labels(suggest("orange county", limit=8)) == ORANGE_COUNTIES
    assert labels(suggest("n palm b", limit=1)) == ["North Palm Beach, FL"]
    assert labels(suggest("delray beach, f", limit=2)) == ["Delray Beach, FL"]


def test_suggestions_of_digits_are_zip_codes():
    assert [area.query for area in suggest("3344", limit=3)] == ["33442", "33445", "33441"]
    assert [area.query for area in suggest("2134")] == ["02134"]


def test_suggestions_forgive_typing_errors_after_what_begins_so():
    assert labels(suggest("Delrey Beach")) == ["Delray Beach, FL"]
    assert suggest("xqzptvwk") == suggest("") == suggest("\0del") == []
