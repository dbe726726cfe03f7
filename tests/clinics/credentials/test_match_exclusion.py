"""A row of the exclusion list beside a holder: what tells it from another, what is read of it."""

import datetime as dt

import pytest

from clinics.credentials.exclusion_matching import excluded, fingerprint
from clinics.credentials.register_matching import Holder
from tests import make
from tests.clinics.credentials.test_match import ADA, KNOWN, OTHER, row


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({}, True), ({"middle_name": "Q"}, True), ({"specialty": "NURSE"}, True),
        ({"waived_on": dt.date(2021, 1, 1)}, True),
        ({"last_name": "MARCH"}, False), ({"first_name": "ADAM"}, False),
        ({"business_name": "MARSH INC"}, False), ({"npi": OTHER}, False),
        ({"excluded_on": dt.date(2020, 5, 2)}, False), ({"state": "GA"}, False),
        ({"city": "TAMPA"}, False),
    ],
)  # fmt: skip
def test_a_row_is_told_from_another_by_name_number_day_and_place(other, same):
    assert (fingerprint(row(**other)) == fingerprint(row())) is same
    assert len(fingerprint(row(**other))) == 24


def test_a_match_that_a_moderator_settled_is_remembered_as_a_match_alone():
    mine = row(npi=int(make.npi(1)))
    mark = fingerprint(mine)
    assert excluded(ADA, [mine], settled={(mark, True)}).outcome == "confirmed"
    assert excluded(ADA, [mine], settled={(mark, False)}).outcome == "match"


def test_a_match_comes_before_the_possible_ones_and_each_says_which_it_is():
    answer = excluded(ADA, [row(), row(npi=int(make.npi(1))), row(first_name="BEN")])
    assert (answer.outcome, answer.is_good) == ("match", False)
    assert [line["agrees"] for line in answer.compared] == [True, None]
    assert excluded(ADA, []).is_good


def test_without_a_number_of_ones_own_the_lists_number_tells_nobody_apart():
    unknown = Holder(**(vars(ADA) | {"npi": ""}))
    assert excluded(unknown, [row(npi=OTHER)]).outcome == "possible"
    assert excluded(unknown, [row(npi=None)]).outcome == "possible"


def test_a_line_of_the_list_is_read_as_a_sentence():
    found = row(
        npi=OTHER, middle_name="QUEEN", specialty="NURSE", waived_on=dt.date(2021, 1, 1),
        waiver_state="GA",
    )  # fmt: skip
    holder = Holder(**(vars(ADA) | {"states": frozenset({"GA", "FL"})}))
    assert excluded(holder, [found]).compared == [
        {
            "what": "exclusion", "claimed": f"Ada Marsh, FL, GA, NPI {make.npi(1)}",
            "found": "ADA QUEEN MARSH, OCALA FL, 1128a1 since 2020-05-01, NURSE, "
                     f"waiver 2021-01-01 GA, NPI {OTHER}",
            "agrees": None, "fingerprint": fingerprint(found), "named": "MARSH",
        }
    ]  # fmt: skip


def test_a_business_on_the_list_is_read_by_its_own_name():
    clinic = Holder(names=("Pelican Key", "Tidewrack"), states=frozenset({"FL"}))
    business = row(last_name="", first_name="", business_name="TIDEWRACK LLC")
    assert excluded(clinic, [business]).compared == [
        {
            "what": "exclusion", "claimed": "Pelican Key / Tidewrack, FL, NPI not stated",
            "found": "TIDEWRACK LLC, OCALA FL, 1128a1 since 2020-05-01, NPI unknown",
            "agrees": None, "fingerprint": fingerprint(business),
            "named": "TIDEWRACK LLC",
        }
    ]  # fmt: skip


def test_whose_number_is_known_is_not_found_by_name_where_the_list_has_another_number():
    assert excluded(KNOWN, [row(npi=OTHER), row()]).compared == excluded(KNOWN, [row()]).compared
