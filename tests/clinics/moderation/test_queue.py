"""The queue: everything that waits, oldest first, and who has it open."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinics.models import Claim, Hold
from clinics.moderation import desk
from clinics.moderation.actions import hold
from tests import make
from tests.clinics.moderation.cast import aged, proposal, seen

pytestmark = pytest.mark.django_db


def rows(page) -> list[tuple[str, str]]:
    """Kind and clinic of every line of a list."""
    return [(case.kind.code, case.clinic) for case in page.context["rows"]]


def test_what_waits_stands_oldest_first_whatever_its_kind():
    mo = make.moderator()
    make.claim(make.clinic(name="Young claim"), "young@example.org", days=1)
    aged(proposal(make.clinic(name="Edit")), days=2)
    make.claim(make.clinic(name="Old claim"), "old@example.org", days=3)
    make.claim(make.clinic(name="No proof yet"), "slow@example.org", asked_at=None)
    make.claim(make.clinic(name="Taken back"), "gone@example.org", decision="withdrawn",
               decided_at=timezone.now())  # fmt: skip
    page = make.signed_in(mo).get("/moderation/")
    assert rows(page) == [("claim", "Old claim"), ("change", "Edit"), ("claim", "Young claim")]


def test_one_kind_is_shown_alone_with_the_counts_of_all():
    mo = make.moderator()
    make.claim(make.clinic(name="Claimed"))
    proposal(make.clinic(name="Edited"))
    proposal(make.clinic(name="Edited too"), email="ben@example.org")
    page = make.signed_in(mo).get("/moderation/?kind=change")
    assert rows(page) == [("change", "Edited"), ("change", "Edited too")]
    assert [(code, n) for code, _name, n in page.context["tabs"] if n] == [
        ("", 3), ("claim", 1), ("change", 2)]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kind=rumour", "There is no kind of case “rumour”."),
        ("page=0", "Pages start at 1."),
        ("page=two", "The page must be a number."),
        ("page=2", "This list has no page 2."),
        ("sort=age", "“sort” is not a parameter of this page."),
    ],
)
def test_a_bad_address_is_refused_in_words(query, words):
    make.claim(make.clinic())
    page = make.signed_in(make.moderator()).get(f"/moderation/?{query}")
    assert (page.status_code, page.context["problems"]) == (400, [words])


def test_an_empty_queue_says_so_and_has_its_first_page():
    page = make.signed_in(make.moderator()).get("/moderation/?page=1")
    assert page.status_code == 200
    assert "No cases are waiting." in page.content.decode()


@pytest.mark.parametrize("many", [1, 3, 300])
def test_a_queue_costs_the_same_whatever_waits(many):
    mo = make.moderator()
    clinics = [make.clinic() for _ in range(min(many, 30))]
    cam = make.user("cam@example.org")
    people = [cam] + [make.user(f"u{n}@example.org") for n in range((many - 1) // len(clinics))]
    Claim.objects.bulk_create(
        Claim(clinic=clinic, user=person, method="documents", asked_at=timezone.now())
        for person in people for clinic in clinics
    )  # fmt: skip
    assert sum(desk.counts().values()) == many
    browser = make.signed_in(mo)
    with CaptureQueriesContext(connection) as queries:
        page = browser.get("/moderation/")
    assert len(page.context["rows"]) == min(many, 25)
    assert len(queries) == 13  # session, user, factor; counts, page, people, holds, skips, own; 4


def test_the_second_page_goes_on_where_the_first_ends():
    mo = make.moderator()
    for n in range(26):
        make.claim(make.clinic(name=f"Clinic number {n}"), f"u{n}@example.org", days=100 - n)
    first, second = (make.signed_in(mo).get(f"/moderation/?page={n}") for n in (1, 2))
    assert rows(first)[-1] == ("claim", "Clinic number 24")
    assert rows(second) == [("claim", "Clinic number 25")]


def test_a_case_says_who_has_it_open_until_half_an_hour_is_over():
    mo, moe = make.moderator(), make.moderator("moe@example.org")
    held, ran_out = (
        make.claim(make.clinic(name="A")),
        make.claim(make.clinic(name="B"), "b@example.org"),
    )
    hold.take("claim", held.pk, by=moe)
    hold.take("claim", ran_out.pk, by=moe)
    Hold.objects.filter(case_id=ran_out.pk).update(
        taken_at=timezone.now() - dt.timedelta(minutes=31)
    )
    proposal(make.clinic(name="C"))
    page = make.signed_in(mo).get("/moderation/")
    shown = {case.clinic: case.hold and case.hold.moderator for case in page.context["rows"]}
    assert shown == {"A": moe, "B": None, "C": None}


def test_a_case_somebody_has_open_is_taken_only_knowingly():
    mo, moe = make.moderator(), make.moderator("moe@example.org")
    claim = make.claim(make.clinic())
    hold.take("claim", claim.pk, by=moe)
    browser = make.signed_in(mo)
    asked = browser.post(f"/moderation/claim/{claim.pk}/take/")
    assert asked.status_code == 409
    assert "moe@example.org has had this case open since" in asked.content.decode()
    assert Hold.objects.get().moderator == moe
    taken = browser.post(f"/moderation/claim/{claim.pk}/take/", {"knowingly": "1"})
    assert taken.headers["Location"] == f"/moderation/claim/{claim.pk}/"
    assert Hold.objects.get().moderator == mo


def test_a_released_case_is_free_and_only_the_holder_releases_it():
    mo, moe = make.moderator(), make.moderator("moe@example.org")
    claim = make.claim(make.clinic())
    hold.take("claim", claim.pk, by=moe)
    make.signed_in(mo).post(f"/moderation/claim/{claim.pk}/release/")
    assert Hold.objects.count() == 1
    make.signed_in(moe).post(f"/moderation/claim/{claim.pk}/release/")
    assert Hold.objects.count() == 0


def test_nobody_takes_a_case_of_their_own_clinic():
    mo, clinic = make.moderator(), make.clinic()
    make.member("mo@example.org", clinic)
    claim = make.claim(clinic)
    assert make.signed_in(mo).post(f"/moderation/claim/{claim.pk}/take/").status_code == 403
    assert Hold.objects.count() == 0


@pytest.mark.parametrize("kind", ["claim", "change", "review"])
def test_a_case_that_does_not_wait_cannot_be_taken(kind):
    make.claim(make.clinic())
    browser = make.signed_in(make.moderator())
    assert browser.post(f"/moderation/{kind}/987654/take/").status_code == 404
    assert Hold.objects.count() == 0


def test_the_next_case_is_the_oldest_that_is_free_and_not_ones_own():
    mo, moe = make.moderator(), make.moderator("moe@example.org")
    held = make.claim(make.clinic(name="Held"), "a@example.org", days=9)
    own_clinic = make.clinic(name="Own")
    make.member("mo@example.org", own_clinic)
    make.claim(own_clinic, "b@example.org", days=8)
    make.claim(make.clinic(name="Asked by mo"), "mo@example.org", days=7)
    free = make.claim(make.clinic(name="Free"), "c@example.org", days=6)
    make.claim(make.clinic(name="Younger"), "d@example.org", days=5)
    hold.take("claim", held.pk, by=moe)
    browser = make.signed_in(mo)
    page = browser.get("/moderation/")
    assert [(case.clinic, case.is_own) for case in page.context["rows"]] == [
        ("Held", False), ("Own", True), ("Asked by mo", True), ("Free", False),
        ("Younger", False)]  # fmt: skip
    answer = browser.post("/moderation/next/")
    assert answer.headers["Location"] == f"/moderation/claim/{free.pk}/"
    assert Hold.objects.get(moderator=mo).case_id == free.pk


def test_when_nothing_is_free_the_next_case_is_the_list():
    mo, moe = make.moderator(), make.moderator("moe@example.org")
    claim = make.claim(make.clinic())
    hold.take("claim", claim.pk, by=moe)
    page = make.signed_in(mo).post("/moderation/next/", follow=True)
    assert page.redirect_chain == [("/moderation/", 302)]
    assert "No other case is free for you now. Open with colleagues: 1." in page.content.decode()


def test_the_link_to_the_desk_is_for_moderators_and_costs_nobody_else_a_query(client):
    make.claim(make.clinic())
    mo, new = make.moderator(), make.user("new@example.org", is_moderator=True)
    with CaptureQueriesContext(connection) as queries:
        assert "/moderation/" not in client.get("/privacy/").content.decode()
    assert len(queries) == 0
    assert "/moderation/" not in make.signed_in(make.user()).get("/privacy/").content.decode()
    assert "1<span" in make.signed_in(mo).get("/privacy/").content.decode()
    page = make.signed_in(new).get("/privacy/").content.decode()
    assert "/moderation/" in page
    assert "1<span" not in page


def test_one_kind_can_be_gone_through_alone():
    mo = make.moderator()
    older = make.claim(make.clinic(name="Claimed"), days=5)
    first = proposal(make.clinic(name="First"))
    second = proposal(make.clinic(name="Second"), email="ben@example.org")
    browser = make.signed_in(mo)
    taken = browser.post("/moderation/next/", {"kind": "change"})
    url = f"/moderation/change/{first.pk}/?only=change"
    assert taken.headers["Location"] == url
    done = browser.post(url, {"seen": seen(browser.get(url)), "approve_all": "1"})
    assert done.headers["Location"] == f"/moderation/change/{second.pk}/?only=change"
    assert browser.get(f"/moderation/change/{first.pk}/?only=rumour").status_code == 404
    assert not Hold.objects.filter(kind="claim", case_id=older.pk).exists()
