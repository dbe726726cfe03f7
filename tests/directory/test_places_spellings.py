"""Places as people write and paste them: what each spelling must be, and what it must not be."""

import csv
import random
from pathlib import Path

import pytest

from clinics.geo import Point
from directory.places.locate import Located, locate, suggest
from directory.places.reading import means_here
from directory.places.typed_point import read_point

pytestmark = pytest.mark.django_db

FILE = (
    Path(__file__).resolve().parents[2].parent
    / "shared/data/facilities/samhsa_mental_health_dev.csv"
)
DELRAY, BOSTON, NAPERVILLE = "33444 (Delray Beach, FL)", "02116 (Boston, MA)", "Naperville, IL"


def labels(found) -> list[str]:
    return [area.label for area in found]


def test_each_spelling_is_the_place_that_is_meant():
    """Towns of other states that are called the same are the rivals: all are in the gazetteer."""
    wrong = [
        (text, label, located)
        for label, texts in SPELLINGS.items()
        for text in texts
        if not (located := locate(text)).area or located.area.label != label
    ]
    assert wrong == []


SPELLINGS = {
    # The ZIP code is the last number of five digits, of nine, or one that lost its zeros.
    "97267 (Portland, OR)": ["17032 SE McLoughlin Blvd, Portland, OR 97267"],
    "87540 (Lamy, NM)": ["28348 U.S. Highway 285, Santa Fe, NM 87540"],
    DELRAY: [
        "334441234", "33444 1234", "33444–1234", "33444 - 1234", "33444—1234", "33444\u22121234",
        "Delray Beach, FL 33444 1234", "Delray Beach 33444 Florida", "33444, FL", "FL33444",
        "ZIP 33444", "Delray Beach, FL, zip code: 33444", "near 33444", "33444 USA",
        "10001 Main St, Delray Beach, FL 33444", "10001 Main St\nDelray Beach FL 33444",
        "33444 12345 Main St Delray Beach FL 33444",
    ],
    BOSTON: [
        "Boston MA 2116", "Boston, MA, 2116", "Boston 2116", "Boston MA 2116-1234",
        "Boston MA 21161234", "500 Boylston St, Boston, MA 2116",
    ],
    "00901 (San Juan, PR)": ["San Juan PR 901", "San Juan, Puerto Rico 901"],
    # Addresses without a ZIP code.
    NAPERVILLE: [
        "123 Main St, Naperville, IL", "123 main st naperville il", "123 Main St, Naperville IL",
        "123 Main St Ste 200 Naperville Illinois", "123 Main St, Suite D, Naperville, Ill.",
        "One Main Street, Naperville, IL, USA", "123 Main St, Naperville",
        "P.O. Box 12, Naperville, IL",
        "123 main st naperville", "123 Main St\nNaperville, IL", "17032 Broadway Naperville IL",
        "17032 Broadway, Naperville, IL", "Naperville, IL, Suite 33444", "Naperville IL #33444",
    ],
    "Washington, DC": ["1600 Pennsylvania Ave NW Washington DC", "1600 K St, Washington, D.C.",
                       "1600 K St, Washington"],
    "New York, NY": ["350 Fifth Avenue New York NY", "350 5th Ave, New York, New York",
                     "NY, NY", "NY NY", "N.Y., N.Y.", "350 5th Ave, New York", "350 5th Ave NY NY"],
    "New York": ["NY", "N.Y."],
    "Los Angeles County, CA": ["LA County", "L.A. County, CA", "Los Angeles County"],
    "Jackson, WY": ["Jackson Hole", "Jackson Hole, Wyoming"],
    "Napa Valley, CA": ["Napa Valley"],
    "the Florida Panhandle, FL": ["the Panhandle"],
    "Panhandle, TX": ["Panhandle, TX"],
    "St. Louis, MO": ["100 St. Louis Ave, St. Louis, MO", "100 Oak St St Louis MO"],
    "Orange County, CA": ["100 Main St, Orange County, CA"],
    "Charleston, WV": ["Charleston W.Va.", "Charleston, W. Va."],
    "Fargo, ND": ["Fargo N. Dak.", "Fargo, N.D."],
    "Delray Beach, FL": ["Delray Beach, Fla.", "Delray\u00a0Beach", "Del\u00adray Beach\u200e",
                         "in Delray Beach", "\u202aDelray Beach, FL\u202c"],
    "Florida": ["Fla.", "FL", "Florida, USA"],
    # Military addresses.
    "09012 (APO, AE)": ["APO AE 09012", "AE 09012", "APO 09012",
                        "PSC 3 Box 1234, APO, AE 09012-1234", "Armed Forces Europe 09012"],
    "96350 (FPO, AP)": ["FPO AP 96350", "fpo ap 96350"],
    "34002 (APO, AA)": ["APO AA 34002"],
    # Nicknames, and regions.
    "San Francisco, CA": ["SF", "sf", "San Fran"],
    "Philadelphia, PA": ["Philly", "Philly, PA", "Phila., Penna."],
    "Las Vegas, NV": ["Vegas", "Vegas NV"],
    "Los Angeles, CA": ["LA, CA", "LA California"],
    "Twentynine Palms, CA": ["29 Palms, CA"],
    "Hartford, CT": ["Capitol Planning Region", "Capitol Planning Region, CT"],
    "the Bay Area, CA": ["Bay Area", "the Bay Area", "SF Bay Area", "Bay Area, Calif."],
    "Cape Cod, MA": ["Cape Cod", "Cape Cod, Massachusetts", "cape cod ma"],
    "Long Island, NY": ["Long Island", "Long Island, NY", "Long Island NY"],
    "Long Island, VA": ["Long Island, VA"],
    "the Florida Keys, FL": ["Florida Keys", "the Florida Keys"],
    "the Outer Banks, NC": ["Outer Banks", "Outer Banks, NC"],
    "Silicon Valley, CA": ["Silicon Valley"],
    "Martha's Vineyard, MA": ["Martha's Vineyard", "Martha’s Vineyard, MA"],
    "the Twin Cities, MN": ["Twin Cities", "Twin Cities MN"],
    "Dallas–Fort Worth, TX": ["DFW", "Dallas-Fort Worth"],
    "the Quad Cities": ["Quad Cities", "Quad Cities, IA", "Quad Cities, IL"],
    "Delmarva": ["Delmarva", "Delmarva Peninsula", "Delmarva, MD"],
    "Greater Boston, MA": ["Greater Boston", "Boston area"],
    "94601 (Oakland, CA)": ["Bay Area 94601"],
}  # fmt: skip


@pytest.mark.parametrize(
    "mark", ["\u200b", "\u2060", "\ufeff", "\u200e", "\u202a", "\u202c", "\u00a0", "\ufe0f"]
)
@pytest.mark.parametrize("text", ["{}33444", "33444{}", "{}Delray Beach, FL 33444{}"])
def test_a_character_that_nobody_sees_changes_nothing(mark, text):
    assert labels([locate(text.format(mark, mark)).area]) == [DELRAY]
    within = locate(f"33{mark}444")
    assert (within == locate("33444")) == (mark != "\u00a0")


def test_digits_of_full_width_are_digits_and_of_another_script_are_not():
    assert labels([locate("３３４４４").area]) == [DELRAY]
    assert locate("٣٣٤٤٤") == Located()


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("1 Main St, Wset Palm Beach, FL", ["West Palm Beach, FL", "Palm Beach, FL"]),
        ("Wset Palm Beach, FL", ["West Palm Beach, FL", "Palm Beach, FL"]),
        ("1 Main St Naprville IL", ["Naperville, IL"]),
        ("33444 Orlando, FL", [DELRAY, "Orlando, FL"]),
        ("APO AE 33444", [DELRAY]),
        ("APO AP 09012", ["09012 (APO, AE)"]),
        ("21161234", [BOSTON]),
        ("2116-1234", [BOSTON]),
        ("Boston TX 2116", [BOSTON]),
        ("Brown Building, New York, NY", ["New York, NY"]),
    ],
)
def test_what_may_be_another_place_is_offered_and_not_taken(text, suggested):
    located = locate(text)
    assert located.area is None
    assert labels(located.suggestions)[: len(suggested)] == suggested


@pytest.mark.parametrize("text", ["LA", "la", "L.A."])
def test_a_name_of_a_city_and_of_a_state_is_asked_about(text):
    assert labels(locate(text).candidates) == ["Los Angeles, CA", "Louisiana"]
    assert labels([locate("New Orleans, LA").area]) == ["New Orleans, LA"]


def test_a_region_that_has_namesakes_offers_them():
    assert labels(locate("Long Island").others) == ["Long Island, VA", "Long Island, ME",
                                                    "Long Island, KS"]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["near me", "me", "Me", "Near Me", "my location", "current location", "nearby", "here",
             "around here", "clinics near me", "near my home", "near us"]
)  # fmt: skip
def test_near_me_is_no_place_and_nothing_is_guessed(text):
    assert means_here(text)
    assert locate(text) == Located()


@pytest.mark.parametrize(("text", "label"), [("ME", "Maine"), ("Maine", "Maine")])
def test_maine_is_a_place(text, label):
    assert not means_here(text)
    assert labels([locate(text).area]) == [label]
    assert labels(suggest("me", limit=1)) == ["Mecklenburg County, NC"]


HERE = Point(latitude=26.46, longitude=-80.07)


@pytest.mark.parametrize(
    "text", ["26.46, -80.07", "(26.46, -80.07)", "26.46 -80.07", "26.46,-80.07", "[26.46; -80.07]",
             "26.46° N, 80.07° W", "26.46N 80.07W", "26.46 −80.07", "２６.46, -80.07",
             "\u200e26.46,\u00a0-80.07"]
)  # fmt: skip
def test_a_point_is_read_however_it_is_copied(text):
    assert read_point(text) == HERE
    assert locate(text).area.point == HERE


@pytest.mark.parametrize(
    "text", ["4_2.35, -71", "1e1, 20", "nan, 0", "inf, 0", "26 80", "26.46", "26.46, -80.07, 3",
             "91.0 0.0", "-26.46S, 80.07", "٢٦.46, -80.07", "33444 1234"]
)  # fmt: skip
def test_what_is_no_pair_of_plain_numbers_is_no_point(text):
    assert read_point(text) is None


@pytest.mark.once("what a real list asks of the server, the spellings ask too")
@pytest.mark.skipif(not FILE.exists(), reason="the SAMHSA file is not beside the project")
def test_addresses_of_a_real_list_are_found_with_and_without_their_zip_code():
    with FILE.open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["street1"] not in ("", "NA")]
    numbered = [row for row in rows if len(row["street1"].split()[0]) == 5]
    for row in random.Random(3).sample(numbered, 100):
        town = f"{row['street1']}, {row['city']}, {row['state']} {row['zip'].zfill(5)}"
        assert locate(town).area.query == row["zip"].zfill(5)
    sample = random.Random(4).sample(rows, 100)
    for between in ("{}, {}, {}", "{}, {} {}", "{} {} {}"):
        found = [
            located.area is not None and located.area.state == row["state"]
            for row in sample
            if (located := locate(between.format(row["street1"], row["city"], row["state"])))
        ]
        assert sum(found) >= 97
