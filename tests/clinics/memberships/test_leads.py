"""Who leads a listing, whom they protect from, handing the lead on, and a moderator's removal."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clinics.audit.models import Event
from clinics.memberships.actions import invitations, lead
from clinics.memberships.actions import members as actions
from clinics.memberships.actions.members import MembersRefused
from clinics.models import Invitation, Membership, Notice
from tests import make
from tests.at_once import all_at_once
from tests.clinics.claims.cast import confirmed, luma

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic():
    return luma()


def of(person, clinic) -> Membership:
    return Membership.objects.get(user=person, clinic=clinic)


def leads(clinic) -> str:
    return Membership.objects.filter(clinic=clinic).lead_first()[0].user.email


def told(person) -> list[str]:
    """What a person was told at once."""
    rows = Notice.objects.filter(user=person, is_urgent=True).order_by("pk")
    return list(rows.values_list("words", flat=True))


def test_whoever_joined_this_week_cannot_remove_who_leads(client, clinic):
    ann, ben = make.ann(clinic, days=40), make.member("ben@example.org", clinic, days=6)
    cole = make.member("cole@example.org", clinic, days=3)
    client.force_login(ben)
    page = reverse("member_remove", args=[clinic.slug, of(ann, clinic).pk])
    asked = client.get(page).content.decode()
    day = timezone.localtime(of(ben, clinic).since + dt.timedelta(days=7))
    refusal = (
        "ann@example.org leads this listing, and you joined less than seven days ago. You can "
        f"remove them from {day.day} {day:%B %Y} on. If it cannot wait, object: a moderator "
        "decides."
    )
    assert refusal in asked
    assert "Keep them" not in asked
    refused = client.post(page)
    assert (refused.status_code, refusal in refused.content.decode()) == (409, True)
    assert clinic.memberships.count() == 3
    actions.remove(of(cole, clinic), by=ben)  # a rival who does not lead
    Membership.objects.filter(user=ben).update(since=timezone.now() - dt.timedelta(days=7))
    actions.remove(of(ann, clinic), by=ben)
    assert [m.user for m in clinic.memberships.all()] == [ben]


def test_removing_asks_back_and_tells_everybody_else_at_once(client, clinic):
    ann, ben = make.ann(clinic), make.member("ben@example.org", clinic, days=30)
    cole, rita = (
        make.member("cole@example.org", clinic),
        make.member("rita@example.org", make.clinic()),
    )
    client.force_login(ann)
    page = reverse("member_remove", args=[clinic.slug, of(ben, clinic).pk])
    assert page in client.get(reverse("members", args=[clinic.slug])).content.decode()
    assert "Each of them can object." in " ".join(client.get(page).content.decode().split())
    assert clinic.memberships.count() == 3
    assert client.post(page).url == reverse("members", args=[clinic.slug])
    assert told(ben) == ["You no longer speak for Luma: a colleague removed you."]
    gone = "ann@example.org removed ben@example.org: they no longer speak for Luma."
    assert [told(who) for who in (ann, cole, rita)] == [[], [gone], []]
    link = f"http://127.0.0.1:8000/my/clinics/{clinic.slug}/object/"
    details = f"Is this wrong? Object here, and a moderator decides: {link}"
    assert set(Notice.objects.values_list("details", flat=True)) == {details}
    own = client.get(reverse("member_remove", args=[clinic.slug, of(ann, clinic).pk]))
    assert "To stop speaking for the clinic yourself, leave it." in own.content.decode()


def test_a_moderator_removes_anybody_for_a_reason(clinic):
    ann, mo = make.ann(clinic), make.moderator()
    partial_one = make.moderator("own@example.org")
    make.member("own@example.org", clinic)
    remove = partial(actions.remove, of(ann, clinic), actor="moderator")
    for by, words, refusal in (
        (mo, " ", "Say why: the person reads it."),
        (partial_one, "Fraud.", "A moderator who does not speak for this clinic must do this."),
        (make.user("sam@example.org"), "Fraud.", "A moderator who does not speak for this clinic"),
    ):
        with pytest.raises(MembersRefused, match=refusal):
            remove(by=by, reason=words)
    remove(by=mo, reason="The clinic told us so.")
    assert [m.user for m in clinic.memberships.all()] == [partial_one]
    assert told(ann) == ["You no longer speak for Luma: a moderator removed you."]
    assert told(partial_one) == [
        "A moderator removed ann@example.org: they no longer speak for Luma."
    ]
    assert Notice.objects.filter(details__startswith="The clinic told us so.\n\nIs").count() == 2
    event = Event.objects.get(verb="removed")
    assert (event.actor, event.by_id, event.why) == ("moderator", mo.pk, "The clinic told us so.")
    with pytest.raises(MembersRefused, match="This person no longer speaks for the clinic"):
        remove(by=mo, reason="Twice.")


def test_the_lead_is_handed_to_who_accepts_it_and_to_nobody_else(client, clinic):
    ann, ben = make.ann(clinic, days=40), make.member("ben@example.org", clinic, days=30)
    cole = make.member("cole@example.org", clinic, days=2)
    assert leads(clinic) == "ann@example.org"
    client.force_login(ann)
    page = reverse("members", args=[clinic.slug])
    offers = {who: reverse("lead_offer", args=[clinic.slug, of(who, clinic).pk])
              for who in (ann, ben, cole)}  # fmt: skip
    shown = client.get(page).content.decode()
    assert [offers[who] in shown for who in (ann, ben, cole)] == [False, True, True]
    client.post(offers[ben])
    client.post(offers[cole])  # the offer to ben ends
    assert told(cole) == ["ann@example.org offers you the lead of the listing of Luma."]
    assert leads(clinic) == "ann@example.org"
    for who in (ann, ben):
        with pytest.raises(MembersRefused, match="The lead is not on offer to you"):
            lead.accept(clinic, by=who)
    with pytest.raises(MembersRefused, match="Only who leads this listing can hand the lead on"):
        lead.offer(of(ben, clinic), by=cole)
    client.force_login(cole)
    assert "<bdi>ann@example.org</bdi> offers you the lead" in client.get(page).content.decode()
    client.post(reverse("lead_accept", args=[clinic.slug]))
    assert leads(clinic) == "cole@example.org"
    led = "cole@example.org now leads the listing of Luma."
    assert [told(who)[-1] for who in (ann, ben)] == [led, led]
    event = Event.objects.get(verb="lead handed on")
    assert (event.before, event.after) == ({"user": ann.pk}, {"user": cole.pk})
    actions.leave(clinic, by=cole)
    assert leads(clinic) == "ann@example.org"


def test_an_offer_of_the_lead_ends_when_it_is_declined_taken_back_or_its_maker_goes(clinic):
    ann, ben = make.ann(clinic), make.member("ben@example.org", clinic, days=30)
    make.member("cole@example.org", clinic, days=20)
    for end in (
        lambda: lead.end_offer(clinic, by=ann), lambda: lead.end_offer(clinic, by=ben),
        lambda: actions.remove(of(ann, clinic), by=ben),
    ):  # fmt: skip
        lead.offer(of(ben, clinic), by=ann)
        end()
        with pytest.raises(MembersRefused, match="not on offer to you, or no longer"):
            lead.accept(clinic, by=ben)
        assert Membership.objects.filter(lead_offered_at__isnull=False).count() == 0
    assert Notice.objects.get(is_urgent=False).words == (
        "ben@example.org does not take the lead of Luma."
    )


@pytest.mark.parametrize("column", ["leads_since", "lead_offered_at"])
def test_a_clinic_has_one_lead_and_one_offer_of_it(clinic, column):
    make.ann(clinic)
    make.member("ben@example.org", clinic)
    make.member("rita@example.org", make.clinic())
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.update(**{column: timezone.now()})


def test_an_invitation_is_told_to_all_colleagues_at_once(clinic):
    ann, ben = make.ann(clinic), make.member("ben@example.org", clinic)
    invitations.invite(clinic, "new@example.org", by=ann)
    assert told(ann) == []
    assert told(ben) == ["ann@example.org invited new@example.org to speak for Luma."]


@BOTH
def test_somebody_who_is_removed_at_the_moment_they_invite_leaves_no_way_in(clinic):
    ann, ben = make.ann(clinic), make.member("ben@example.org", clinic, days=3)
    eve = confirmed("eve@example.org")
    results = all_at_once([
        partial(invitations.invite, clinic, "eve@example.org", by=ben),
        partial(actions.remove, of(ben, clinic), by=ann),
    ])  # fmt: skip
    assert [r for r in results if isinstance(r, Exception)] in ([], [results[0]])
    for invitation in Invitation.objects.all():
        with pytest.raises(MembersRefused, match="expired or was taken back"):
            invitations.accept(invitation, by=eve)
    assert [m.user for m in clinic.memberships.all()] == [ann]


@BOTH
def test_an_offer_accepted_while_its_maker_is_removed_leaves_one_lead(clinic):
    ann, ben = make.ann(clinic), make.member("ben@example.org", clinic, days=30)
    cole = make.member("cole@example.org", clinic, days=20)
    lead.offer(of(ben, clinic), by=ann)
    results = all_at_once([
        partial(lead.accept, clinic, by=ben), partial(actions.remove, of(ann, clinic), by=cole),
    ])  # fmt: skip
    assert [r for r in results if isinstance(r, Exception)] in ([], [results[0]])
    assert {m.user for m in clinic.memberships.all()} == {ben, cole}
    assert leads(clinic) == "ben@example.org"
