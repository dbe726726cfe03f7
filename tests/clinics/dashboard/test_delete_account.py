"""Deleting one's account: what goes, what stays, who is refused, and nobody left unknowingly."""

from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from clinics.audit.models import Event
from clinics.changes.actions.propose import propose
from clinics.claims.actions.decide import decide_claim, digest
from clinics.claims.models import ClaimRefused
from clinics.dashboard.actions.delete_account import AccountRefused, delete_account
from clinics.memberships.actions import invitations, members
from clinics.memberships.actions.members import MembersRefused
from clinics.models import Claim, ClaimDocument, Invitation, Membership, User
from tests import make
from tests.at_once import all_at_once, settled
from tests.clinics.accounts.cast import OWN, browser, sign_in
from tests.clinics.claims.cast import confirmed, luma

BOTH = pytest.mark.django_db(transaction=True)
pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, tmp_path):
    """The folder of documents."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def member(email: str, *clinics):
    person = confirmed(email)
    for clinic in clinics:
        make.member(email, clinic)
    return person


def signed_in(person, *, network: int = 1):
    client = browser(network)
    assert sign_in(client, person.email).status_code == 302
    return client


def delete(client, **said):
    return client.post(reverse("account_delete"), {"password": OWN} | said)


@BOTH
def test_what_the_page_says_goes_is_gone_and_the_trail_stays(kept, mailoutbox):
    clinic, asked = luma(), make.clinic(name="Asked")
    ann, ben = member("ann@mail.example", clinic), member("ben@mail.example", clinic)
    invitations.invite(clinic, "new@mail.example", by=ann)
    change = propose(clinic, {"name": "Luma West"}, by=ann)
    claim = make.claim(asked, "ann@mail.example", method="documents")
    ClaimDocument.objects.create(
        claim=claim, file=ContentFile(b"%PDF-1.7", name="a.pdf"),
        content_type="application/pdf", sha256="0", size=8,
    )  # fmt: skip
    here, elsewhere, rival = signed_in(ann), signed_in(ann, network=2), signed_in(ben, network=3)
    assert [path.is_file() for path in kept.rglob("*.pdf")] == [True]
    page = here.get(reverse("account_delete")).content.decode()
    assert "It names you by a number" in " ".join(page.split())
    settled()
    mailoutbox.clear()
    answer = delete(here)
    settled()
    assert "Your account is deleted" in answer.content.decode()
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["ann@mail.example"], "Your account is deleted")
    ]
    assert list(User.objects.values_list("email", flat=True)) == ["ben@mail.example"]
    statuses = [client.get(reverse("my")).status_code for client in (here, elsewhere, rival)]
    assert (statuses, Session.objects.count()) == ([302, 302, 200], 1)
    assert (Claim.objects.count(), Invitation.objects.count()) == (0, 0)
    assert list(kept.rglob("*.pdf")) == []
    change.refresh_from_db()
    assert (change.proposed_by, change.closed_as) == (None, "")
    assert [m.user for m in clinic.memberships.all()] == [ben]
    trail = list(Event.objects.filter(by_id=ann.pk).order_by("pk"))
    assert [event.verb for event in trail][-3:] == ["left", "claim withdrawn", "account deleted"]
    assert "ann@mail.example" not in str([vars(event) for event in Event.objects.all()])


@BOTH
def test_an_invitation_to_whoever_goes_keeps_no_address():
    clinic = luma()
    ben, bob = member("ben@mail.example", clinic), confirmed("bob@mail.example")
    for address in ("BOB@mail.example", "rival@mail.example"):
        invitations.invite(clinic, address, by=ben)
    delete_account(bob)
    assert [row.email for row in Invitation.objects.all()] == ["rival@mail.example"]


def test_the_password_is_asked_for_and_wrong_ones_are_counted():
    clinic = luma()
    ann = member("ann@mail.example", clinic, make.clinic())
    member("ben@mail.example", *(m.clinic for m in ann.memberships.all()))
    client = signed_in(ann)
    assert delete(client, password="").status_code == 400
    answers = [delete(client, password="wrong").content.decode() for _ in range(6)]
    assert "password" in answers[0].lower()
    assert "Too many failed login attempts" in answers[5]
    assert User.objects.filter(pk=ann.pk).exists()


def test_an_account_with_a_second_factor_shows_it_first():
    ann = confirmed("ann@mail.example")
    Authenticator.objects.create(user=ann, type=Authenticator.Type.TOTP, data={"secret": "x"})
    address = reverse("account_delete")
    bare = make.signed_in(ann, factor=False)
    for answer in (bare.get(address), delete(bare)):
        assert answer.url == f"{reverse('mfa_reauthenticate')}?next={address}"
    assert User.objects.filter(pk=ann.pk).exists()
    assert make.signed_in(ann, factor=True).get(address).status_code == 200


def test_whoever_moderates_or_did_is_told_why_not():
    mo, clinic = make.moderator(), make.clinic()
    answer = make.signed_in(mo).get(reverse("account_delete"))
    assert answer.status_code == 403
    assert "Ask whoever runs the site to end that you moderate." in answer.content.decode()
    held = make.credential(clinic, "rems")
    make.check(held, "confirmed", by=mo, valid_until=make.days_ago(-9))
    User.objects.update(is_moderator=False)
    mo.refresh_from_db()
    with pytest.raises(AccountRefused, match="You decided cases as a moderator"):
        delete_account(mo)
    assert User.objects.filter(pk=mo.pk).exists()


def test_a_clinic_that_nobody_would_speak_for_is_named_and_must_be_ticked():
    alone, shared = make.clinic(name="Alone"), make.clinic(name="Shared")
    ann, ben = member("ann@mail.example", alone, shared), member("ben@mail.example", shared)
    client = make.signed_in(ann)
    page = client.get(reverse("account_delete")).content.decode()
    ticks = [f'name="knowing" value="{clinic.pk}"' in page for clinic in (alone, shared)]
    assert ticks == [True, False]
    refused = delete(client)
    assert refused.status_code == 400
    assert "When you go, nobody speaks for these." in refused.content.decode()
    with pytest.raises(AccountRefused, match="Nobody else speaks for: Alone"):
        delete_account(ann)
    members.leave(shared, by=ben)  # while the page is open
    with pytest.raises(AccountRefused, match="Nobody else speaks for: Shared"):
        delete_account(ann, knowing=[alone.pk])
    delete_account(ann, knowing=[alone.pk, shared.pk])
    alone.refresh_from_db()
    assert (alone.is_published, Membership.objects.count()) == (True, 0)


@BOTH
def test_an_account_that_is_deleted_twice_while_its_claim_is_approved_goes_once():
    clinic, mo = luma(), make.moderator()
    claim = make.claim(clinic, proved_at=timezone.now())
    knowing = partial(delete_account, claim.user, knowing=[clinic.pk])
    results = all_at_once([
        knowing, knowing, partial(decide_claim, claim, "approved", by=mo, seen=digest(claim)),
    ])  # fmt: skip
    gone = (User.DoesNotExist, Claim.DoesNotExist, ClaimRefused, MembersRefused)
    assert all(isinstance(r, gone) for r in results if isinstance(r, Exception))
    assert (User.objects.count(), Membership.objects.count()) == (1, 0)
    assert Event.objects.filter(verb="account deleted").count() == 1
