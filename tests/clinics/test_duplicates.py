"""One clinic on two lists is shown to a person, and never merged."""

import io
import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from clinics.exchange.actions.duplicates import propose_found
from clinics.exchange.duplicates import MOST_SHARING, possible_duplicates
from clinics.listing.address_key import address_key
from clinics.listing.alike_names import are_alike, has_one_name
from clinics.models import Clinic, DuplicatePair
from tests import make
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


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("Harbor Mood Institute", "HARBOR MOOD INSTITUTE, LLC", True),
        ("Harbor Mood Institute, Office", "Harbor Mood Institute", True),
        ("Harbor Mood, Outpatient Services", "Harbor Mood, Inpatient Services", False),
        ("Harbor Mood Institute", "Harbor Mood Institute, Pain Unit", False),
        ("The Clinic", "The Center", False),
    ],
)
def test_within_one_list_only_generic_words_may_differ(one, other, is_one):
    assert has_one_name(one, other) is is_one


def found() -> set[tuple[str, str, str]]:
    return {(one.name, other.name, why) for one, other, why in possible_duplicates()}


def test_a_phone_or_a_website_counts_only_in_one_town_and_at_one_door():
    phone = {"phone": "+1 203-555-0101"}
    make.clinic(name="Mood One", **phone, address_key="7 oak st 06708")
    make.clinic(name="Mood One", **phone, address_key="7 oak street rear 06708")
    make.clinic(name="Mood One", **phone, address_key="9 elm st 06708")
    make.clinic(name="Mood One", **phone, town="boca")
    make.clinic(name="Rival", **phone)
    site = {"website": "https://www.mood-two.example/"}
    make.clinic(name="Mood Two", **site)
    make.clinic(name="Mood Two Center", website="http://mood-two.example/contact")
    make.clinic(name="Mood Three", website="https://facebook.com/one")
    make.clinic(name="Mood Three", website="https://facebook.com/two")
    hidden = make.clinic(name="Mood Two", **site)
    Clinic.objects.filter(pk=hidden.pk).update(status="hidden", hidden_for="fraud")
    assert found() == {
        ("Mood One", "Mood One", "phone"), ("Mood Two", "Mood Two Center", "website"),
    }  # fmt: skip
    assert len(list(possible_duplicates())) == 2


def test_what_many_share_tells_nothing_and_the_search_takes_two_queries(django_assert_num_queries):
    for number in range(MOST_SHARING + 1):
        make.clinic(name="Mood One", phone="+1 203-555-0101", slug=f"mood-{number}")
    make.clinic(name="Mood Two", address_key="7 oak st")
    make.clinic(name="Mood Two", address_key="7 oak st")
    with django_assert_num_queries(2):
        assert found() == {("Mood Two", "Mood Two", "address")}


def test_two_lists_one_house_one_name(tmp_path):
    other_unit = {**ROW, "external_id": "2", "name": "Harbor Mood Institute, Pain Unit"}
    said = run(write(tmp_path, ROW, other_unit), source="One")
    assert "duplicates" not in said[-1]
    respelled = ROW | {"street": "60 Westwood Ave", "street2": "", "name": "HARBOR MOOD INST"}
    others = [
        respelled,
        {**respelled, "external_id": "2", "name": "Waterbury Dental"},
        {**respelled, "external_id": "3", "street": "62 Westwood Ave"},
        {**respelled, "external_id": "4", "street": ""},
    ]
    said = run(write(tmp_path, *others), source="Two")
    assert said[-1] == "Possible duplicates, for the desk to decide: 1."
    said = run(write(tmp_path, *others), source="Two")
    assert "duplicates" not in said[-1]
    printed = io.StringIO()
    call_command("list_duplicates", stdout=printed)
    assert printed.getvalue().splitlines() == [
        "harbor-mood-institute-waterbury  Harbor Mood Institute  60 Westwood Avenue, Waterbury, "
        "CT, 06708  One",
        "harbor-mood-inst-waterbury  HARBOR MOOD INST  60 Westwood Ave, Waterbury, CT, 06708  Two",
        "  one address, and similar names",
        "",
        "1 pairs wait at the desk, 0 of them new.",
    ]
    assert Clinic.objects.count() == 6
    pair = DuplicatePair.objects.get()
    pair.decision, pair.decided_at = "two", pair.found_at
    pair.save()
    assert propose_found() == 0
    assert list(DuplicatePair.objects.waiting()) == []
