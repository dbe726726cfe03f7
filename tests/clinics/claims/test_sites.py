"""One code proves a domain: its other clinics are asked for in one form, decided on one page."""

import datetime as dt
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.claims.actions.decide import decide_claim, digest
from clinics.claims.actions.sites import ask_for_sites
from clinics.claims.sites import other_sites
from clinics.models import Claim, Clinic, Membership
from tests import make
from tests.at_once import all_at_once

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.django_db(transaction=True)


def site(name: str, website: str = "https://group.example/{}", **words) -> Clinic:
    return make.clinic(name=name, website=website.format(name.lower().replace(" ", "-")), **words)


def proved(clinic, **fields) -> Claim:
    """Cam's claim, whose code was typed now."""
    words = {"address": "cam@group.example", "proved_at": timezone.now()} | fields
    claim = make.claim(clinic, **words)
    return Claim.objects.with_membership().get(pk=claim.pk)


def names(claim) -> list[str]:
    return [clinic.name for clinic in other_sites(claim)]


def test_the_other_public_clinics_of_the_domain_are_offered_and_no_others():
    first = site("First")
    for name, website in (
        ("East", "https://www.group.example"),
        ("West", "http://GROUP.example/w"),
    ):
        site(name, website)
    site("Rival", "https://rival.example/group.example")
    site("Longer", "https://notgroup.example/")
    site("Below", "https://east.group.example/")
    site("Hidden", published=False)
    claim = proved(first)
    Membership.objects.create(user=claim.user, clinic=site("Own"))
    make.claim(site("Asked"))
    assert names(claim) == ["East", "West"]


@pytest.mark.parametrize(
    "fields",
    [
        {"proved_at": None}, {"method": "documents"}, {"method": "listed-email"},
        {"proved_at": timezone.now() - dt.timedelta(days=91)},
        *({"decision": how, "decided_at": timezone.now()}
          for how in ("rejected", "withdrawn", "asked-back", "approved")),
    ],
)  # fmt: skip
def test_a_proof_that_does_not_stand_offers_nothing(client, fields):
    """`approved` of somebody who does not speak for the clinic: it was undone, or they left."""
    first, east = site("First"), site("East")
    claim = proved(first, **fields)
    client.force_login(claim.user)
    address = reverse("claim_sites", args=[claim.pk])
    assert "There is no other clinic" in client.get(address).content.decode()
    assert client.post(address, {"sites": [east.pk]}).status_code == 400
    assert ask_for_sites(claim, [east.pk], by=claim.user) == (
        [], ["East: The code that you typed is too old for this, or your request ended."]
    )  # fmt: skip


def test_who_speaks_by_an_approved_claim_asks_for_the_rest_in_one_form(client):
    first, east, west, kept = site("First"), site("East"), site("West"), site("Kept")
    ben, claim = make.member("ben@example.org", kept), proved(first)
    decide_claim(claim, "approved", by=make.moderator(), seen=digest(claim))
    client.force_login(claim.user)
    mine = client.get(reverse("my_claim", args=[claim.pk])).content.decode()
    address = reverse("claim_sites", args=[claim.pk])
    assert address in mine
    form = client.get(address).content.decode()
    ticked = {clinic.name: f'value="{clinic.pk}" id="id_sites_{n}" checked' in form
              for n, clinic in enumerate((east, kept, west))}  # fmt: skip
    assert ticked == {"East": True, "Kept": False, "West": True}
    assert client.post(address, {}).status_code == 400
    assert client.post(address, {"sites": [east.pk, kept.pk, west.pk]}).url == reverse("my")
    made = Claim.objects.pending().order_by("clinic__name")
    assert [(c.clinic.name, c.proved_at, c.address, c.is_dispute) for c in made] == [
        (name, claim.proved_at, "cam@group.example", name == "Kept")
        for name in ("East", "Kept", "West")
    ]
    assert ben.notices.count() == 1


def test_what_changed_since_the_form_was_shown_is_named_and_the_rest_goes_on():
    first, east, west = site("First"), site("East"), site("West")
    claim = proved(first)
    Clinic.objects.filter(pk=east.pk).update(website="https://sold.example/")
    made, refused = ask_for_sites(claim, [east.pk, west.pk, first.pk], by=claim.user)
    assert [one.clinic.name for one in made] == ["West"]
    assert sorted(refused) == [
        "East: Its website is not on group.example, or no longer.",
        "First: You have already asked. Your request is still open.",
    ]
    with pytest.raises(Claim.DoesNotExist):
        ask_for_sites(claim, [east.pk], by=make.user("sam@example.org"))


def test_a_group_of_thirty_is_no_guess():
    claim = proved(site("First"))
    sites = [site(f"Site {n:02}") for n in range(30)]
    made, refused = ask_for_sites(claim, [clinic.pk for clinic in sites], by=claim.user)
    assert (len(made), refused) == (30, [])


def test_claims_of_one_code_are_decided_together_on_one_page():
    first, east, west, kept = site("First"), site("East"), site("West"), site("Kept")
    make.ann(kept)
    rival = make.claim(site("Other"), "rival@example.org", proved_at=timezone.now())
    claim, mo = proved(first), make.moderator()
    ask_for_sites(claim, [east.pk, west.pk, kept.pk], by=claim.user)
    of = {one.clinic.name: one for one in Claim.objects.select_related("clinic")}
    browser, address = make.signed_in(mo), reverse("desk_claim", args=[claim.pk])
    page = browser.get(address).content.decode()
    choice = {name: f"{one.pk}:{digest(one)}" for name, one in of.items()}
    offered = sorted(
        name for name, value in choice.items() if f'name="also" value="{value}"' in page
    )
    assert offered == ["East", "West"]  # a dispute is decided on its own page
    assert reverse("desk_claim", args=[of["Kept"].pk]) in page
    seen = {"decision": "approved", "seen": digest(claim)}
    make.claim(west, "late@example.org", method="objection")
    stale = browser.post(address, seen | {"also": [choice["East"], choice["West"]]})
    assert (stale.status_code, Membership.objects.count()) == (400, 1)
    browser.post(address, seen | {"also": [choice["East"]]})
    spoken = Membership.objects.filter(user=claim.user).values_list("clinic__name", flat=True)
    assert sorted(spoken) == ["East", "First"]
    rival.refresh_from_db()
    assert rival.decision == ""


@BOTH
def test_two_forms_sent_at_once_ask_for_each_clinic_once():
    claim = proved(site("First"))
    sites = [site(f"Site {n}").pk for n in range(3)]
    results = all_at_once([partial(ask_for_sites, claim, sites, by=claim.user)] * 3)
    assert sum(len(made) for made, _refused in results) == 3
    assert Claim.objects.count() == 4
