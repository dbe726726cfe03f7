"""Codes that strangers have us send: they bomb no mailbox and keep no owner from their code."""

import pytest
from django.test import Client
from django.urls import reverse

from clinics.models import Claim
from tests import make
from tests.clinics.claims.cast import confirmed, luma

pytestmark = pytest.mark.django_db
TOO_MANY = "Too many codes were sent for this clinic today. Try again tomorrow."


def claims(email: str, clinic, *, network: int, codes: int, method: str = "listed-email") -> str:
    """Have an account of a network ask, and have so many codes sent; the last page."""
    client = Client(REMOTE_ADDR=f"192.0.2.{network}")
    client.force_login(confirmed(email))
    said = {"method": method, "local_part": email.partition("@")[0]}
    page = client.post(reverse("claim", args=[clinic.slug]), said, follow=True)
    pk = Claim.objects.get(user__email=email).pk
    for _ in range(codes - 1):
        page = client.post(reverse("claim_send", args=[pk]), follow=True)
    return page.content.decode()


def test_four_strangers_of_one_network_leave_the_owner_a_code(mailoutbox):
    clinic = luma()
    said = [claims(f"s{n}@mail.example", clinic, network=1, codes=5) for n in range(4)]
    assert [TOO_MANY in page for page in said] == [False, True, True, True]
    assert "by a call to the clinic’s phone or with documents" in said[1]
    assert len(mailoutbox) == 5
    owner = claims("owner@mail.example", clinic, network=2, codes=1)
    assert "A code was sent to desk@luma.example." in owner
    assert [mail.to for mail in mailoutbox] == [["desk@luma.example"]] * 6


def test_whoever_has_confirmed_the_very_address_gets_a_code_whatever_strangers_did(mailoutbox):
    clinic = luma()
    for n in (1, 2, 3):
        claims(f"s{n}@mail.example", clinic, network=n, codes=5)
    assert len(mailoutbox) == 10  # a mailbox is bombed with no more
    assert TOO_MANY in claims("late@mail.example", clinic, network=4, codes=1)
    owner = claims("desk@luma.example", clinic, network=4, codes=2)
    assert "A code was sent to desk@luma.example." in owner
    assert len(mailoutbox) == 12


def test_invented_addresses_at_a_clinics_own_domain_are_not_bombed(mailoutbox):
    clinic = luma()
    said = [claims(f"s{n}@mail.example", clinic, network=1, codes=5, method="domain-email")
            for n in range(3)]  # fmt: skip
    assert [TOO_MANY in page for page in said] == [False, False, True]
    assert len(mailoutbox) == 10
    rival = make.clinic(name="Other", email="other@other.example")
    assert "A code was sent" in claims("s9@mail.example", rival, network=1, codes=1)


def test_a_code_that_was_refused_leaves_the_earlier_one_alive(mailoutbox):
    clinic = luma()
    claims("s1@mail.example", clinic, network=1, codes=5)
    before = Claim.objects.get().code_hash
    client = Client(REMOTE_ADDR="192.0.2.1")
    client.force_login(confirmed("s2@mail.example"))
    client.post(reverse("claim", args=[clinic.slug]), {"method": "listed-email"})
    client.force_login(Claim.objects.earliest("pk").user)
    client.post(reverse("claim_send", args=[Claim.objects.earliest("pk").pk]))
    assert Claim.objects.earliest("pk").code_hash == before
    assert Claim.objects.latest("pk").code_hash == ""
