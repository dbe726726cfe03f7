"""Colleagues: invite, accept, remove, leave; the last one leaves a clinic unclaimed."""

import datetime as dt
import re
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.audit.models import Event
from clinics.memberships.actions import invitations
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


@pytest.fixture
def ann(client, clinic):
    person = make.member("ann@mail.example", clinic)
    client.force_login(person)
    return person


def people(clinic) -> str:
    return reverse("members", args=[clinic.slug])


def link_in(mail) -> str:
    return re.search(r"http://testserver(/invitations/\S+)", mail.body)[1]


def text(answer) -> str:
    return answer.content.decode()


def test_a_colleague_is_invited_by_mail_and_accepts(client, clinic, ann, mailoutbox):
    assert client.post(people(clinic), {"email": "bob@mail.example"}).status_code == 302
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["bob@mail.example"], "An invitation from a colleague")
    link = link_in(mail)
    assert link.split("/")[2] not in Invitation.objects.get().token_hash
    bob = confirmed("Bob@mail.example")
    client.force_login(bob)
    assert "<bdi>ann@mail.example</bdi> invited you" in text(client.get(link))
    assert Membership.objects.filter(user=bob).count() == 0  # looking accepts nothing
    assert client.post(link).url == "/my/"
    assert {m.user for m in clinic.memberships.all()} == {ann, bob}
    assert Notice.objects.get().user == ann
    verbs = Event.objects.filter(target__in=["membership", "invitation"]).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "invited", "invitation accepted", "joined",
    ]  # fmt: skip


def test_a_link_works_once(client, clinic, ann, mailoutbox):
    client.post(people(clinic), {"email": "bob@mail.example"})
    bob = confirmed("bob@mail.example")
    client.force_login(bob)
    client.post(link_in(mailoutbox[0]))
    actions.remove(Membership.objects.get(user=bob), by=ann)
    again = client.post(link_in(mailoutbox[0]))
    assert (again.status_code, Membership.objects.filter(user=bob).count()) == (409, 0)
    assert "This invitation was already used." in text(again)


def test_a_link_is_of_no_use_to_another_address_or_an_unconfirmed_one(
    client, clinic, ann, mailoutbox
):
    client.post(people(clinic), {"email": "bob@mail.example"})
    link = link_in(mailoutbox[0])
    for who in (confirmed("sam@mail.example"), make.user("bob@mail.example")):
        client.force_login(who)
        answer = client.post(link)
        assert answer.status_code == 409
        assert "This invitation was sent to another address." in text(answer)
    client.logout()
    assert client.post(link).url.startswith("/accounts/login/?next=/invitations/")
    assert clinic.memberships.count() == 1


def test_a_link_runs_out_after_seven_days_and_can_be_taken_back(client, clinic, ann, mailoutbox):
    bob = confirmed("bob@mail.example")
    for end in ("late", "back", "inviter gone"):
        Invitation.objects.all().delete()
        invitation = invitations.invite(clinic, "bob@mail.example", by=ann)
        assert invitation.expires_at - invitation.invited_at == dt.timedelta(days=7)
        if end == "late":
            Invitation.objects.update(expires_at=timezone.now())
        elif end == "back":
            address = reverse("invitation_take_back", args=[clinic.slug, invitation.pk])
            client.post(address)
        else:
            carl = make.member("carl@mail.example", clinic)
            actions.remove(Membership.objects.get(user=ann), by=carl)
        invitation.refresh_from_db()
        with pytest.raises(MembersRefused, match="expired or was taken back"):
            invitations.accept(invitation, by=bob)
    assert Membership.objects.filter(user=bob).count() == 0


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("nobody", "Enter a valid e-mail address."),
        ("", "This field is required."),
        ("ANN@mail.example", "ANN@mail.example already speaks for this clinic."),
        ("bob@mail.example", "bob@mail.example is already invited."),
        ("<script>@x", "Enter a valid e-mail address."),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused_at_its_field(
    client, clinic, ann, email, words, mailoutbox
):
    invitations.invite(clinic, "Bob@mail.example", by=ann)
    answer = client.post(people(clinic), {"email": email})
    assert answer.status_code == 400
    assert words in text(answer)
    assert "<script>@" not in text(answer)
    assert len(mailoutbox) == 1


def test_twenty_invitations_a_day_are_enough(clinic, ann):
    for number in range(20):
        invitations.invite(clinic, f"b{number}@mail.example", by=ann)
    with pytest.raises(MembersRefused, match="This clinic sent twenty invitations"):
        invitations.invite(clinic, "b20@mail.example", by=ann)


def test_a_removed_admins_open_form_does_nothing(client, clinic, ann, mailoutbox):
    bob = make.member("bob@mail.example", clinic)
    actions.remove(Membership.objects.get(user=ann), by=bob)
    refused = client.post(people(clinic), {"email": "eve@mail.example"})
    assert refused.status_code == 403
    assert "You do not speak for this clinic." in text(refused)
    with pytest.raises(MembersRefused, match="You no longer speak for"):
        invitations.invite(clinic, "eve@mail.example", by=ann)
    with pytest.raises(MembersRefused, match="You no longer speak for"):
        actions.remove(Membership.objects.get(user=bob), by=ann)
    assert (clinic.memberships.count(), mailoutbox) == (1, [])
    told = Notice.objects.get(user=ann)
    assert told.words == "You no longer speak for Luma: a colleague removed you."


def test_another_clinics_colleague_cannot_be_removed_through_ones_own(client, clinic, ann):
    other = make.clinic(name="Other")
    victim = make.member("vic@mail.example", other)
    pk = Membership.objects.get(user=victim).pk
    for slug, status in ((clinic.slug, 404), (other.slug, 403)):
        assert client.post(reverse("member_remove", args=[slug, pk])).status_code == status
    assert Membership.objects.filter(user=victim).count() == 1


def test_leaving_as_the_last_one_is_said_before_and_unclaims_the_listing(client, clinic, ann):
    address = reverse("members_leave", args=[clinic.slug])
    assert "You are the last one who speaks for this clinic." in text(client.get(address))
    unknowing = client.post(address)
    assert unknowing.status_code == 409
    assert "when you leave, nobody speaks for the clinic" in text(unknowing)
    assert clinic.memberships.count() == 1
    assert client.post(address, {"knowing_last": "1"}).url == "/my/"
    assert clinic.memberships.count() == 0
    assert Event.objects.filter(target="membership").get().verb == "left"
    clinic.refresh_from_db()
    assert clinic.status == "open"


def test_leaving_a_colleague_behind_needs_no_warning(client, clinic, ann):
    make.member("bob@mail.example", clinic)
    address = reverse("members_leave", args=[clinic.slug])
    assert "last one" not in text(client.get(address))
    client.post(address)
    assert [m.user.email for m in clinic.memberships.all()] == ["bob@mail.example"]


@pytest.mark.parametrize("colleagues", [1, 3])
def test_the_page_of_people_asks_as_often_for_three_as_for_one(
    client, clinic, ann, colleagues, django_assert_num_queries
):
    for number in range(colleagues):
        make.member(f"b{number}@mail.example", clinic)
        invitations.invite(clinic, f"c{number}@mail.example", by=ann)
    with django_assert_num_queries(6):
        client.get(people(clinic))


@BOTH
def test_one_invitation_confirmed_twice_at_once_is_used_once(clinic):
    ann = make.member("ann@mail.example", clinic)
    bob, sam = confirmed("bob@mail.example"), confirmed("sam@mail.example")
    invitation = invitations.invite(clinic, "bob@mail.example", by=ann)
    results = all_at_once(
        [partial(invitations.accept, invitation, by=who) for who in (bob, bob, sam)]
    )
    assert [type(r).__name__ for r in results].count("Membership") == 1
    said = {str(r) for r in results if isinstance(r, MembersRefused)}
    assert "This invitation was already used." in said
    assert {m.user for m in Membership.objects.filter(clinic=clinic)} == {ann, bob}
    assert Event.objects.filter(verb="joined").count() == 1


@BOTH
def test_two_who_remove_each_other_at_once_leave_one(clinic):
    ann, bob = (make.member(f"{name}@mail.example", clinic) for name in ("ann", "bob"))
    of = {m.user_id: m for m in Membership.objects.all()}
    results = all_at_once([
        partial(actions.remove, of[bob.pk], by=ann), partial(actions.remove, of[ann.pk], by=bob),
    ])  # fmt: skip
    assert [str(r) for r in results if r] == ["You no longer speak for this clinic."]
    assert Membership.objects.filter(clinic=clinic).count() == 1
