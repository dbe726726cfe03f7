"""Short names mean the large town; what lies abroad is said to lie there."""

import pytest

from directory.places.abroad import is_abroad
from directory.places.locate import locate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "label", "others"),
    [
        ("Delray", "Delray Beach, FL", ["Delray, WV"]),
        ("Boca", "Boca Raton, FL", []),
        ("OC", "the OC, CA", []),
        ("Delray, WV", "Delray, WV", []),
        ("Toronto", "Toronto, OH", ["Toronto, SD", "Toronto, KS"]),
        ("cerca de Miami", "Miami, FL", None),
        ("en Tampa", "Tampa, FL", None),
    ],
)
def test_a_short_name_means_the_large_town(text, label, others):
    found = locate(text)
    assert found.area
    assert found.area.label == label
    assert others is None or [area.label for area in found.others] == others


@pytest.mark.parametrize(
    "text",
    ["Toronto", "Toronto, Canada", "Toronto ON", "M5V 2T6", "Montréal", "Ciudad de México",
     "London UK", "Vancouver, BC"],
)  # fmt: skip
def test_places_abroad_are_known(text):
    assert is_abroad(text)


@pytest.mark.parametrize(
    "text", ["Vancouver", "Ontario, CA", "Paris, TX", "Austin", "", "33444", "Manchester, NH"]
)
def test_places_at_home_are_not(text):
    assert not is_abroad(text)


@pytest.mark.parametrize("text", ["Toronto, Canada", "M5V 2T6", "Calgary AB"])
def test_who_asks_for_a_place_abroad_is_told_where_clinics_are_listed(client, text):
    page = client.get("/search/", {"near": text})
    assert page.status_code == 400
    assert f"We list clinics in the United States only, and know no “{text}” there." in (
        page.content.decode())  # fmt: skip
