"""Sending an edit: harmless parts are public, the rest waits, and all of it or nothing happens."""

import pytest

from clinics.changes import values
from clinics.changes.actions.confirm import confirm_all
from clinics.changes.actions.decide import Decision
from clinics.changes.actions.drafts import discard_draft, save_draft
from clinics.changes.actions.propose import propose, withdraw
from clinics.changes.actions.propose import send as send_change
from clinics.changes.actions.publish import publish_at_once
from clinics.changes.actions.undo import revert
from clinics.changes.edit import edit_of, fingerprint
from clinics.changes.values import ChangeRefused, WaitsAlready
from clinics.models import Clinic, EditDraft, Event, Notice, ProposedChange
from tests import make
from tests.clinics.changes.cast import NO, YES, decide, facts, said

pytestmark = pytest.mark.django_db
PHONE = {"phone": "561-555-0199"}
NOTHING = "This changes nothing: the listing says all of it already."


@pytest.fixture
def clinic():
    return make.clinic(name="Pelican Key", phone="+1 561-555-0123")


@pytest.fixture
def ann(clinic):
    return make.ann(clinic)


def typed(clinic, after: dict, *, by) -> str:
    """Keep these values as a draft; the fingerprint of what is on the screen then."""
    public = values.public(said(clinic))
    waiting = ProposedChange.objects.pending().filter(clinic=clinic).first()
    edit = edit_of(public, None, waiting)
    for code, value in after.items():
        edit.fill(code, value, base=public.get(code))
    save_draft(clinic, edit.data, by=by)
    return fingerprint(public, edit.with_dropped(waiting))


def send(clinic, after: dict, *, by, note: str = ""):
    """Send what was on the screen."""
    return send_change(clinic, by=by, note=note, seen=typed(clinic, after, by=by))


def refusal(call) -> str:
    """The words in which something is refused; '' when it goes through."""
    try:
        call()
    except ChangeRefused as refused:
        return str(refused)
    return ""


def test_what_is_harmless_is_public_and_the_rest_waits(clinic, ann):
    sent = send(clinic, PHONE | {"condition.crps": YES}, by=ann, note="Please")
    assert (sent.published, said(clinic).phone) == ({"phone"}, "+1 561-555-0199")
    assert "condition.crps" not in facts(clinic)
    waiting = ProposedChange.objects.pending().get()
    assert (sent.change, waiting.note, waiting.proposed_by) == (waiting, "Please", ann)
    assert [(item.code, item.after) for item in waiting.items.all()] == [("condition.crps", YES)]


@pytest.mark.parametrize("after", [PHONE, {"condition.crps": YES}])
def test_an_edit_may_be_of_one_kind_alone(clinic, ann, after):
    sent = send(clinic, after, by=ann)
    is_harmless = after == PHONE
    assert (sent.published, sent.change is None) == (set(PHONE) & set(after), is_harmless)
    assert ProposedChange.objects.pending().exists() is not is_harmless


@pytest.mark.django_db(transaction=True)
def test_nothing_is_published_when_the_rest_is_refused():
    clinic = make.clinic(phone="+1 561-555-0123")
    ann = make.ann(clinic)
    words = refusal(lambda: send(clinic, PHONE | {"condition.crps": YES}, by=ann, note="x" * 5001))
    assert words == "This has 5,001 characters; at most 4,000 are allowed."
    assert said(clinic).phone == "+1 561-555-0123"
    assert not ProposedChange.objects.exists()
    assert EditDraft.objects.filter(user=ann).exists()
    assert send(clinic, PHONE | {"email": "desk@clinic.example"}, by=ann).published == {"phone"}


def test_ones_own_draft_goes_and_a_colleagues_and_another_clinics_stay(clinic, ann):
    rival = make.clinic()
    ben = make.member("ben@example.org", clinic)
    make.member("ann@example.org", rival)
    for who, where in ((ann, clinic), (ben, clinic), (ann, rival)):
        save_draft(where, {"phone": "typed"}, by=who)
    discard_draft(clinic, by=ann)
    left = [(ben.pk, clinic.pk), (ann.pk, rival.pk)]
    assert list(EditDraft.objects.order_by("pk").values_list("user", "clinic")) == left
    save_draft(clinic, {"phone": "again"}, by=ann)
    send(clinic, PHONE, by=ann)
    assert list(EditDraft.objects.order_by("pk").values_list("user", "clinic")) == left


def test_a_draft_is_ones_own_and_the_newest_typing_is_kept(clinic, ann):
    save_draft(clinic, {"phone": "first"}, by=ann)
    save_draft(clinic, {"phone": "second"}, by=ann)
    assert EditDraft.objects.get().data == {"phone": "second"}
    stranger = make.member("sam@example.org", make.clinic())
    assert refusal(lambda: save_draft(clinic, {"phone": "x"}, by=stranger)) == (
        "You do not speak for this clinic any more. Nothing was changed."
    )
    assert EditDraft.objects.count() == 1


def test_what_cannot_be_sent_is_refused_in_words(clinic, ann):
    stranger = make.member("sam@example.org", make.clinic())
    typed(clinic, PHONE, by=ann)
    assert refusal(lambda: send_change(clinic, by=ann, note="", seen="another")) == (
        "The listing changed while you were editing. Please review it again."
    )
    assert refusal(lambda: send(clinic, {}, by=ann)) == NOTHING
    assert refusal(lambda: send(clinic, PHONE, by=stranger)) == (
        "You do not speak for this clinic any more. Nothing was changed."
    )
    assert said(clinic).phone == "+1 561-555-0123"
    assert Event.objects.about_clinic(clinic.pk).count() == 1


def test_what_waits_already_is_no_reason_to_keep_a_phone_back(clinic, ann):
    crps = {"condition.crps": YES}
    first = send(clinic, crps, by=ann).change
    with pytest.raises(WaitsAlready):
        send(clinic, crps, by=ann)
    sent = send(clinic, PHONE | crps, by=ann)
    assert (sent.published, sent.change) == ({"phone"}, None)
    assert list(ProposedChange.objects.pending()) == [first]


def test_a_newer_note_replaces_the_older_one_and_nothing_left_is_a_withdrawal(clinic, ann):
    propose(clinic, {"condition.crps": YES}, by=ann, note="Old")
    change = propose(clinic, {"condition.ocd": YES}, by=ann, note="New")
    assert change.note == "New"
    back = {"condition.crps": None, "condition.ocd": None}
    assert refusal(lambda: propose(clinic, back, by=ann)) == (
        "This would undo all of the proposal that waits. Withdraw that one instead."
    )
    assert list(ProposedChange.objects.pending()) == [change]


def test_who_states_nothing_of_the_contact_does_not_become_its_source(ann):
    imported = make.clinic(source="import", source_name="A list")
    bea = make.member("bea@example.org", imported)
    change = propose(imported, {"condition.crps": YES}, by=bea)
    assert [item.code for item in change.items.all()] == ["condition.crps"]
    change = propose(imported, {"name": "Gulf Key"}, by=bea)
    assert {item.code for item in change.items.all()} == {"condition.crps", "contact", "name"}
    own = make.clinic(name="Own")
    change = propose(own, {"name": "Other"}, by=make.member("cai@example.org", own))
    assert [item.code for item in change.items.all()] == ["name"]


# What is published at once


def test_what_was_published_at_once_is_kept_as_an_edit_that_can_be_reverted(clinic, ann):
    publish_at_once(clinic, PHONE, by=ann)
    done = ProposedChange.objects.get()
    assert (done.closed_as, done.proposed_by, done.proposed_at) == ("at-once", ann, done.closed_at)
    item = done.items.get()
    assert (item.before, item.after) == ("+1 561-555-0123", "+1 561-555-0199")
    assert refusal(lambda: publish_at_once(clinic, PHONE, by=ann)) == NOTHING
    mo = make.moderator()
    new = revert(done, by=mo, reason="Wrong.")
    assert said(clinic).phone == "+1 561-555-0123"
    event = Event.objects.filter(verb="changed").latest("pk")
    assert (event.by_id, event.why) == (
        mo.pk, "What the clinic had published at once was reverted."
    )  # fmt: skip
    assert Notice.objects.get().words == (
        "A moderator took back what was published of your edit of Pelican Key (Phone): “Wrong.”"
    )
    assert new.closed_at == new.proposed_at


def test_a_proposal_of_nothing_else_ends_and_one_of_other_things_stays_as_it_is(clinic, ann):
    new = make.member("new@example.org", clinic, days=0)
    old = propose(clinic, PHONE, by=new)
    publish_at_once(clinic, {"how_to_find": "Blue door"}, by=ann)
    assert list(ProposedChange.objects.pending()) == [old]
    publish_at_once(clinic, {"phone": "561-555-0111"}, by=ann)
    old.refresh_from_db()
    assert (old.closed_as, ProposedChange.objects.pending().count()) == ("superseded", 0)


def test_what_is_harmless_beside_what_is_public_already_is_published(clinic, ann):
    after = PHONE | {"name": "Pelican Key"}
    publish_at_once(clinic, after, by=ann)
    assert said(clinic).phone == "+1 561-555-0199"


# Trails and words


def test_a_withdrawal_is_in_the_trail(clinic, ann):
    change = propose(clinic, {"condition.crps": YES}, by=ann)
    withdraw(change, by=ann)
    change.refresh_from_db()
    assert change.closed_as == "withdrawn"
    event = Event.objects.latest("pk")
    assert (event.verb, event.actor, event.by_id, event.clinic_id, event.target_id) == (
        "withdrawn", "clinic", ann.pk, clinic.pk, change.pk,
    )  # fmt: skip


def test_a_proposals_trail_says_who_asked_what_instead_of_what_and_why(clinic, ann):
    change = propose(clinic, {"condition.crps": YES, "name": "Gulf"}, by=ann, note="Please")
    event = Event.objects.latest("pk")
    assert (event.actor, event.by_id, event.clinic_id, event.why) == (
        "clinic", ann.pk, clinic.pk, "Please",
    )  # fmt: skip
    assert event.before == {"condition.crps": None, "name": "Pelican Key"}
    assert event.after == {"condition.crps": YES, "name": "Gulf"}
    assert change.closed_at is None


def test_an_imported_listings_contact_is_not_confirmed_with_the_clinics_own_word():
    clinic = make.clinic(source="import", source_name="A list")
    ann = make.ann(clinic)
    assert confirm_all(clinic, by=ann) == 1
    assert said(clinic).affirmed_on == make.days_ago(40)
    event = Event.objects.latest("pk")
    assert (event.actor, event.by_id, event.clinic_id) == ("clinic", ann.pk, clinic.pk)
    today = make.today().isoformat()
    assert event.before == {"affirmed": {"route.iv-infusion": make.days_ago(10).isoformat()}}
    assert event.after == {"affirmed": {"route.iv-infusion": today}}


def test_what_was_said_today_is_not_said_again(clinic, ann):
    rival = make.clinic(facts=[make.fact("condition.ocd", days=20)])
    Clinic.objects.filter(pk=clinic.pk).update(affirmed_on=make.today())
    assert confirm_all(clinic, by=ann) == 1
    assert said(rival).facts.get(code="condition.ocd").affirmed_on == make.days_ago(20)


def test_a_decision_is_kept_with_who_took_it_and_rejections_change_no_listing(clinic, ann):
    mo = make.moderator()
    change = propose(clinic, {"condition.crps": YES, "condition.ocd": NO}, by=ann)
    no = Decision("rejected", "other", "Not on your website.")
    decide(change, by=mo, crps=no, ocd=Decision("asked-back", "unclear", "Which?"))
    change.refresh_from_db()
    assert [item.decided_by for item in change.items.all()] == [mo, mo]
    assert {item.decided_at.date() for item in change.items.all()} == {change.closed_at.date()}
    assert not Event.objects.filter(verb="changed").exists()
    event = Event.objects.get(verb="decided")
    assert (event.actor, event.by_id, event.clinic_id) == ("moderator", mo.pk, clinic.pk)
    assert event.after == {
        "condition.crps": ["rejected", "other", "Not on your website."],
        "condition.ocd": ["asked-back", "unclear", "Which?"],
    }
    assert refusal(lambda: revert(change, by=mo, reason="Wrong.")) == (
        "This published nothing, so there is nothing to take back."
    )


def test_what_is_asked_back_for_a_reason_that_is_none_is_refused(clinic, ann):
    change = propose(clinic, {"condition.crps": YES}, by=ann)
    mood = Decision("asked-back", "mood", "Which?")
    assert refusal(lambda: decide(change, by=make.moderator(), crps=mood)) == (
        "Complex regional pain syndrome (CRPS): say why, in words the clinic understands."
    )


def test_an_approved_edit_says_in_the_trail_that_the_clinic_proposed_it(clinic, ann):
    decide(propose(clinic, {"condition.crps": YES}, by=ann), by=make.moderator())
    event = Event.objects.get(verb="changed")
    assert (event.actor, event.why) == ("moderator", "Proposed by the clinic.")


@pytest.mark.parametrize("how", ["decided", "at once"])
def test_a_listing_that_cannot_be_stored_is_refused_in_words(clinic, ann, how):
    mo = make.moderator()
    change = propose(clinic, {"condition.crps": YES}, by=ann)
    Clinic.objects.filter(pk=clinic.pk).update(email="no address")
    call = {
        "decided": lambda: decide(change, by=mo),
        "at once": lambda: publish_at_once(clinic, PHONE, by=ann),
    }[how]
    assert refusal(call) == "Enter a valid e-mail address."
    Clinic.objects.filter(pk=clinic.pk).update(email="")
    assert refusal(call) == ""
