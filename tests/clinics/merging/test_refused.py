"""What cannot be merged is refused in words, and of two who merge crosswise one decides."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinics.listing.actions.duplicates import propose_pair
from clinics.listing.actions.status import close, hide
from clinics.merging.actions.decide import ask_again, keep_two, put_off
from clinics.merging.actions.join import join
from clinics.models import Clinic, DuplicatePair, Event, Merge, ProposedChange
from tests import make
from tests.at_once import all_at_once
from tests.clinics.changes.cast import YES
from tests.clinics.merging.cast import WHY, merged, refusal, seen, undone
from tests.clinics.moderation.cast import proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    return make.moderator()


@pytest.fixture
def heron():
    return make.clinic(name="Heron Marsh")


@pytest.fixture
def twin(heron):
    return make.clinic(name="Heron Two")


def said(survivor: Clinic, loser: Clinic, mo, **words) -> str:
    return refusal(lambda: merged(survivor, loser, by=mo, **words))


def test_each_refusal_says_why_and_changes_nothing(heron, twin, mo):
    third = make.clinic(name="Egret Bay")
    wrong = "Choose the listing that survives."
    pair = propose_pair(heron, twin, why="said")
    assert refusal(lambda: join(pair, "both", by=mo, why=WHY, seen=seen(pair))) == wrong
    reason = "Say in up to 500 characters why they are one."
    assert [said(heron, twin, mo, why=why) for why in (" ", "x" * 501)] == [reason, reason]
    changed = "One of the listings changed while it was on your screen. Read them again."
    assert said(heron, twin, mo, seen="what was there before") == changed
    assert said(heron, twin, make.user("sam@example.org")) == (
        "Only a moderator with a second factor decides this."
    )
    partial_mo = make.moderator("moe@example.org")
    make.member("moe@example.org", twin)
    speaks = "You speak for “Heron Two”, so another moderator must decide this."
    assert said(heron, twin, partial_mo) == speaks
    assert said(twin, heron, partial_mo) == speaks
    candidate = make.clinic(name="Draft", published=False)
    assert said(candidate, heron, mo) == (
        "“Heron Marsh” is public and “Draft” is not: let the first survive."
    )
    third_pair = propose_pair(twin, third, why="said")
    hide(third.pk, reason="fraud", actor="moderator", why="A forged license.")
    assert refusal(lambda: join(third_pair, "one", by=mo, why=WHY, seen=seen(third_pair))) == (
        "“Egret Bay” cannot be merged. The listing is now: hidden."
    )
    assert (Merge.objects.count(), Clinic.objects.filter(status="merged").count()) == (0, 0)


def test_a_listing_is_merged_once_and_never_in_a_circle(heron, twin, mo):
    third = make.clinic(name="Egret Bay")
    pairs = [propose_pair(*two, why="said") for two in ((heron, third), (twin, third))]
    merged(heron, twin, by=mo)
    taken = "“Heron Two” was merged into “Heron Marsh” already. Choose that one."
    for keep in ("one", "other"):
        again = partial(join, pairs[1], keep, by=mo, why=WHY, seen=seen(pairs[1]))
        assert refusal(again) == taken
    pair = DuplicatePair.objects.get(clinic=heron, other=twin)
    assert refusal(lambda: join(pair, "other", by=mo, why=WHY, seen=seen(pair))) == taken
    assert propose_pair(heron, twin, why="said") is None


def test_two_cases_that_can_wait_only_once_are_decided_first(heron, twin, mo):
    make.claim(heron)
    claim = make.claim(twin)
    same = "The same person asks to speak for both. Decide one claim first."
    assert said(heron, twin, mo) == same
    claim.delete()
    for clinic, email in ((heron, "ann@example.org"), (twin, "ben@example.org")):
        proposal(clinic, email=email, condition__crps=YES)
    waits = "A proposal waits for each of the two. Decide that of “Heron Two” first."
    assert said(heron, twin, mo) == waits
    ProposedChange.objects.filter(clinic=heron).delete()
    merged(heron, twin, by=mo)
    assert ProposedChange.objects.get().clinic == heron


def test_a_closed_listing_goes_on_in_an_open_one_and_comes_back_closed(heron, twin, mo):
    close(twin.pk, since=make.days_ago(100), actor="moderator")
    merge = merged(heron, twin, by=mo)
    undone(merge, by=mo)
    twin.refresh_from_db()
    assert (twin.status, twin.status_since, twin.merged_into) == (
        "closed", make.days_ago(100), None
    )  # fmt: skip


def test_two_clinics_is_decided_once_and_taken_back_by_a_new_decision(heron, twin, mo):
    pair = propose_pair(heron, twin, why="address")
    words = {"by": mo, "why": "Two doors."}
    assert refusal(lambda: ask_again(pair, **words)) == "This waits already."
    keep_two(pair, **words, seen=seen(pair))
    for again in (keep_two, put_off):
        decided = "This was decided already: two clinics."
        assert refusal(lambda again=again: again(pair, **words, seen=seen(pair))) == decided
    events = Event.objects.filter(verb="two clinics").order_by("clinic_id")
    assert list(events.values_list("clinic_id", "after", "why")) == [
        (heron.pk, {"other": twin.slug}, "Two doors."),
        (twin.pk, {"other": heron.slug}, "Two doors."),
    ]
    assert ask_again(pair, **words).decision == ""
    assert put_off(pair, **words, seen=seen(pair)).later_until == make.days_ago(-30)
    assert list(DuplicatePair.objects.waiting()) == []
    ask_again(pair, **words)
    assert list(DuplicatePair.objects.waiting()) == [pair]
    merge = merged(heron, twin, by=mo)
    assert refusal(lambda: ask_again(pair, **words)) == "They were merged. Undo the merge instead."
    undone(merge, by=mo)
    assert list(DuplicatePair.objects.waiting()) == [pair]


@pytest.mark.parametrize("words", [
    {"undone_at": timezone.now()}, {"undone_why": "No."}, {"survivor": "loser"},
])  # fmt: skip
def test_the_database_refuses_half_an_undoing_and_a_merge_with_itself(heron, twin, mo, words):
    merge = merged(heron, twin, by=mo)
    words = {"survivor": twin} if words.get("survivor") else words
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.filter(pk=merge.pk).update(**words)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(survivor=heron, loser=twin, why="Twice.")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_crosswise_at_once_one_decides(heron, twin):
    moderators = [make.moderator(f"mo-{n}@example.org") for n in (1, 2)]
    pair = propose_pair(heron, twin, why="address")
    known = seen(pair)
    crosswise = [
        partial(join, pair, keep, by=by, why=WHY, seen=known)
        for keep, by in zip(("one", "other"), moderators, strict=True)
    ]
    results = all_at_once(crosswise)
    assert sorted(type(result).__name__ for result in results) == ["Merge", "MergeRefused"]
    refused = next(str(result) for result in results if not isinstance(result, Merge))
    merge = Merge.objects.get()
    names = {"loser": merge.loser.name, "survivor": merge.survivor.name}
    words = "“{loser}” was merged into “{survivor}” already. Choose that one."
    assert refused == words.format(**names)
    assert Clinic.objects.filter(status="merged").count() == 1


@pytest.mark.django_db(transaction=True)
def test_three_listings_merged_in_a_ring_at_once_end_in_no_circle(heron, twin):
    third, mo = make.clinic(name="Heron Three"), make.moderator()
    ring = [(heron, twin), (twin, third), (third, heron)]
    calls = []
    for survivor, loser in ring:
        pair = propose_pair(survivor, loser, why="address")
        keep = "one" if pair.clinic_id == survivor.pk else "other"
        calls.append(partial(join, pair, keep, by=mo, why=WHY, seen=seen(pair)))
    results = all_at_once(calls)
    assert {type(result).__name__ for result in results} <= {"Merge", "MergeRefused"}
    assert Clinic.objects.published().count() >= 1
    for clinic in Clinic.objects.filter(status="merged"):
        steps = 0
        while clinic.merged_into:
            clinic, steps = clinic.merged_into, steps + 1
            assert steps < 3
