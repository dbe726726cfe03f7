"""`a`, Enter on whatever waits in the demo: nothing is public that somebody or something denies."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from clinics.changes.actions.propose import propose
from clinics.exchange.actions.demo import make_accounts
from clinics.inquiries.actions.inquire import ask
from clinics.listing.actions.duplicates import propose_pair
from clinics.models import (
    Check,
    Claim,
    Clinic,
    Credential,
    CredentialCase,
    Inquiry,
    ProposedChange,
    ProposedItem,
    Reply,
    Report,
    Review,
    Story,
    User,
)
from clinics.moderation import desk
from clinics.moderation.queues import KINDS
from clinics.reviews.actions.demo import make_reviews
from tests import databases, make

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

YES, NO = {"value": True}, {"value": False}


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, run) -> Iterator[str]:
    """The site with the demo's clinics and their people."""
    with django_db_blocker.unblock(), databases.with_demo(run, "peopled"):
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture(scope="module")
def demo_desk(site, django_db_blocker) -> dict[str, str]:
    """The demo with everything that waits in it, and a claim and a proposal of each sort: the
    cookies of a moderator.
    """
    with django_db_blocker.unblock():
        _admin, moderator = (User.objects.get(email=email) for email in make_accounts())
        make_reviews(moderator=moderator)
        free, papers, taken, asked, *_rest = Clinic.objects.filter(memberships=None).order_by("pk")
        make.claim(free, "proved@reflex.example", proved_at=timezone.now())
        make.claim(papers, "papers@reflex.example", method=Claim.Method.DOCUMENTS)
        make.claim(taken, "unproved@reflex.example")
        make.member("ann@reflex.example", taken)
        make.claim(asked, "again@reflex.example", method=Claim.Method.DOCUMENTS,
                   decision="rejected", decided_at=timezone.now())  # fmt: skip
        make.claim(asked, "again@reflex.example", proved_at=timezone.now())
        make.review(free, status="waiting", words="They called back on the same day.")
        make_proposals(taken, asked, moderator)
        propose_pair(free, papers, why="address")
        mo = make.moderator("reflex@reflex.example")
        make.suggestion(taken, "dangerous")
        ask(taken, by=moderator, words="Is it so?", answer_by=make.days_ago(-2))
        Inquiry.objects.update(answer_by=make.days_ago(1))
        return {settings.SESSION_COOKIE_NAME: session_of(mo)}


def session_of(person: User) -> str:
    return make.signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value


def make_proposals(denied: Clinic, plain: Clinic, moderator: User) -> None:
    """A proposal with an answer that was rejected before, and one that nothing speaks against."""
    ann, ben = User.objects.get(email="ann@reflex.example"), make.member("ben@x.example", plain)
    old = propose(denied, {"condition.ocd": YES}, by=ann)
    old.items.update(decision="rejected", reason="evidence", decided_at=timezone.now())
    ProposedChange.objects.filter(pk=old.pk).update(closed_as="decided", closed_at=timezone.now())
    propose(denied, {"condition.ocd": YES, "insurance.tricare": NO}, by=ann)
    propose(plain, {"insurance.tricare": NO}, by=ben)


def confirmed() -> set[tuple[int, int]]:
    """Which credentials are confirmed, and by which check."""
    held = Credential.objects.filter(current__outcome="confirmed")
    return set(held.values_list("pk", "current"))


def standing() -> list[tuple]:
    """Where every listing stands, and what it says of closing."""
    return list(Clinic.objects.order_by("pk").values_list("pk", "status", "says_closed_since"))


def one_of_each() -> list[str]:
    """The addresses of the cases: all claims and proposals; of the others one of each sort."""
    chosen = {}
    for row in desk.waiting():
        sort = [row.kind_code, row.size]
        if row.kind_code in ("claim", "change"):
            sort.append(row.case)
        if row.kind_code == "credential":
            case = CredentialCase.objects.select_related("credential").get(pk=row.case)
            newest = case.credential.checks.filter(by=None).order_by("-at").first()
            sort += [case.credential.kind, newest and newest.outcome]
        chosen.setdefault(tuple(sort), f"/moderation/{row.kind_code}/{row.case}/")
    return list(chosen.values())


def test_a_and_enter_publish_nothing_that_is_denied(chromium, site, demo_desk):
    urls = one_of_each()
    kinds = {url.split("/")[2] for url in urls}
    assert kinds == set(KINDS) - {"distress-report"}
    before, stood = confirmed(), standing()
    context = chromium.new_context()
    context.add_cookies([{"name": name, "value": value, "url": site}
                         for name, value in demo_desk.items()])  # fmt: skip
    page = context.new_page()
    faults, sent, posts = [], [], []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    for url in urls:
        page.goto(site + url, wait_until="domcontentloaded")
        shown = page.locator(".desk-help dt").all_text_contents()
        assert {"n", "s", "w"} <= set(shown), url
        page.keyboard.press("a")
        if page.evaluate("document.activeElement.matches('[data-desk] button')"):
            with page.expect_navigation(wait_until="commit"):
                page.keyboard.press("Enter")
            sent.append(url)
        else:
            page.keyboard.press("Enter")
    context.close()
    assert (faults, posts) == ([], [site + url for url in sent])
    mine = Q(decided_by__email="reflex@reflex.example")
    assert (confirmed(), standing()) == (before, stood)
    assert not Check.objects.filter(by__email="reflex@reflex.example").exists()
    assert list(Claim.objects.filter(mine).values_list("user__email", "decision")) == [
        ("proved@reflex.example", "approved")
    ]
    assert list(ProposedItem.objects.filter(mine).values_list("code", "decision")) == [
        ("insurance.tricare", "approved")]  # fmt: skip
    assert list(Review.objects.filter(mine).values_list("status", "flags", "is_distress")) == [
        ("published", [], False)]  # fmt: skip
    assert not Report.objects.filter(resolved_by__email="reflex@reflex.example").exists()
    assert [text.decision for text in Reply.objects.filter(mine)] == ["published"]
    # The demo's story promises a cure.
    assert not Story.objects.filter(mine).exists()
