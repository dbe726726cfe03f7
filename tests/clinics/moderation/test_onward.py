"""Next, and skip for today: a case is left undecided and lost to nobody."""

import pytest

from clinics.models import Hold, Skip
from clinics.moderation import desk
from clinics.moderation.actions import hold
from tests import make
from tests.clinics.moderation.cast import aged, proposal, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    return make.moderator()


@pytest.fixture
def three():
    """Three cases: a claim, a proposal and a claim, the oldest first."""
    return [
        ("claim", make.claim(make.clinic(name="Old"), "old@example.org", days=9).pk),
        ("change", aged(proposal(make.clinic(name="Middle")), days=5).pk),
        ("claim", make.claim(make.clinic(name="Young"), "young@example.org", days=1).pk),
    ]


def url(case: tuple[str, int], verb: str = "") -> str:
    return f"/moderation/{case[0]}/{case[1]}/{verb}"


def open_now(mo) -> list[tuple[str, int]]:
    return list(Hold.objects.filter(moderator=mo).values_list("kind", "case_id"))


def test_next_goes_through_all_cases_and_then_begins_again(mo, three):
    browser, at = make.signed_in(mo), three[0]
    hold.take(*at, by=mo)
    gone = []
    for _step in range(3):
        gone.append(browser.post(url(at, "next/")).headers["Location"])
        at = open_now(mo)[0]
        assert len(open_now(mo)) == 1
    assert gone == [url(three[1]), url(three[2]), url(three[0])]
    assert sum(desk.counts().values()) == 3


def test_next_stays_within_the_kind_that_is_gone_through(mo, three):
    browser = make.signed_in(mo)
    assert browser.post(url(three[0], "next/?only=claim")).headers["Location"] == (
        url(three[2], "?only=claim")
    )


def test_kinds_that_come_first_stay_before_all_others(mo, three):
    sad = make.review(make.clinic(), status="waiting", is_distress=True, days=0)
    browser = make.signed_in(mo)
    assert browser.post(url(("distress", sad.pk), "next/")).headers["Location"] == url(three[0])
    assert browser.post(url(three[2], "next/")).headers["Location"] == url(("distress", sad.pk))


def test_a_skipped_case_waits_for_others_and_for_oneself_tomorrow(mo, three):
    moe = make.moderator("moe@example.org")
    browser = make.signed_in(mo)
    hold.take(*three[0], by=mo)
    answer = browser.post(url(three[0], "skip/"), follow=True)
    assert answer.redirect_chain == [(url(three[1]), 302)]
    assert "You skip this case until tomorrow." in answer.content.decode()
    page = browser.get("/moderation/")
    assert [(case.clinic, case.is_skipped) for case in page.context["rows"]] == [
        ("Old", True), ("Middle", False), ("Young", False)]  # fmt: skip
    assert sum(desk.counts().values()) == 3
    assert browser.post(url(three[1], "next/")).headers["Location"] == url(three[2])
    assert browser.post(url(three[2], "next/")).headers["Location"] == url(three[1])
    assert [row.case for row in desk.free(by=moe)] == [three[0][1], three[2][1]]
    Skip.objects.update(on=make.days_ago(1))
    assert desk.first_free(by=mo).case == three[0][1]


def test_who_takes_or_decides_a_skipped_case_skips_it_no_longer(mo, three):
    browser = make.signed_in(mo)
    browser.post(url(three[0], "skip/"))
    browser.post(url(three[0], "take/"))
    assert Skip.objects.count() == 0
    browser.post(url(three[1], "skip/"))
    browser.post(url(three[1]), {"seen": seen(browser.get(url(three[1]))), "approve_all": "1"})
    assert Skip.objects.count() == 0


def test_a_skip_lasts_a_day_and_is_then_forgotten(mo, three):
    hold.skip(*three[0], by=mo)
    hold.skip(*three[0], by=mo)
    assert hold.forget_holds(on=make.today()) == 0
    assert hold.forget_holds(on=make.days_ago(-1)) == 1


@pytest.mark.parametrize("verb", ["next/", "skip/"])
def test_what_does_not_wait_is_neither_left_nor_skipped(mo, three, verb):
    browser = make.signed_in(mo)
    assert browser.post(url(("claim", 987654), verb)).status_code == 404
    assert browser.post(url(("rumour", three[0][1]), verb)).status_code == 404
    assert browser.get(url(three[0], verb)).status_code == 405
    assert Skip.objects.count() == 0


def test_nobody_skips_what_they_may_not_decide(mo):
    clinic = make.clinic()
    make.member("mo@example.org", clinic)
    case = ("claim", make.claim(clinic).pk)
    browser = make.signed_in(mo)
    assert browser.post(url(case, "skip/")).status_code == 403
    assert "Skip until tomorrow" not in browser.get(url(case)).content.decode()
    assert Skip.objects.count() == 0


def test_that_nothing_is_left_is_said_of_one_kind_when_others_wait(mo, three):
    browser = make.signed_in(mo)
    page = browser.post(url(three[1], "skip/?only=change"), follow=True)
    assert page.redirect_chain == [("/moderation/", 302)]
    text = page.content.decode()
    assert (
        "No other case of this kind is free for you now. Skipped by you until tomorrow: 1. "
        "Free cases of other kinds: 2."
    ) in text
    assert [case.clinic for case in page.context["rows"]] == ["Old", "Middle", "Young"]


def test_an_empty_kind_does_not_say_that_nothing_waits(mo, three):
    text = make.signed_in(mo).get("/moderation/?kind=story").content.decode()
    assert "No cases of this kind are waiting." in text
    assert "No cases are waiting." not in text
    assert "See all kinds" in text
