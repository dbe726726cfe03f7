"""The vocabulary: its codes, its bits, and what may be confirmed by whom."""

import pytest

from clinics.checklist import CHECKLIST
from clinics.listing.models import CONFIRMERS
from clinics.vocabulary import AWAY_BIT, Group, Item
from tests.clinics.checklist_bits import BITS
from tests.one_more_item import one_more_item

COMBINE = {"condition": "all", "route": "any", "safety": "all", "aftercare": "all", "staff": "all",
           "insurance": "any", "payment": "all", "access": "all", "language": "any",
           "accreditation": "any"}  # fmt: skip


def test_no_bit_of_an_item_ever_moves():
    assert {item.qualified: item.bit for item in CHECKLIST.items} == BITS


def test_the_groups_combine_as_the_contract_says():
    assert {group.code: group.combine for group in CHECKLIST.groups} == COMBINE


def test_every_cited_source_is_listed_and_every_confirmer_known():
    known = {source.short for source in CHECKLIST.sources}
    for item in CHECKLIST.items:
        assert set(item.sources) <= known
        assert set(item.confirm) <= set(CONFIRMERS)


def test_no_synonym_names_two_items():
    named = [synonym for item in CHECKLIST.items for synonym in item.synonyms]
    assert sorted(named) == sorted(set(named))


def test_an_item_added_for_a_while_is_gone_afterwards():
    item = Item(bit=190, code="gulf-war-illness", label="Gulf War illness")
    with one_more_item("condition", item) as added:
        assert CHECKLIST.item("condition.gulf-war-illness") is added
        assert added.group == "condition"
    assert CHECKLIST.get("condition.gulf-war-illness") is None
    assert CHECKLIST.get("condition.crps") is not None


@pytest.mark.parametrize(("bit", "code"), [(0, "new"), (AWAY_BIT, "new"), (190, "crps")])
def test_a_bit_or_code_that_is_taken_or_too_high_is_refused(bit, code):
    before = CHECKLIST.items
    with (
        pytest.raises(ValueError, match="checklist"),
        one_more_item("condition", Item(bit=bit, code=code, label="x")),
    ):
        pass
    assert CHECKLIST.items == before


def test_a_price_may_differ_by_route_only_for_a_session():
    columns = CHECKLIST.price_columns()
    assert columns["price.session.lozenge"][1] == "lozenge"
    assert "price.booster.lozenge" not in columns
    assert len(columns) == 4 + len(CHECKLIST.group("route").items)


def test_labels_are_found_for_every_kind_of_code():
    assert CHECKLIST.label("insurance.medicare") == "Medicare"
    assert CHECKLIST.label("number.session_minutes") == "Length of a session"
    assert CHECKLIST.label("price.session.lozenge") == "One session: Lozenge, troche or tablet"
    assert isinstance(CHECKLIST.group("route"), Group)


def test_codes_come_in_the_order_of_the_list_each_once():
    mixed = ["insurance.medicare", "condition.ptsd", "condition.crps", "condition.ptsd"]
    in_order = ("condition.crps", "condition.ptsd", "insurance.medicare")
    assert CHECKLIST.in_order(mixed) == CHECKLIST.in_order(reversed(mixed)) == in_order
    assert CHECKLIST.in_order([]) == ()
    with pytest.raises(KeyError):
        CHECKLIST.in_order(["condition.crps", "condition.crsp"])
