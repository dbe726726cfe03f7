"""One clinic on two lists is shown to a person, and never merged."""

import io
import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from clinics.exchange.duplicates import possible_duplicates
from clinics.listing.address_key import address_key
from clinics.listing.alike_names import are_alike
from clinics.models import Clinic
from tests.clinics.listfile import run, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_places")]

ROW = {"external_id": "1", "name": "Harbor Mood Institute", "street": "60 Westwood Avenue",
       "street2": "Suite 220", "city": "Waterbury", "state": "CT",
       "postal_code": "06708"}  # fmt: skip


@pytest.mark.parametrize(
    ("street", "postal_code"),
    [
        ("60 Westwood Ave.", "06708"),
        ("60 WESTWOOD AVENUE", "06708-2460"),
        ("60 Westwood Ave, Suite 220", "06708"),
    ],
)
def test_one_address_has_one_key(street, postal_code):
    city = {"city": "Waterbury", "state": "CT"}
    key = address_key(street="60 Westwood Avenue", postal_code="06708", **city)
    assert key == "60 westwood ave 06708"
    assert address_key(street=street, postal_code=postal_code, **city) == key
    assert address_key(street="62 Westwood Ave", postal_code="06708", **city) != key
    assert address_key(street="60 Westwood Ave", postal_code="06702", **city) != key


def test_an_address_that_usps_cannot_spell_is_folded():
    where = {"city": "Añasco", "state": "PR", "postal_code": ""}
    assert address_key(street="P.O. Box #5", **where) == "p o box 5 anasco pr"
    assert address_key(street=" ", **where) == ""


def test_a_secret_of_the_site_is_no_setting_of_address_keys():
    """The library that spells addresses would take ADDRESS_KEYS, and then fail on some streets."""
    place = {"street": "91 NW Drive", "city": "A", "state": "CT", "postal_code": "06708"}
    asked = f"from clinics.listing.address_key import address_key; print(address_key(**{place}))"
    environ = os.environ | {"ADDRESS_KEYS": "a-secret", "ADDRESS_CONFIG_PREFIX": ""}
    said = subprocess.check_output([sys.executable, "-c", asked], env=environ, text=True)
    assert said == "91 nw dr 06708\n"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Harbor Mood Institute", "HARBOR MOOD INST.", True),
        ("Harbor Mood Institute", "Harbor Mood Institute, Pain Unit", True),
        ("The Clinic Inc", "The Clinic", True),
        ("Harbor Mood Institute", "Waterbury Dental", False),
    ],
)
def test_names_are_alike_or_not(one, other, alike):
    assert are_alike(one, other) is alike


def test_two_lists_one_house_one_name(tmp_path):
    run(write(tmp_path, ROW, {**ROW, "external_id": "2"}), source="One")
    assert list(possible_duplicates()) == []
    respelled = ROW | {"street": "60 Westwood Ave", "street2": "", "name": "HARBOR MOOD INST"}
    others = [
        respelled,
        {**respelled, "external_id": "2", "name": "Waterbury Dental"},
        {**respelled, "external_id": "3", "street": "62 Westwood Ave"},
        {**respelled, "external_id": "4", "street": ""},
    ]
    said = run(write(tmp_path, *others), source="Two")
    assert said[-1] == "Possible duplicates: 1; see manage.py list_duplicates."
    printed = io.StringIO()
    call_command("list_duplicates", stdout=printed)
    assert printed.getvalue().splitlines() == [
        "harbor-mood-institute-waterbury  Harbor Mood Institute  60 Westwood Avenue, Waterbury, "
        "CT, 06708  One",
        "harbor-mood-institute-waterbury-2  Harbor Mood Institute  60 Westwood Avenue, Waterbury, "
        "CT, 06708  One",
        "harbor-mood-inst-waterbury  HARBOR MOOD INST  60 Westwood Ave, Waterbury, CT, 06708  Two",
        "",
        "1 possible duplicates; nothing was merged.",
    ]
    assert Clinic.objects.count() == 6
