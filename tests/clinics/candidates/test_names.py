"""Which names speak of ketamine, and which only look like it; who stands at one address."""

import pytest

from clinics.candidates.names import speaks_of_ketamine
from clinics.candidates.nppes import share_an_address
from clinics.models import NppesProvider

HOUSE = {"street": "1 KESTREL AVE", "city": "DELRAY BEACH", "state": "FL", "postal_code": "33444"}


@pytest.mark.parametrize(
    "name",
    ["Ketamine Care of Heron", "HERON ESKETAMINE PLLC", "KetaWell", "KETA MEDICAL CENTER",
     "Keta-Life Clinic", "KETAMD PA", "The Spravato® Center", "NuKetamine Infusions"],
)  # fmt: skip
def test_it_speaks_of_ketamine(name):
    assert speaks_of_ketamine(name) is True


@pytest.mark.parametrize(
    "name",
    ["KETAN HERON MD PC", "KETAKI HERON CLINIC", "Marketa Wellness", "Basketa LLC",
     "Ketavia Health", "Keystone Infusion", "", "ketogenic wellness"],
)  # fmt: skip
def test_it_only_looks_like_it(name):
    assert speaks_of_ketamine(name) is False


@pytest.mark.parametrize(
    ("one", "other", "shares"),
    [
        ({}, {"street": "1 Kestrel Avenue"}, True),
        ({"street2": "STE 2"}, {"street": "1 KESTREL AVE SUITE 2"}, True),
        ({"street2": "STE 2"}, {}, True),
        ({"street2": "STE 2"}, {"street2": "STE 3"}, False),
        ({"street2": "# 2"}, {"street2": "UNIT 3"}, False),
        ({}, {"street": "1 KESTREL ST"}, False),
        ({}, {"postal_code": "334321234"}, False),
        ({"street": ""}, {"street": ""}, False),
    ],
)
def test_two_rows_share_an_address_in_one_house_and_no_two_suites(one, other, shares):
    a, b = (NppesProvider(**(HOUSE | words)) for words in (one, other))
    assert share_an_address(a, b) is share_an_address(b, a) is shares
