"""Two listings are proposed as one, once for each pair, ever."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinics.listing.actions.duplicates import propose_pair
from clinics.models import Clinic, DuplicatePair, Event
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def heron():
    """The older of two listings; Pelican Key is never part of a pair."""
    make.clinic(name="Pelican Key")
    return make.clinic(name="Heron Marsh")


@pytest.fixture
def twin(heron):
    """The newer listing."""
    return make.clinic(name="Heron Marsh Ketamine")


def waiting() -> list[tuple[str, str, str]]:
    pairs = DuplicatePair.objects.waiting()
    return list(pairs.values_list("clinic__name", "other__name", "why"))


def test_a_pair_is_proposed_once_in_whichever_order(heron, twin, django_assert_num_queries):
    with django_assert_num_queries(10):
        pair = propose_pair(twin, heron, why="address")
    ann = make.ann(heron)
    with django_assert_num_queries(6):
        again = propose_pair(heron, twin, why="phone", by=ann)
    assert (pair, pair.proposed_by, waiting()) == (
        again, None, [("Heron Marsh", "Heron Marsh Ketamine", "address")]
    )  # fmt: skip
    events = Event.objects.filter(target="duplicatepair")
    assert list(events.values_list("verb", "actor", "clinic_id", "after", "why")) == [
        ("proposed as one", "operator", heron.pk, {"other": twin.slug}, "address")
    ]


def test_a_listing_is_no_pair_with_itself_nor_for_an_unknown_reason(heron, twin):
    assert propose_pair(heron, heron, why="said") is None
    with pytest.raises(ValueError, match="'a feeling' is not a valid"):
        propose_pair(heron, twin, why="a feeling")
    assert waiting() == []


def test_who_says_it_is_kept(heron, twin):
    ann = make.ann(heron)
    assert propose_pair(heron, twin, why="said", by=ann).proposed_by == ann
    assert Event.objects.get(target="duplicatepair").actor == "clinic"


def test_a_merged_listing_stands_for_its_survivor(heron, twin):
    third = make.clinic(name="Heron Marsh Infusions")
    Clinic.objects.filter(pk=third.pk).update(status="merged", merged_into=twin)
    third.refresh_from_db()
    assert propose_pair(third, twin, why="said") is None
    propose_pair(third, heron, why="said")
    assert waiting() == [("Heron Marsh", "Heron Marsh Ketamine", "said")]


def test_two_clinics_are_never_proposed_again_nor_what_was_merged_into_them(heron, twin):
    third = make.clinic(name="Heron Marsh Infusions")
    pair = propose_pair(heron, third, why="address")
    pair.decision, pair.decided_at = "two", timezone.now()
    pair.save()
    assert propose_pair(third, heron, why="phone") == pair
    Clinic.objects.filter(pk=third.pk).update(status="merged", merged_into=twin)
    assert propose_pair(heron, twin, why="phone") is None
    assert waiting() == []


def test_a_pair_waits_while_both_can_be_merged_and_nobody_put_it_off(heron, twin):
    pair = propose_pair(heron, twin, why="address")
    pair.later_until = make.days_ago(-3)
    pair.save()
    assert waiting() == []
    assert list(DuplicatePair.objects.waiting(on=make.days_ago(-4))) == [pair]
    DuplicatePair.objects.update(later_until=make.days_ago(1))
    assert len(waiting()) == 1
    Clinic.objects.filter(pk=twin.pk).update(status="hidden", hidden_for="fraud")
    assert waiting() == []


@pytest.mark.parametrize("words", [
    {"decision": "two"}, {"decided_at": timezone.now()},
    {"decision": "two", "decided_at": timezone.now(), "later_until": make.days_ago(-1)},
])  # fmt: skip
def test_the_database_refuses_half_a_decision_and_a_pair_in_the_wrong_order(heron, twin, words):
    pair = propose_pair(heron, twin, why="address")
    with pytest.raises(IntegrityError), transaction.atomic():
        DuplicatePair.objects.filter(pk=pair.pk).update(**words)
    with pytest.raises(IntegrityError), transaction.atomic():
        DuplicatePair.objects.create(clinic=twin, other=heron, why="said")
    with pytest.raises(IntegrityError), transaction.atomic():
        DuplicatePair.objects.create(clinic=heron, other=twin, why="said")
