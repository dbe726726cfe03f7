"""An open invitation finds the person whom it is for: on their page, and at the clinic's claim."""

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.audit.models import Event
from clinics.claims.actions import ask
from clinics.claims.models import ClaimRefused
from clinics.memberships.actions import invitations
from clinics.models import Claim, Invitation, Membership, Notice
from tests import make
from tests.clinics.claims.cast import confirmed, luma

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return luma()


@pytest.fixture
def invitation(clinic):
    return invitations.invite(clinic, "Bob@example.org", by=make.ann(clinic))


def signed_in(client, email: str, **fields):
    """The page /my/ of somebody."""
    client.force_login(confirmed(email, **fields))
    return client.get(reverse("my")).content.decode()


def test_an_open_invitation_stands_on_the_page_of_whose_address_it_is(client, invitation):
    accept = reverse("invitation_accept", args=[invitation.pk])
    assert accept in signed_in(client, "bob@example.org")
    assert client.post(accept).url == reverse("my")
    assert Membership.objects.filter(user__email="bob@example.org").count() == 1
    assert accept not in client.get(reverse("my")).content.decode()
    assert accept not in signed_in(client, "sam@example.org")
    assert client.post(accept).status_code == 404
    client.force_login(make.user("BOB@mail.example"))  # nobody confirmed that address
    assert client.post(accept).status_code == 404


def test_an_invitation_is_declined_and_the_colleague_is_told(client, clinic, invitation):
    signed_in(client, "bob@example.org")
    decline = reverse("invitation_decline", args=[invitation.pk])
    assert client.post(decline).url == reverse("my")
    assert decline not in client.get(reverse("my")).content.decode()
    told = Notice.objects.get()
    assert (told.user.email, told.words) == (
        "ann@example.org", "Bob@example.org does not want to speak for Luma.",
    )  # fmt: skip
    assert Event.objects.latest("pk").verb == "invitation declined"
    client.post(reverse("invitation_accept", args=[invitation.pk]))
    assert clinic.memberships.count() == 1


def test_who_was_invited_sees_the_invitation_instead_of_a_dispute(client, clinic, invitation):
    signed_in(client, "bob@example.org")
    bob, address = client.session["_auth_user_id"], reverse("claim", args=[clinic.slug])
    page = client.get(address).content.decode()
    assert "<bdi>ann@example.org</bdi> invited you" in page
    assert 'name="method"' not in page
    posted = client.post(address, {"method": "listed-email"})
    assert posted.status_code == 400
    assert Claim.objects.count() == 0
    rival = make.clinic(email="desk@rival.example")
    assert ask.start(rival, "listed-email", by=Membership(user_id=bob).user).clinic == rival
    Invitation.objects.update(expires_at=timezone.now())
    assert 'name="method"' in client.get(address).content.decode()


def test_a_claim_while_an_invitation_waits_is_refused_in_words(client, clinic, invitation):
    bob = confirmed("bob@example.org")
    with pytest.raises(ClaimRefused, match="A colleague invited you to speak for this clinic"):
        ask.start(clinic, "listed-email", by=bob)
    invitations.decline(invitation, by=bob)
    assert ask.start(clinic, "listed-email", by=bob).clinic == clinic
