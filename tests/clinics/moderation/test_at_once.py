"""Many moderators at once, each with a connection of their own, through the real pages."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from clinics.models import Event, Hold, Membership, ProposedItem
from tests import make
from tests.clinics.moderation.cast import proposal, seen

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 20


def at_once(moderators: list, act) -> list:
    """What `act(browser)` answers for each moderator, all let go at the same moment."""
    gate = Barrier(len(moderators))
    browsers = [make.signed_in(one) for one in moderators]

    def go(browser):
        try:
            gate.wait(timeout=60)
            return act(browser)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(go, browsers))


def moderators() -> list:
    """Twenty accounts that may moderate."""
    return [make.moderator(f"mo{n}@example.org", password=None) for n in range(MANY)]


def test_twenty_moderators_decide_one_proposal_and_one_decision_stands():
    clinic, rival = make.clinic(no="condition.crps"), make.clinic()
    change = proposal(clinic)
    other = proposal(rival, email="ben@example.org")
    everybody, url = moderators(), f"/moderation/change/{change.pk}/"
    version = seen(make.signed_in(everybody[0]).get(url))
    data = {"seen": version, "approve_all": "1"}
    pages = at_once(everybody, lambda browser: browser.post(url, data))
    assert sorted(page.status_code for page in pages) == [302] + [409] * (MANY - 1)
    for page in pages:
        if page.status_code == 409:
            assert "This proposal no longer waits: decided." in page.content.decode()
    assert Event.objects.filter(verb="decided", target_id=change.pk).count() == 1
    assert Event.objects.filter(verb="changed", clinic_id=clinic.pk).count() == 1
    item = ProposedItem.objects.get(change=change)
    assert item.decision == "approved"
    assert item.decided_by in everybody
    assert ProposedItem.objects.get(change=other).decision == ""


def test_approvals_and_rejections_of_one_proposal_cannot_both_stand():
    clinic = make.clinic(no="condition.crps")
    change = proposal(clinic)
    item = change.items.get()
    everybody, url = moderators(), f"/moderation/change/{change.pk}/"
    version = seen(make.signed_in(everybody[0]).get(url))
    verdicts = iter(["approved", "rejected"] * (MANY // 2))
    typed = {browser.pk: next(verdicts) for browser in everybody}

    def act(browser):
        verdict = typed[int(browser.session["_auth_user_id"])]
        return verdict, browser.post(url, {
            "seen": version, f"item-{item.pk}-decision": verdict,
            f"item-{item.pk}-reason": "evidence"})  # fmt: skip

    answers = at_once(everybody, act)
    [won] = [verdict for verdict, page in answers if page.status_code == 302]
    item.refresh_from_db()
    assert item.decision == won
    assert clinic.facts.get(code="condition.crps").value is (won == "approved")


def test_twenty_moderators_decide_one_claim_and_one_decision_stands():
    clinic = make.clinic()
    claim = make.claim(clinic, proved_at=timezone.now())
    make.claim(clinic, "rival@example.org", proved_at=timezone.now())
    everybody, url = moderators(), f"/moderation/claim/{claim.pk}/"
    data = {"seen": seen(make.signed_in(everybody[0]).get(url)), "decision": "approved"}
    pages = at_once(everybody, lambda browser: browser.post(url, data))
    assert sorted(page.status_code for page in pages) == [302] + [409] * (MANY - 1)
    for page in pages:
        if page.status_code == 409:
            assert "This claim was closed already: approved." in page.content.decode()
    assert [m.user for m in Membership.objects.filter(clinic=clinic)] == [claim.user]
    assert Event.objects.filter(verb="claim approved").count() == 1


def test_twenty_moderators_who_take_the_next_case_get_twenty_cases():
    clinic = make.clinic()
    claims = [make.claim(clinic, f"u{n}@example.org", days=n) for n in range(MANY + 1)]
    pages = at_once(moderators(), lambda browser: browser.post("/moderation/next/"))
    taken = [f"/moderation/claim/{claim.pk}/" for claim in claims[1:]]
    assert sorted(page.headers["Location"] for page in pages) == sorted(taken)
    assert Hold.objects.count() == MANY


def test_twenty_moderators_who_take_one_case_leave_it_with_one():
    claim = make.claim(make.clinic())
    url = f"/moderation/claim/{claim.pk}/take/"
    pages = at_once(moderators(), lambda browser: browser.post(url))
    assert sorted(page.status_code for page in pages) == [302] + [409] * (MANY - 1)
    assert Hold.objects.count() == 1
