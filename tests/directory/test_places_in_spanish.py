"""A county as somebody who writes Spanish types it where a place is asked for."""

import pytest

from directory.places.locate import locate, suggest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("condado de Palm Beach", "Palm Beach County"),
        ("Condado de Palm Beach, Florida", "Palm Beach County, Florida"),
        ("el condado de Orange, CA", "Orange County, CA"),
        ("en el condado de Orange California", "Orange County California"),
        ("condado de Dane, Carolina del Norte", "Dane County, North Carolina"),
        ("condado de Miami-Dade", "Miami-Dade County"),
        ("CONDADO DE LOS ÁNGELES", "Los Angeles County"),
        ("condado del Norte, CA", "Norte County, CA"),
        ("condado de Washington", "Washington County"),
        ("condado de Orleans, LA", "Orleans County, LA"),
        ("condado de Nowhere", "Nowhere County"),
        ("condado de", "condado de"),
    ],
)
def test_a_county_that_spanish_names_is_the_one_that_english_names(spanish, english):
    assert locate(spanish) == locate(english)


@pytest.mark.parametrize(
    ("spanish", "label"),
    [
        ("Islas Vírgenes", "U.S. Virgin Islands"),
        ("islas virgenes americanas", "U.S. Virgin Islands"),
        ("Samoa Americana", "American Samoa"),
        ("Islas Marianas del Norte", "Northern Mariana Islands"),
        ("Distrito de Columbia", "District of Columbia"),
        ("Virginia Occidental", "West Virginia"),
        ("Virginia", "Virginia"),
    ],
)
def test_a_state_or_territory_that_spanish_names_is_found(spanish, label):
    areas = [locate(spanish).area]
    assert [area and (area.kind, area.label) for area in areas] == [("state", label)]


def test_a_town_of_the_name_is_no_county_and_a_county_no_town():
    found = [locate(text).area for text in ("condado de Palm Beach", "Palm Beach, FL")]
    assert [area and (area.kind, area.label) for area in found] == [
        ("county", "Palm Beach County, FL"),
        ("town", "Palm Beach, FL"),
    ]


def test_only_counties_are_suggested_behind_county_of():
    found = suggest("condado de palm", limit=2)
    assert [(area.kind, area.label) for area in found] == [
        ("county", "Palm Beach County, FL"),
        ("county", "Polk County, FL"),  # spelled alike
    ]
    assert [area.kind for area in suggest("palm", limit=2)] == ["region", "county"]
    assert [area.label for area in suggest("condado de orange, f", limit=1)] == [
        "Orange County, FL"
    ]
