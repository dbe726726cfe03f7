"""Undoing: what was published goes back, what was refused waits again; the trail keeps all."""

import pytest
from django.utils import timezone

from clinics.changes.actions.decide import Decision
from clinics.changes.actions.propose import propose
from clinics.changes.actions.publish import publish_at_once
from clinics.changes.actions.undo import reopen, revert
from clinics.changes.instant import in_good_standing
from clinics.changes.proposals import questions_asked
from clinics.changes.values import ChangeRefused
from clinics.models import Clinic, Event, Fact, Notice, ProposedChange
from tests import make
from tests.clinics.changes.cast import NO, YES, decide, facts, said

pytestmark = pytest.mark.django_db
NO_EVIDENCE = Decision("rejected", "evidence", "Nothing says so.")


@pytest.fixture
def clinic():
    return make.clinic(
        facts=[
            make.fact("route.iv-infusion"),
            make.fact("condition.crps", confirmed="document", days=100),
        ],
        name="Pelican Key",
        phone="+1 561-555-0100",
        prices={"price.session": 400},
    )


def fact(clinic: Clinic, code: str) -> Fact:
    return said(clinic).facts.get(code=code)


def told(user) -> list[str]:
    """What a person was told, oldest first."""
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("words", flat=True))


# What was approved


def test_a_decision_is_reverted_by_a_new_one_with_its_own_trail(clinic, ann, mo):
    after = {"condition.crps": NO, "condition.ptsd": YES, "name": "Gulf Key", "price.session": None}
    change = propose(clinic, after, by=ann)
    decide(change, by=mo)
    new = revert(change, by=mo, reason="The register says otherwise.")
    crps = fact(clinic, "condition.crps")
    assert (crps.value, crps.confirmed_by, crps.since) == (True, "document", make.days_ago(100))
    assert said(clinic).name == "Pelican Key"
    assert said(clinic).prices.get().amount == 400
    assert "condition.ptsd" not in facts(clinic)
    assert (new.reverts, new.closed_as, new.note) == (change, "decided",
                                                      "The register says otherwise.")  # fmt: skip
    verbs = Event.objects.about_clinic(clinic.pk).values_list("verb", "actor")
    assert list(verbs)[:2] == [("reverted", "moderator"), ("changed", "moderator")]
    assert Notice.objects.filter(user=ann).count() == 2
    with pytest.raises(ChangeRefused, match="has changed since"):
        revert(change, by=mo, reason="Again.")


def test_a_revert_is_refused_when_values_moved_on_or_for_no_reason(clinic, ann, mo):
    change = propose(clinic, {"condition.ptsd": YES, "condition.anxiety": YES}, by=ann)
    decide(change, by=mo, anxiety=Decision("rejected", "evidence"))
    with pytest.raises(ChangeRefused, match="Say why"):
        revert(change, by=mo, reason=" ")
    with pytest.raises(ChangeRefused, match="does not speak for this clinic"):
        revert(change, by=make.member("ben@example.org", clinic), reason="Mine.")
    decide(propose(clinic, {"condition.ptsd": NO}, by=ann), by=mo)
    with pytest.raises(
        ChangeRefused, match=r"has changed since: Post-traumatic stress disorder \(PTSD\)\.$"
    ):
        revert(change, by=mo, reason="Wrong.")
    assert facts(clinic)["condition.ptsd"] is False


def test_who_states_the_contact_details_is_restored_too(mo):
    clinic = make.clinic(source="import", source_name="SAMHSA", name="Old name")
    change = propose(clinic, {"name": "New name"}, by=make.ann(clinic))
    assert {item.code for item in change.items.all()} == {"name", "contact"}
    decide(change, by=mo)
    assert (said(clinic).name, said(clinic).source) == ("New name", "clinic")
    revert(change, by=mo, reason="Wrong.")
    assert (said(clinic).name, said(clinic).source, said(clinic).source_name) == (
        "Old name", "import", "SAMHSA")  # fmt: skip


def test_an_undone_decision_is_undone_again_and_the_clinic_is_told_each_time(clinic, ann, mo):
    change = propose(clinic, {"condition.ptsd": YES}, by=ann)
    decide(change, by=mo)
    undone = revert(change, by=mo, reason="Wrong.")
    assert "condition.ptsd" not in facts(clinic)
    revert(undone, by=mo, reason="It was right.")
    assert facts(clinic)["condition.ptsd"] is True
    assert told(ann) == [
        "Your edit of Pelican Key was decided.",
        "A decision about your edit of Pelican Key was reverted (a condition): “Wrong.”",
        "A decision about your edit of Pelican Key was reverted (a condition): “It was right.”",
    ]
    assert told(mo) == []


# What was rejected or sent back


def test_what_was_not_approved_waits_again_as_it_was_asked(clinic, ann, mo):
    after = {"condition.ptsd": YES, "condition.anxiety": YES, "insurance.aetna": NO}
    change = propose(clinic, after, by=ann, note="See our website.")
    ProposedChange.objects.update(proposed_at=timezone.now() - make.dt.timedelta(days=3))
    decide(change, by=mo, anxiety=NO_EVIDENCE, aetna=Decision("asked-back", "", "Which route?"))
    new = reopen(change, by=mo, reason="The evidence came by mail.")
    change.refresh_from_db()
    assert (new.reverts, new.closed_as, new.proposed_by) == (change, "", ann)
    assert new.proposed_at == change.proposed_at
    assert {item.code: (item.before, item.after, item.decision) for item in new.items.all()} == {
        "condition.anxiety": (None, YES, ""), "insurance.aetna": (None, NO, "")}  # fmt: skip
    assert change.items.get(code="condition.anxiety").decision == "rejected"
    event = Event.objects.get(verb="reopened")
    assert (event.actor, event.by_id, event.why) == (
        "moderator", mo.pk, "The evidence came by mail.")  # fmt: skip
    assert told(ann)[-1] == "A moderator is looking again at your edit of Pelican Key."
    assert "condition.anxiety" not in facts(clinic)
    decide(new, by=mo)
    assert (facts(clinic)["condition.anxiety"], facts(clinic)["insurance.aetna"]) == (True, False)
    assert fact(clinic, "condition.anxiety").affirmed_on == make.days_ago(3)


def test_a_newer_edit_takes_over_what_waits_again_with_the_clinics_own_note(clinic, ann, mo):
    change = propose(clinic, {"condition.ptsd": YES}, by=ann, note="See our website.")
    decide(change, by=mo, ptsd=NO_EVIDENCE)
    reopen(change, by=mo, reason="My mistake.")
    newer = propose(clinic, {"condition.ocd": YES}, by=ann)
    assert newer.note == "See our website."
    assert {item.code for item in newer.items.all()} == {"condition.ptsd", "condition.ocd"}


def test_a_rejection_that_was_undone_no_longer_costs_good_standing(clinic, ann, mo):
    change = propose(clinic, {"condition.ptsd": YES, "condition.ocd": YES}, by=ann)
    decide(change, by=mo, ptsd=NO_EVIDENCE)
    assert not in_good_standing(ann, clinic.pk)
    revert(change, by=mo, reason="This speaks of the other answer alone.")
    assert not in_good_standing(ann, clinic.pk)
    reopen(change, by=mo, reason="It was my mistake.")
    assert in_good_standing(ann, clinic.pk)


def test_reopening_is_refused_in_words(clinic, ann, mo):
    change = propose(clinic, {"condition.ptsd": YES, "condition.ocd": YES}, by=ann)
    with pytest.raises(ChangeRefused, match="Nothing of this was rejected"):
        reopen(change, by=mo, reason="Early.")
    decide(change, by=mo, ptsd=NO_EVIDENCE)
    with pytest.raises(ChangeRefused, match="Say why"):
        reopen(change, by=mo, reason="  ")
    make.member("own@example.org", clinic)
    for person in (ann, make.moderator("own2@example.org"), make.member("ben@example.org", clinic)):
        if person.is_moderator:
            make.member(person.email, clinic)
        with pytest.raises(ChangeRefused, match=r"your own proposal|does not speak for"):
            reopen(change, by=person, reason="Mine.")
    other = propose(clinic, {"condition.anxiety": YES}, by=ann)
    with pytest.raises(ChangeRefused, match="Another proposal of this clinic waits"):
        reopen(change, by=mo, reason="Again.")
    decide(other, by=mo)
    new = reopen(change, by=mo, reason="Again.")
    decide(new, by=mo, ptsd=NO_EVIDENCE)
    with pytest.raises(ChangeRefused, match="waits again already"):
        reopen(change, by=mo, reason="And again.")
    decide(reopen(new, by=mo, reason="And again."), by=mo)
    assert facts(clinic)["condition.ptsd"] is True
    with pytest.raises(ChangeRefused, match="waits again already"):
        reopen(new, by=mo, reason="Once more.")


def test_the_proposer_of_what_waits_again_still_cannot_decide_it(clinic, mo):
    proposer = make.moderator("proposer@example.org")
    membership = make.member("proposer@example.org", clinic).memberships.get()
    change = propose(clinic, {"condition.ptsd": YES}, by=proposer)
    membership.delete()
    decide(change, by=mo, ptsd=NO_EVIDENCE)
    new = reopen(change, by=mo, reason="Again.")
    with pytest.raises(ChangeRefused, match="your own proposal"):
        decide(new, by=proposer)
    assert "condition.ptsd" not in facts(clinic)


# What was published at once


def test_what_was_published_at_once_is_taken_back_by_a_moderator(clinic, ann, mo):
    hours = [[0, "09:00", "17:00"], [5, "10:00", "12:00"]]
    after = {"phone": "+1 561-555-0199", "hours": hours, "how_to_find": "Blue door"}
    publish_at_once(clinic, after, by=ann)
    done = ProposedChange.objects.get()
    assert (done.closed_as, done.proposed_by) == ("at-once", ann)
    assert set(done.items.values_list("code", "decision")) == {
        ("phone", ""), ("hours", ""), ("how_to_find", "")}  # fmt: skip
    assert in_good_standing(ann, clinic.pk)
    revert(done, by=mo, reason="The number is a private one.")
    now = said(clinic)
    assert (now.phone, now.how_to_find, list(now.hours.all())) == ("+1 561-555-0100", "", [])
    newest = Event.objects.about_clinic(clinic.pk).public().first()
    assert (newest.actor, newest.why) == (
        "moderator", "What the clinic had published at once was reverted.")  # fmt: skip
    assert told(ann) == [
        "A moderator took back what was published of your edit of Pelican Key (Phone, Opening "
        "hours, How to find the door): “The number is a private one.”"
    ]
    assert not in_good_standing(ann, clinic.pk)
    assert in_good_standing(make.member("ben@example.org", clinic), clinic.pk)


def test_taking_back_is_refused_once_the_clinic_said_something_else(clinic, ann, mo):
    publish_at_once(clinic, {"how_to_find": "Blue door"}, by=ann)
    first = ProposedChange.objects.get()
    publish_at_once(clinic, {"how_to_find": "Red door"}, by=ann)
    with pytest.raises(ChangeRefused, match="has changed since: How to find the door"):
        revert(first, by=mo, reason="Nobody finds it.")
    assert said(clinic).how_to_find == "Red door"


def test_what_was_published_at_once_does_not_hide_a_question(clinic, ann, mo):
    change = propose(clinic, {"condition.ptsd": YES}, by=ann)
    decide(change, by=mo, ptsd=Decision("asked-back", "", "Since when?"))
    publish_at_once(clinic, {"how_to_find": "Blue door"}, by=ann)
    assert questions_asked(clinic) == {"condition.ptsd": "Since when?"}
