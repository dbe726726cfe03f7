"""Comparing: what agrees, what differs, and whom the exclusion list may mean."""

import datetime as dt

import pytest

from clinics.checklist import CHECKLIST
from clinics.credentials import register_matching
from clinics.credentials.exclusion_matching import excluded, fingerprint
from clinics.credentials.organization_names import is_same_organization
from clinics.credentials.person_names import is_same_given, is_same_surname, shares_surname
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


def differing(answer: register_matching.RegisterVerdict) -> list[str]:
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
        (ADA, {"state": "TX"}, "possible"),
        (ADA, {"state": "TX", "first_name": "ADDA"}, "confirmed"),
        (ADA, {"first_name": "BEA"}, "confirmed"),
        (ADA, {"last_name": "RIVAL"}, "confirmed"),
        (ADA, {"npi": OTHER}, "possible"),
        (KNOWN, {"npi": OTHER}, "confirmed"),
        (KNOWN, {"npi": None}, "possible"),
    ],
    ids=str,
)
def test_the_exclusion_list_by_npi_is_a_match_and_by_name_a_possible_one(holder, found, outcome):
    assert excluded(holder, [row(**found)]).outcome == outcome


def test_what_a_moderator_said_of_a_row_is_remembered_and_of_that_row_alone():
    mark, rival = fingerprint(row()), row(city="TAMPA")
    assert excluded(ADA, [row()], settled={(mark, False)}).outcome == "confirmed"
    both = excluded(ADA, [row(), rival], settled={(mark, False)})
    assert [line["fingerprint"] for line in both.compared] == [fingerprint(rival)]
    by_npi = excluded(Holder(npi=make.npi(2)), [row(npi=OTHER)], settled={(mark, False)})
    assert by_npi.outcome == "match"
    with_npi = row(npi=OTHER)
    held = frozenset({fingerprint(with_npi)})
    assert excluded(KNOWN, [with_npi], held=held).outcome == "possible"
    assert excluded(Holder(family="Rival"), [with_npi], held=held).outcome == "possible"


def test_a_waiver_is_noted():
    found = excluded(ADA, [row(waived_on=dt.date(2021, 1, 1), waiver_state="FL")])
    assert "waiver 2021-01-01 FL" in found.compared[0]["found"]


def test_a_clinic_is_found_by_its_name_everywhere_and_in_its_state_by_a_similar_one():
    clinic = Holder(names=("Pelican Key",), states=frozenset({"FL"}))
    business = {"last_name": "", "first_name": "", "business_name": "PELICAN KEY INC"}
    assert excluded(clinic, [row(**business)]).outcome == "possible"
    assert excluded(clinic, [row(**business, state="GA")]).outcome == "possible"
    business["business_name"] = "PELICAN KAY INC"
    assert excluded(clinic, [row(**business)]).outcome == "possible"
    assert excluded(clinic, [row(**business, state="GA")]).outcome == "confirmed"
    assert excluded(clinic, [row()]).outcome == "confirmed"


def test_each_line_of_an_npi_says_what_was_stated_and_what_is_found():
    found = provider(deactivated_on=dt.date(2024, 1, 1), replacement_npi=OTHER)
    lines = [
        tuple(line.values()) for line in register_matching.npi(make.npi(1), ADA, found).compared
    ]
    assert lines == [
        ("check-digit", make.npi(1), "", True),
        ("present", make.npi(1), make.npi(1), True),
        ("active", "in use", f"deactivated 2024-01-01, replaced by {OTHER}", False),
        ("type", "1", "1", True),
        ("name", "Ada Marsh", "ADA MARSH", True),
        ("state", "FL", "FL", True),
        ("taxonomy", "psychiatrist", "2084P0800X", True),
    ]
    assert list(register_matching.npi(make.npi(1), ADA, provider()).compared[2].values()) == [
        "active", "in use", "in use", True,
    ]  # fmt: skip
    back = provider(deactivated_on=dt.date(2024, 1, 1), reactivated_on=dt.date(2024, 2, 1))
    assert register_matching.npi(make.npi(1), ADA, back).compared[2]["found"] == (
        "deactivated 2024-01-01, reactivated 2024-02-01"
    )


def test_a_wrong_check_digit_differs_and_is_all_that_does():
    wrong = f"{make.npi(1)[:-1]}{(int(make.npi(1)[-1]) + 1) % 10}"
    assert differing(register_matching.npi(wrong, ADA, provider())) == ["check-digit"]
    assert [tuple(line.values()) for line in register_matching.npi(wrong, ADA, None).compared] == [
        ("check-digit", wrong, "", False), ("present", wrong, "", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("states", "found", "agrees"),
    [
        ({"FL"}, "", None), ((), "FL", None), ({"FL"}, "FL", True), ({"GA"}, "FL", True),
        ({"TX"}, "FL", False), ({"TX", "FL"}, "FL", True),
    ],
)  # fmt: skip
def test_a_state_that_one_of_them_lacks_is_no_difference(states, found, agrees):
    holder = Holder(**(vars(ADA) | {"states": frozenset(states)}))
    line = register_matching.npi(make.npi(1), holder, provider(state=found)).compared[5]
    assert line == {
        "what": "state", "claimed": ", ".join(sorted(states)), "found": found, "agrees": agrees,
    }  # fmt: skip


def test_a_license_says_nothing_of_where_a_clinic_is():
    clinic = Holder(names=("Pelican Key",), states=frozenset({"GA"}))
    found = provider(entity_type=2, organization_name="PELICAN KEY", taxonomies=[])
    assert differing(register_matching.npi(make.npi(1), clinic, found)) == ["state"]


def test_what_a_number_is_for_is_compared_only_where_the_register_knows_whose_it_is():
    nobody = provider(entity_type=None, last_name="", taxonomies=["163W00000X"])
    assert differing(register_matching.npi(make.npi(1), ADA, nobody)) == ["type", "name"]
    unknown = Holder(**(vars(ADA) | {"profession": "astrologer"}))
    assert register_matching.npi(make.npi(1), unknown, provider()).compared[6]["agrees"] is None


@pytest.mark.parametrize(
    ("number", "listed", "outcome"),
    [
        ("PENDING", ["FL NONE"], "differs"),
        ("PENDING", ["FL PENDING"], "agrees"),
        ("ME-000", ["FL DO 0"], "differs"),
        ("ME 10", ["FL 1"], "differs"),
        ("ME 10", ["FL 0010"], "agrees"),
        ("ME 1", [], "not-found"),
        ("ME 1", ["GA ME1"], "not-found"),
    ],
)
def test_two_license_numbers_without_a_digit_do_not_agree(number, listed, outcome):
    answer = register_matching.licence("FL", number, provider(licences=listed))
    assert (answer.outcome, answer.is_good) == (outcome, outcome == "agrees")
    assert answer.compared[0]["agrees"] is (outcome == "agrees")
    assert answer.compared[0]["claimed"] == f"FL {number}"


def test_the_license_that_is_the_same_to_the_letter_goes_before_one_that_is_nearly_so():
    answer = register_matching.licence("FL", "ME 12", provider(licences=["FL 12", "FL ME12"]))
    assert [line["found"] for line in answer.compared] == ["FL ME12"]
    none = register_matching.licence("FL", "12", None)
    assert (none.outcome, none.compared[0]["found"]) == ("not-found", "")
    other = register_matching.licence("TX", "12", provider())
    assert other.compared[0]["found"] == "FL ME0012345, GA 77"
