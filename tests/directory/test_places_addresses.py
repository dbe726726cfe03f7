"""Where an address is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.geo import Point
from directory.places.locate import AddressBook, AddressPoint, locate_address
from directory.places.shapes import CountyShapes, county_shapes

pytestmark = pytest.mark.django_db

PALM_BEACH = {"county": 12099, "county_name": "Palm Beach County"}
HERE = {"latitude": 26.46, "longitude": -80.09}
ZIP_33444 = Point(latitude=26.45707, longitude=-80.0796)
DELRAY_BEACH = Point(latitude=26.46146, longitude=-80.07282)


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker):
    """The whole gazetteer, read once."""
    with django_db_blocker.unblock():
        return AddressBook()


@pytest.fixture(params=["one by one", "in bulk"])
def find(request, book):
    """Both ways to find an address: they must answer the same."""
    return locate_address if request.param == "one by one" else book.find


def test_coordinates_are_exact_and_the_border_tells_the_county(find):
    assert find(**HERE) == AddressPoint(point=Point(**HERE), **PALM_BEACH)


def test_without_coordinates_the_zip_codes_point_is_approximate(find):
    assert find(postal_code="33444", city="Orlando", state="FL") == AddressPoint(
        point=ZIP_33444, **PALM_BEACH, approximate=True, postal_code="33444"
    )


@pytest.mark.parametrize("postal_code", ["", "99999", "K1A 0B1"])
@pytest.mark.parametrize("city", ["Delray Beach", "DELRAY BCH"])
def test_without_a_known_zip_code_the_towns_point_is_approximate(find, postal_code, city):
    assert find(postal_code=postal_code, city=city, state="Florida") == AddressPoint(
        point=DELRAY_BEACH, **PALM_BEACH, approximate=True, postal_code=postal_code
    )


@pytest.mark.parametrize(
    "address",
    [
        {},
        {"city": "Delray Beach"},
        {"city": "Delray Beach", "state": "GA"},
        {"state": "FL"},
        {"postal_code": "99999"},
        {"postal_code": "33444", "state": "CA"},
        {"county": "Orange"},
    ],
)
def test_an_address_of_which_nothing_is_known_is_nowhere(find, address):
    assert find(**address) is None


@pytest.mark.parametrize(
    ("given_code", "state", "mended"),
    [
        ("2134", "MA", "02134"),
        ("2134", "", "02134"),
        ("601", "PR", "00601"),
        ("21341234", "MA", "02134-1234"),
        (" 33444 ", "FL", "33444"),
        ("334441234", "FL", "33444-1234"),
        ("33444-1234", "FL", "33444-1234"),
    ],
)
def test_a_zip_code_that_lost_its_zeros_is_mended(find, given_code, state, mended):
    found = find(postal_code=given_code, state=state)
    assert (found.postal_code, found.approximate) == (mended, True)


@pytest.mark.parametrize("given_code", ["2134", "9999", "12", "K1A 0B1", "33444-12"])
def test_what_is_no_zip_code_of_the_state_stays_as_it_was_given(find, given_code):
    assert find(postal_code=given_code, state="TX", **HERE).postal_code == given_code


def test_a_zip_code_of_another_state_is_not_believed(find):
    found = find(postal_code="33444", city="Irvine", state="CA")
    assert (found.county_name, found.approximate) == ("Orange County", True)


@pytest.mark.parametrize("county", ["Broward", "broward county", "BROWARD CO"])
def test_a_stated_county_of_the_state_goes_before_the_border(find, county):
    found = find(**HERE, county=county, state="FL")
    assert (found.county, found.county_name) == (12011, "Broward County")


@pytest.mark.parametrize("county", ["Kings", "Nowhere", "...", "\0"])
def test_a_stated_county_that_the_state_has_not_is_looked_up_instead(find, county):
    assert find(**HERE, county=county, state="FL").county == 12099


@pytest.mark.parametrize(
    ("latitude", "longitude", "county"),
    [(39.3, -76.61, "Baltimore city"), (39.4, -76.61, "Baltimore County")],
)
def test_a_county_and_a_city_of_one_name_are_told_apart_by_the_point(
    find, latitude, longitude, county
):
    found = find(latitude=latitude, longitude=longitude, state="MD", county="Baltimore")
    assert found.county_name == county


def test_a_point_that_no_border_holds_has_the_county_of_its_zip_code_or_none(find):
    at_sea = {"latitude": 26.46, "longitude": -79.9}
    assert find(**at_sea, postal_code="33444").county == 12099
    assert (find(**at_sea).county, find(**at_sea).county_name) == (0, "")


def test_a_border_of_another_state_than_the_stated_one_is_not_believed(find):
    assert find(**HERE, state="GA").county == 0


def test_a_town_twice_in_a_state_is_the_bigger_one_unless_the_county_tells(find):
    assert find(city="Miami Gardens", state="FL").county_name == "Miami-Dade County"
    smaller = find(city="Miami Gardens", state="FL", county="Broward")
    assert (smaller.county_name, smaller.point.latitude > 26) == ("Broward County", False)


@pytest.mark.parametrize(
    "half", [{"latitude": 26.46}, {"longitude": -80.09}, {"latitude": 91, "longitude": 0}]
)
def test_half_a_point_and_one_off_the_earth_are_refused_in_words(find, half):
    with pytest.raises(ValueError, match=r"belong together|not on the earth"):
        find(**half, postal_code="33444")


def test_query_counts(django_assert_num_queries):
    with django_assert_num_queries(1):
        locate_address(postal_code="33444", city="Delray Beach", state="FL", **HERE)
    with django_assert_num_queries(1):
        book = AddressBook()
    with django_assert_num_queries(0):
        for _ in range(3):
            book.find(postal_code="33444", city="Delray Beach", state="FL", **HERE)


def test_a_hole_belongs_to_what_lies_in_it():
    outer = [(0.0, 0.0), (3.0, 0.0), (3.0, 3.0), (0.0, 3.0), (0.0, 0.0)]
    inner = [(1.2, 1.2), (1.8, 1.2), (1.8, 1.8), (1.2, 1.8), (1.2, 1.2)]
    shapes = CountyShapes({1: [outer, inner], 2: [inner]})
    assert [shapes.county_at(y, x) for x, y in [(0.5, 0.5), (1.5, 1.5), (3.5, 1)]] == [1, 2, 0]


@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
def test_every_point_on_earth_has_a_county_or_none(latitude, longitude):
    county = county_shapes().county_at(latitude, longitude)
    assert county == 0 or 1001 <= county <= 78_030


BOSTON = {"city": "Boston", "state": "MA", "postal_code": "02116"}


@pytest.mark.parametrize(
    ("address", "latitude", "longitude", "doubt"),
    [
        (BOSTON, 42.35, -71.07, ""),
        (BOSTON, 42.35, 71.07, "6,129 miles from ZIP code 02116"),
        (BOSTON, -71.07, 42.35, "9,473 miles from ZIP code 02116"),
        (BOSTON, 26.46, -80.07, "1,210 miles from ZIP code 02116"),
        (BOSTON, 41.77, -72.67, "17 miles outside MA"),
        (BOSTON | {"postal_code": ""}, 26.46, -80.07, "1,140 miles outside MA"),
        (BOSTON | {"state": ""}, 42.35, 71.07, "6,129 miles from ZIP code 02116"),
        (BOSTON, 41.824, -71.4128, "3 miles outside MA"),
        (BOSTON | {"postal_code": ""}, 42.35, 71.07, "6,091 miles outside MA"),
        # A ZIP code of another state is not believed, and a point in the stated town is.
        (BOSTON | {"postal_code": "90210"}, 42.35, -71.07, ""),
        ({"city": "Corona", "state": "CA", "postal_code": "92283"}, 33.8193, -117.5076, ""),
        ({"city": "Los Angeles", "state": "CA", "postal_code": "90001"}, 37.77, -122.42,
         "351 miles from ZIP code 90001"),
        # Borders are simplified, points rounded: a mile outside is inside.
        ({"city": "Louisa", "state": "KY", "postal_code": "41230"}, 38.118375, -82.592763, ""),
        ({"city": "Buffalo", "state": "NY", "postal_code": "14201"}, 43.65, -79.38,
         "31 miles outside NY"),
        ({"city": "Key West", "state": "FL", "postal_code": "33040"}, 24.5551, -81.78, ""),
        ({"city": "Avalon", "state": "CA", "postal_code": "90704"}, 33.3428, -118.328, ""),
        ({"city": "Mayaguez", "state": "PR", "postal_code": "00682"}, 18.189253, -67.15986, ""),
        ({"city": "Unalaska", "state": "AK", "postal_code": "99685"}, 53.874, -166.54, ""),
        # Two of Alaska's counties have no border.
        ({"city": "Copper Center", "state": "AK", "postal_code": "99573"}, 61.9807, -145.3261, ""),
        ({"city": "Fairbanks", "state": "AK", "postal_code": "99701"}, 64.818752, -147.742384, ""),
    ],
)  # fmt: skip
def test_a_point_that_cannot_be_that_of_its_address_is_doubted(
    find, address, latitude, longitude, doubt
):
    found = find(**address, latitude=latitude, longitude=longitude)
    assert (found.doubt, found.approximate) == (doubt, False)


@pytest.mark.parametrize(
    ("postal_code", "state", "doubt"),
    [
        ("90210", "FL", "1,801 miles outside FL"),
        ("33602", "GA", "167 miles outside GA"),
        ("33602", "Florida", ""),
        ("33602", "", ""),
        # Some ZIP codes reach over a border.
        ("97635", "CA", ""),
        ("42223", "TN", ""),
        ("99999", "FL", ""),
        ("09012", "AE", ""),
        ("90210", "AE", ""),
    ],
)
def test_a_zip_code_far_from_the_stated_state_is_doubted(book, postal_code, state, doubt):
    assert book.zip_doubt(postal_code=postal_code, state=state) == doubt
