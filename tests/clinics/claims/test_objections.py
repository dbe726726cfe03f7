"""Objecting to who speaks for a clinic; what the removed read; undoing what came of a claim."""

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.audit.models import Event
from clinics.claims.actions import ask
from clinics.claims.actions.decide import decide_claim, digest
from clinics.claims.actions.objections import object_to
from clinics.claims.actions.undo import undo_claim
from clinics.claims.models import ClaimRefused
from clinics.memberships.actions import invitations, members
from clinics.memberships.ended import brought_in
from clinics.models import Claim, Invitation, Membership, Notice
from tests import make
from tests.clinics.claims.cast import confirmed, luma

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return luma()


@pytest.fixture
def mo():
    return make.moderator()


def approved(clinic, mo, email="ann@example.org") -> Claim:
    """A claim by which somebody speaks for the clinic."""
    claim = make.claim(clinic, email, proved_at=timezone.now())
    return decide_claim(claim, "approved", by=mo, seen=digest(claim))


def invited(clinic, email: str, *, by):
    """Somebody who accepted an invitation."""
    person = confirmed(email)
    invitation = invitations.invite(clinic, email, by=by)
    invitations.accept(invitation, by=person)
    return person


def speakers(clinic) -> list[str]:
    rows = Membership.objects.filter(clinic=clinic).lead_first()
    return list(rows.values_list("user__email", flat=True))


def remove(person, clinic, *, by, **words) -> None:
    members.remove(Membership.objects.get(user=person, clinic=clinic), by=by, **words)


def page(client, person, *address) -> str:
    client.force_login(person)
    return " ".join(client.get(reverse(*address[:1], args=address[1:])).content.decode().split())


def test_who_was_removed_reads_it_truly_and_objects_where_it_stands(client, clinic, mo):
    claim = approved(clinic, mo)
    ann, ben = claim.user, make.member("ben@example.org", clinic, days=30)
    joined = Membership.objects.get(user=ann).since
    assert "You speak for this clinic." in page(client, ann, "my_claim", claim.pk)
    remove(ann, clinic, by=ben)
    gone = page(client, ann, "my_claim", claim.pk)
    assert ("You no longer speak for this clinic." in gone, "You speak for" in gone) == (
        True,
        False,
    )
    assert "You no longer speak for this clinic." in page(client, ann, "my")
    address = reverse("object", args=[clinic.slug])
    assert address in gone
    blank = client.post(address, {"statement": " "})
    assert (blank.status_code, Claim.objects.objections().count()) == (400, 0)
    sent = client.post(address, {"statement": "I founded the clinic."})
    objection = Claim.objects.objections().get()
    assert sent.url == reverse("my_claim", args=[objection.pk])
    assert "Your objection about <bdi>Luma</bdi>" in page(client, ann, "my_claim", objection.pk)
    assert list(Claim.objects.pending()) == [objection]
    decide_claim(objection, "approved", by=mo, seen=digest(objection), replace=True)
    assert speakers(clinic) == ["ann@example.org"]
    assert Membership.objects.get(user=ann).since == joined
    told = Notice.objects.filter(user=ann).latest("pk").words
    assert told == "A moderator agreed with your objection about Luma."


def test_a_removed_lead_who_comes_back_leads_again(clinic, mo):
    ann, ben = make.ann(clinic, days=40), make.member("ben@example.org", clinic, days=30)
    remove(ann, clinic, by=ben)
    objection = object_to(clinic, by=ann, statement="I founded it.")
    decide_claim(objection, "approved", by=mo, seen=digest(objection))
    assert speakers(clinic) == ["ann@example.org", "ben@example.org"]


def test_only_who_speaks_or_was_ended_by_others_objects(client, clinic):
    ann, ben = make.ann(clinic), make.member("ben@example.org", clinic)
    left = make.member("left@example.org", clinic)
    members.leave(clinic, by=left)
    rival = make.member("rival@example.org", make.clinic())
    for who in (left, rival, make.user("sam@example.org")):
        client.force_login(who)
        assert (
            client.post(reverse("object", args=[clinic.slug]), {"statement": "x"}).status_code
            == 403
        )
        with pytest.raises(ClaimRefused, match="Only who speaks for this clinic, or did"):
            object_to(clinic, by=who, statement="x")
    object_to(clinic, by=ben, statement="ann is no longer with us.")
    with pytest.raises(ClaimRefused, match="You have already asked"):
        object_to(clinic, by=ben, statement="Again.")
    assert [c.user for c in Claim.objects.pending()] == [ben]
    assert Notice.objects.filter(user=ann, is_urgent=True).count() == 0


def test_an_objection_that_comes_while_a_dispute_is_on_the_screen_is_read_first(client, clinic, mo):
    ann = make.ann(clinic)
    dispute = make.claim(clinic, proved_at=timezone.now(), is_dispute=True)
    seen = digest(dispute)
    object_to(clinic, by=ann, statement="cam left us in May.")
    with pytest.raises(ClaimRefused, match="The claim changed while it was on your screen"):
        decide_claim(dispute, "approved", by=mo, seen=seen, replace=True)
    browser = make.signed_in(mo)
    shown = browser.get(reverse("desk_claim", args=[dispute.pk])).content.decode()
    assert "“cam left us in May.”" in shown
    assert "Somebody objects to who speaks for this clinic. Read that too." in shown
    own = browser.get(reverse("desk_claim", args=[Claim.objects.objections().get().pk]))
    assert "<bdi>ann@example.org</bdi> objects to who speaks" in own.content.decode()


def test_a_question_about_an_objection_is_answered_by_who_still_speaks(clinic, mo):
    ann = make.ann(clinic)
    make.member("ben@example.org", clinic)
    first = object_to(clinic, by=ann, statement="ben has left.")
    decide_claim(first, "asked-back", by=mo, seen=digest(first), words="Since when?")
    newer = ask.answer(first, by=ann, statement="Since May.")
    assert (newer.is_objection, newer.asked_at is None) == (True, False)
    decide_claim(newer, "approved", by=mo, seen=digest(newer))
    assert speakers(clinic) == ["ann@example.org", "ben@example.org"]
    told = Notice.objects.filter(user__email="ben@example.org").latest("pk").words
    assert told == "A moderator agreed with ann@example.org, who objected to who speaks for Luma."


def test_undoing_a_claim_names_who_came_by_it_and_ends_those_who_are_ticked(clinic, mo):
    claim = approved(clinic, mo)
    ann, rita = claim.user, make.member("rita@example.org", clinic)
    ben = invited(clinic, "ben@example.org", by=ann)
    cole = invited(clinic, "cole@example.org", by=ben)
    dan = invited(clinic, "dan@example.org", by=rita)
    invitations.invite(clinic, "eve@example.org", by=cole)
    assert brought_in(ann.pk, clinic.pk) == [ben, cole]
    browser, address = make.signed_in(mo), reverse("desk_claim", args=[claim.pk])
    shown = browser.get(address).content.decode()
    assert [f'name="ends" value="{who.pk}"' in shown for who in (ann, ben, cole, dan, rita)] == [
        False, True, True, False, False,
    ]  # fmt: skip
    undo = reverse("desk_claim_undo", args=[claim.pk])
    wrong = browser.post(undo, {"reason": "Fraud.", "ends": [dan.pk]})
    assert (wrong.status_code, clinic.memberships.count()) == (400, 5)
    browser.post(undo, {"reason": "Fraud.", "ends": [ben.pk, cole.pk]})
    assert speakers(clinic) == ["rita@example.org", "dan@example.org"]
    assert Invitation.objects.live(at=timezone.now()).count() == 0
    removed = Event.objects.filter(verb="removed").values_list("actor", "before__user", "why")
    assert sorted(removed) == [("moderator", who.pk, "Fraud.") for who in (ann, ben, cole)]
    told = Notice.objects.filter(
        words="A moderator decided that you no longer speak for Luma. Fraud."
    )
    assert {notice.user for notice in told} == {ann, ben, cole}


def test_what_came_of_a_claim_is_ended_even_when_its_person_has_gone(clinic, mo):
    first = approved(clinic, mo, "old@example.org")
    claim = make.claim(clinic, "ann@example.org", proved_at=timezone.now(), is_dispute=True)
    decide_claim(claim, "approved", by=mo, seen=digest(claim), replace=True)
    ben = invited(clinic, "ben@example.org", by=claim.user)
    members.leave(clinic, by=claim.user)
    with pytest.raises(ClaimRefused, match="This person no longer speaks for the clinic"):
        undo_claim(claim, by=mo, reason="Fraud.")
    undo_claim(claim, by=mo, reason="Fraud.", ends=[ben.pk])
    assert speakers(clinic) == [first.user.email]
    with pytest.raises(ClaimRefused, match="Who speaks for this clinic changed meanwhile"):
        undo_claim(claim, by=mo, reason="Fraud.", ends=[ben.pk])


def test_undoing_an_upheld_objection_ends_nobody_who_spoke_before(clinic, mo):
    ann, ben = make.ann(clinic), make.member("ben@example.org", clinic, days=30)
    objection = object_to(clinic, by=ann, statement="ben has left.")
    decide_claim(objection, "approved", by=mo, seen=digest(objection), replace=True)
    assert speakers(clinic) == ["ann@example.org"]
    undo_claim(objection, by=mo, reason="ben has not left.")
    assert speakers(clinic) == ["ann@example.org", "ben@example.org"]
    words = Notice.objects.filter(user=ann).latest("pk").words
    assert words == (
        "A moderator took back a decision about your request (Luma). ben has not left."
    )
    with pytest.raises(ClaimRefused, match="This person no longer speaks for the clinic"):
        undo_claim(objection, by=mo, reason="Twice.")
    remove(ben, clinic, by=ann)
    back = object_to(clinic, by=ben, statement="I am here.")
    decide_claim(back, "approved", by=mo, seen=digest(back))
    undo_claim(back, by=mo, reason="ann was right.")
    assert speakers(clinic) == ["ann@example.org"]


def test_a_flood_of_disputes_is_told_at_once_three_times_a_day(clinic):
    ann = make.ann(clinic)
    for number in range(5):
        who = confirmed(f"cam{number}@example.org")
        ask.start(clinic, "listed-phone", by=who)
    assert list(Notice.objects.order_by("pk").values_list("user", "is_urgent")) == [
        (ann.pk, True), (ann.pk, True), (ann.pk, True), (ann.pk, False), (ann.pk, False),
    ]  # fmt: skip
