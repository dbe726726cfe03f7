"""Clinics by their names: typing errors forgiven, everything else exact."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinics.models import Clinic
from directory.search.text.clinic_names import (
    clinics_named,
    is_a_name,
    typos_forgiven,
    with_letters_swapped,
)
from tests import make

pytestmark = pytest.mark.django_db


def named(text: str) -> list[str]:
    """Names of the clinics found, in alphabetical order."""
    found = clinics_named(text)
    assert len(set(found)) == len(found)
    return sorted(Clinic.objects.filter(pk__in=found).values_list("name", flat=True))


@pytest.mark.parametrize(
    "typed",
    ["Pelican Key", "pelcan key", "Pelicna Key", "Oelican", "Pelicans Key", "key pelican", "pelic"],
)
def test_typing_errors_are_forgiven(typed):
    make.clinic(name="Pelican Key Wellness")
    make.clinic(name="Pelham Key Wellness")
    make.clinic(name="Pelican Bay Wellness" if "ey" in typed else "Penguin Bay")
    make.clinic(name="Pelican Key Draft", published=False)
    assert named(typed) == ["Pelican Key Wellness"]


def test_longer_words_may_have_two_errors_and_no_more():
    make.clinic(name="Serenity Hollow")
    assert named("Serinety") == ["Serenity Hollow"]
    assert named("Serinnaty") == []


@pytest.mark.parametrize("typed", ["Kay", "Ke", "Bey", "Lape", "Lakx"])
def test_short_words_are_exact(typed):
    make.clinic(name="Pelican Key")
    make.clinic(name="Blue Lake")
    assert named(typed) == []
    assert named("key") == ["Pelican Key"]
    assert named("lake") == ["Blue Lake"]


def test_a_word_that_is_known_is_not_corrected():
    make.clinic(name="Haven House")
    make.clinic(name="Heaven House")
    make.clinic(name="Raven House")
    assert named("Haven") == ["Haven House"]
    assert named("heavn") == ["Heaven House"]


def test_every_word_must_occur_in_the_clinics_or_its_organisations_name():
    make.clinic(name="Pelican Key", organization="Tidewater Group")
    make.clinic(name="Tidewater North")
    make.clinic(name="Pelican South")
    assert named("tidewater pelican") == ["Pelican Key"]


@pytest.mark.parametrize("typed", ["%", "_", "Pel%", "P_lican", "\\", "%%%%", "!!!", "", " "])
def test_wildcards_and_punctuation_match_nothing_of_themselves(typed):
    make.clinic(name="Pelican Key")
    make.clinic(name="Percent 100%")
    assert named(typed) == []


def test_accents_capitals_and_apostrophes_make_no_difference():
    make.clinic(name="Café O’Brien")
    make.clinic(name="Cafeteria Obrador")
    assert named("CAFE OBRIEN") == ["Café O’Brien"]
    assert named("cafe o'brien") == ["Café O’Brien"]


def test_letters_with_a_stroke_are_base_letters_and_no_typing_errors():
    # Words this short are exact: no typing error is forgiven.
    make.clinic(name="Bjørn Łoś")
    make.clinic(name="Bjarn Las")
    assert named("bjorn los") == named("BJØRN ŁOŚ") == ["Bjørn Łoś"]
    make.clinic(name="Søren Clinic")
    make.clinic(name="Soden Clinic")
    assert named("Soren") == ["Søren Clinic"]
    assert is_a_name("Soren Clinic", in_part=False)


def test_names_in_other_letters_are_found_by_them():
    make.clinic(name="Клиника Надежда")
    make.clinic(name="Клиника Мир")
    make.clinic(name="希望诊所")
    assert named("надежда") == ["Клиника Надежда"]
    assert named("клиника pelican") == []
    assert named("希望诊所") == ["希望诊所"]
    assert named("诊所希望") == []


def test_a_text_is_a_name_when_a_published_clinic_is_called_so():
    make.clinic(name="Blue Lake Anxiety")
    make.clinic(name="Red Lake Anxiety", published=False)
    assert is_a_name("blue lake ANXIETY", in_part=False)
    assert is_a_name("lake blue", in_part=True)
    assert not is_a_name("lake blue", in_part=False)
    assert not is_a_name("red lake anxiety", in_part=True)
    assert not is_a_name("%", in_part=True)


@pytest.mark.parametrize("clinics", [1, 3])
@pytest.mark.parametrize("typed", ["Pelican", "pelcan kay blue", "%"])
def test_two_queries(django_assert_num_queries, clinics, typed):
    for number in range(clinics):
        make.clinic(name=f"Pelican {number}")
    with django_assert_num_queries(2):
        clinics_named(typed)
    with django_assert_num_queries(1):
        is_a_name(typed, in_part=True)


@pytest.mark.parametrize(
    "typed",
    ["Wren A. Fieldstone", "Dr.Fieldstone", "Dr. Wren A. B. Fieldstone, MD, FASAM",
     "Wren Fieldstone NP-C", "Wren Fieldstone, PMHNP-BC", "Fieldstone, Wren A."],
)  # fmt: skip
def test_a_middle_initial_and_certificates_are_no_words_of_a_name(typed):
    make.clinic(name="Wren Fieldstone Clinic")
    make.clinic(name="Dr. A Fieldhouse")
    assert named(typed) == ["Wren Fieldstone Clinic"]
    make.clinic(name="Vitamin C Clinic")
    make.clinic(name="Vitamin D Clinic")
    assert named("Vitamin D Clinic") == ["Vitamin D Clinic"]


def test_swapped_letters():
    assert with_letters_swapped("abc") == ["bac", "acb"]
    assert with_letters_swapped("a") == []
    assert [typos_forgiven("x" * n) for n in (1, 4, 5, 7, 8, 60)] == [0, 0, 1, 1, 2, 2]


@given(text=st.text(max_size=200))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_anything_typed_is_answered(text):
    assert clinics_named(text.replace("\0", "")) == []
    assert is_a_name(text.replace("\0", ""), in_part=True) is False


@pytest.mark.parametrize(
    "typed",
    ["Sky Paperridge", "Paperridge", "Paperridge, Sky", "Dr. Sky Paperridge", "dr paperridge",
     "Sky Paperridge, M.D.", "Doctor Sky Paperridge MD PhD", "PAPERRIDGE, SKY, PA-C",
     "Sky Paperidge", "Paperrigde", "Dra. Paperridge"],
)  # fmt: skip
def test_a_clinic_is_found_by_its_clinicians(typed):
    for name, first, last in (
        ("Pelican Key", "Sky", "Paperridge"),
        ("Heron Marsh", "Skylar", "Paperbridge-Cole"),
        ("Paper Ridge Wellness", "Ada", "Marsh"),
    ):
        clinic = make.clinic(name=name)
        person = make.clinician(clinic, given_name=first, family_name=last)
        make.credential(clinic, "npi", clinician=person, number=make.npi(clinic.pk))
        make.followed(clinic)
    assert named(typed) == ["Pelican Key"]


def test_titles_alone_and_degrees_of_a_clinic_are_words():
    make.clinic(name="MD Wellness")
    make.clinic(name="The Doctor")
    make.clinic(name="Rival Wellness")
    assert (named("MD Wellness"), named("Doctor"), named("MD")) == (
        ["MD Wellness"], ["The Doctor"], ["MD Wellness"],
    )  # fmt: skip
