"""Comparing: what agrees, what differs, and whom the exclusion list may mean."""

import datetime as dt

import pytest

from clinics.checklist import CHECKLIST
from clinics.credentials import register_matching
from clinics.credentials.person_names import (
    is_same_given,
    is_same_organization,
    is_same_surname,
    shares_surname,
)
from clinics.credentials.register_matching import Holder
from clinics.models import Exclusion, NppesProvider
from tests import make

ADA = Holder(given="Ada", family="Marsh", profession="psychiatrist", states=frozenset({"FL"}),
             npi=make.npi(1))  # fmt: skip


def provider(**fields) -> NppesProvider:
    words = {"entity_type": 1, "last_name": "MARSH", "first_name": "ADA", "state": "FL",
             "taxonomies": ["2084P0800X"],
             "licences": ["FL ME0012345", "GA 77"]} | fields  # fmt: skip
    return NppesProvider(npi=int(make.npi(1)), **words)


def row(**fields) -> Exclusion:
    words = {"last_name": "MARSH", "first_name": "ADA", "state": "FL", "city": "OCALA",
             "exclusion_type": "1128a1", "excluded_on": dt.date(2020, 5, 1)} | fields  # fmt: skip
    return Exclusion(**words)


def differing(answer: register_matching.Answer) -> list[str]:
    return [line["what"] for line in answer.compared if line["agrees"] is False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("O’Brien", "OBRIEN", True), ("O'Brien", "O BRIEN", True), ("Núñez", "NUNEZ", True),
        ("Smith-Jones", "SMITH JONES", True), ("Marsh", "MARSH JR", True), ("Łoś", "LOS", True),
        ("Marsh", "MARSHALL", False), ("Smith-Jones", "SMITH", False), ("", "", False),
    ],
)  # fmt: skip
def test_surnames(one, other, same):
    assert (is_same_surname(one, other), is_same_surname(other, one)) == (same, same)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("Smith-Jones", "JONES", True), ("Smith Jones", "SMITH", True), ("Marsh", "MARSH JR", True),
        ("Smith-Jones", "SMITH-ROSS", False), ("Smith-Jones", "JON", False), ("", "", False),
        ("de la Cruz", "LA", False), ("O'Brien", "BRIEN", False),
    ],
)  # fmt: skip
def test_a_part_of_a_double_surname_is_shared(one, other, shared):
    assert (shares_surname(one, other), shares_surname(other, one)) == (shared, shared)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada", "ADA", True), ("Ada Lee", "ADA", True), ("Ada", "A.", True), ("Ada", "B", False),
        ("Ada", "ADAM", False), ("Lee Ada", "ADA", False), ("Ada", "", False),
    ],
)  # fmt: skip
def test_given_names(one, other, same):
    assert (is_same_given(one, other), is_same_given(other, one)) == (same, same)


def test_organisations_are_one_without_their_legal_form():
    assert is_same_organization("Pelican Key Ketamine, P.L.L.C.", "THE PELICAN KEY KETAMINE INC")
    assert not is_same_organization("Pelican Key Ketamine", "PELICAN KEY")
    assert not is_same_organization("The Co.", "Inc.")


def test_an_npi_that_agrees_is_compared_line_by_line():
    answer = register_matching.npi(make.npi(1), ADA, provider())
    assert answer.outcome == "agrees"
    assert [line["what"] for line in answer.compared] == [
        "check-digit", "present", "active", "type", "name", "state", "taxonomy",
    ]  # fmt: skip
    assert {line["agrees"] for line in answer.compared} == {True}


@pytest.mark.parametrize(
    ("found", "differs"),
    [
        ({"last_name": "RIVAL"}, ["name"]),
        ({"first_name": "BEN"}, ["name"]),
        ({"entity_type": 2}, ["type"]),
        ({"entity_type": None, "last_name": ""}, ["type", "name"]),
        ({"state": "TX", "licences": ["TX 1"]}, ["state"]),
        ({"state": "TX"}, []),
        ({"taxonomies": ["163W00000X"]}, ["taxonomy"]),
        ({"taxonomies": ["163W00000X", "2084P0804X"]}, []),
        ({"taxonomies": []}, []),
        ({"deactivated_on": dt.date(2024, 1, 1)}, ["active"]),
        (
            {"deactivated_on": dt.date(2024, 1, 1), "reactivated_on": dt.date(2024, 2, 1)},
            [],
        ),
        ({"deactivated_on": dt.date(2024, 1, 1), "entity_type": None, "last_name": ""}, ["active"]),
    ],
    ids=str,
)
def test_what_differs_is_named(found, differs):
    answer = register_matching.npi(make.npi(1), ADA, provider(**found))
    assert differing(answer) == differs
    assert answer.outcome == ("differs" if differs else "agrees")


def test_an_npi_that_the_register_does_not_have_is_not_found():
    assert register_matching.npi(make.npi(1), ADA, None).outcome == "not-found"


def test_every_profession_has_taxonomies_and_the_clinics_own_npi_is_of_an_organisation():
    professions = {item.code for item in CHECKLIST.group("staff").items}
    assert set(register_matching.PROFESSION_TAXONOMIES) == professions
    clinic = Holder(names=("Pelican Key", "Tidewrack"), states=frozenset({"FL"}))
    found = provider(entity_type=2, organization_name="TIDEWRACK LLC")
    assert register_matching.npi(make.npi(1), clinic, found).outcome == "agrees"
    assert differing(register_matching.npi(make.npi(1), clinic, provider())) == ["type", "name"]


@pytest.mark.parametrize(
    ("state", "number", "outcome"),
    [
        ("FL", "ME 0012345", "agrees"), ("FL", "12345", "agrees"), ("FL", "12346", "differs"),
        ("GA", "12345", "differs"), ("TX", "12345", "not-found"), ("FL", "ME", "differs"),
    ],
)  # fmt: skip
def test_a_license_is_one_of_those_the_register_lists(state, number, outcome):
    answer = register_matching.licence(state, number, provider())
    assert answer.outcome == outcome
    is_loose = "without the letters" in answer.compared[0]["found"]
    assert is_loose == ((state, number) == ("FL", "12345"))


NPI, OTHER = int(make.npi(1)), int(make.npi(2))
KNOWN = Holder(**(vars(ADA) | {"is_npi_known": True}))


@pytest.mark.parametrize(
    ("holder", "found", "outcome"),
    [
        (ADA, {"npi": NPI, "last_name": "MAIDEN", "state": "TX"}, "match"),
        (ADA, {}, "possible"),
        (ADA, {"middle_name": "QUEEN", "first_name": "ADA"}, "possible"),
        (ADA, {"state": "TX"}, "confirmed"),
        (ADA, {"first_name": "BEA"}, "confirmed"),
        (ADA, {"npi": OTHER}, "possible"),
        (KNOWN, {"npi": OTHER}, "confirmed"),
        (KNOWN, {"npi": None}, "possible"),
    ],
    ids=str,
)
def test_the_exclusion_list_by_npi_is_a_match_and_by_name_and_state_a_possible_one(
    holder, found, outcome
):
    assert register_matching.excluded(holder, [row(**found)]).outcome == outcome


def test_what_a_moderator_said_of_a_row_is_remembered_and_of_that_row_alone():
    mark, rival = register_matching.fingerprint(row()), row(city="TAMPA")
    assert register_matching.excluded(ADA, [row()], settled={(mark, False)}).outcome == "confirmed"
    both = register_matching.excluded(ADA, [row(), rival], settled={(mark, False)})
    assert [line["fingerprint"] for line in both.compared] == [register_matching.fingerprint(rival)]
    by_npi = register_matching.excluded(
        Holder(npi=make.npi(2)), [row(npi=OTHER)], settled={(mark, False)}
    )
    assert by_npi.outcome == "match"
    with_npi = row(npi=OTHER)
    held = frozenset({register_matching.fingerprint(with_npi)})
    assert register_matching.excluded(KNOWN, [with_npi], held=held).outcome == "possible"
    assert (
        register_matching.excluded(Holder(family="Rival"), [with_npi], held=held).outcome
        == "possible"
    )


def test_a_waiver_is_noted():
    found = register_matching.excluded(ADA, [row(waived_on=dt.date(2021, 1, 1), waiver_state="FL")])
    assert "waiver 2021-01-01 FL" in found.compared[0]["found"]


def test_a_clinic_is_matched_by_npi_or_its_name_and_state():
    clinic = Holder(names=("Pelican Key",), states=frozenset({"FL"}))
    business = {"last_name": "", "first_name": "", "business_name": "PELICAN KEY INC"}
    assert register_matching.excluded(clinic, [row(**business)]).outcome == "possible"
    assert register_matching.excluded(clinic, [row(**business, state="GA")]).outcome == "confirmed"
    assert register_matching.excluded(clinic, [row()]).outcome == "confirmed"
