"""A candidate at the desk: why it is one, what it is like, and what becomes of it."""

import datetime as dt
from functools import partial

import pytest

from clinics.candidates.actions.decide import (
    digest,
    hand_over,
    open_candidate,
    put_off,
    refuse_candidate,
    reopen_candidate,
)
from clinics.candidates.models import CandidateRefused
from clinics.models import Candidate, Clinic, DuplicatePair, Event
from tests import make
from tests.at_once import all_at_once
from tests.clinics.candidates.cast import organization, physician
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
CALLED = "I called. They give IV ketamine."


@pytest.fixture
def heron() -> Candidate:
    """The candidate of each sentence; Rival beside it must never change."""
    make.candidate(make.clinic(name="Rival", published=False), external_id=make.npi(8))
    clinic = make.clinic(name="Heron", slug="heron", published=False, street="1 Kestrel Ave",
                         phone="+1 561-555-0101", city="Delray Beach", state="FL",
                         postal_code="33444", address_key="1 kestrel ave 33444")  # fmt: skip
    return make.candidate(clinic)


@pytest.fixture
def desk(mo):
    return make.signed_in(mo)


def url(candidate: Candidate) -> str:
    return f"/moderation/candidate/{candidate.pk}/"


def send(desk, candidate: Candidate, **typed):
    """Post a decision as the page shows the case now."""
    return desk.post(url(candidate), {"seen": digest(now(candidate)), **typed})


def now(candidate: Candidate) -> Candidate:
    return Candidate.objects.select_related("clinic").get(pk=candidate.pk)


def queue(desk) -> list[str]:
    rows = seen(desk.get("/moderation/?kind=candidate")).all("tr")[1:]
    return [name for row in rows for name in ("Heron", "Rival") if name in row.text]


def problems(answer) -> list[str]:
    return [li.text for li in seen(answer).one("div.summary").all("li")]


def test_the_page_shows_why_the_register_row_and_what_is_like_it(desk, heron):
    organization(9, "HERON HOLDINGS LLC", other_organization_name="KETAWELL",
                 taxonomies=["261QI0500X"])  # fmt: skip
    physician(1)
    Candidate.objects.filter(pk=heron.pk).update(colleagues=[int(make.npi(1))])
    make.clinic(name="Heron Health", slug="heron-health", street="1 Kestrel Avenue",
                address_key="1 kestrel ave 33444")  # fmt: skip
    page = seen(desk.get(url(heron)))
    text = page.text
    for words in ("Its name speaks of ketamine.", "HERON HOLDINGS LLC", "KETAWELL", "261QI0500X",
                  "ADA MARSH", "(561) 555-0101", "same address"):  # fmt: skip
        assert words in text
    assert "There are listings like it. Look whether it is one of them." in text
    links = [a["href"] for a in page.all("a.more")]
    assert f"https://npiregistry.cms.hhs.gov/provider-view/{make.npi(9)}" in links
    assert "a search of registers and lists" in seen(desk.get("/moderation/?kind=candidate")).text


@pytest.mark.parametrize("says", ["deactivated", "excluded", "unknown", "box"])
def test_what_speaks_against_it_is_said(desk, heron, says):
    words = {
        "deactivated": "Its number is deactivated.",
        "excluded": "Its number is on the exclusion list.",
        "unknown": "NPPES no longer has its number.",
        "box": "Its address is a post-office box.",
    }
    gone = {"deactivated_on": make.days_ago(2)} if says == "deactivated" else {}
    organization(7 if says == "unknown" else 9, "HERON", **gone)
    make.exclusion(npi=int(make.npi(9 if says == "excluded" else 7)))
    street = "PO Box 12" if says == "box" else "1 Kestrel Ave"
    Clinic.objects.filter(pk=heron.clinic_id).update(street=street)
    text = seen(desk.get(url(heron))).text
    assert [key for key, sentence in words.items() if sentence in text] == [says]


def test_it_is_opened_with_words_and_taken_back(desk, client, mo, heron):
    public = heron.clinic.get_absolute_url()
    assert client.get(public).status_code == 404
    assert send(desk, heron, decision="open", words=CALLED).status_code == 302
    assert (client.get(public).status_code, queue(desk)) == (200, ["Rival"])
    events = Event.objects.filter(clinic_id=heron.clinic_id, actor="moderator").order_by("pk")
    assert list(events.values_list("verb", "target", "why", "by_id")) == [
        ("opened", "clinic", CALLED, mo.pk),
        ("candidate decided", "candidates", CALLED, mo.pk),
    ]
    page = seen(desk.get(url(heron)))
    assert page.one("p.info").text.startswith("It was opened.")
    again = desk.post(f"{url(heron)}again/", {"reason": "wrong"}, follow=True)
    assert (again.status_code, client.get(public).status_code) == (200, 404)
    assert queue(desk) == ["Rival", "Heron"]


def test_what_is_no_such_clinic_is_hidden_until_it_is_decided_again(desk, client, heron):
    assert send(desk, heron, decision="no-clinic").status_code == 302
    clinic = now(heron).clinic
    assert (clinic.status, clinic.hidden_for, queue(desk)) == ("hidden", "no-clinic", ["Rival"])
    desk.post(f"{url(heron)}again/", {"reason": "news"})
    clinic = now(heron).clinic
    assert (clinic.status, clinic.hidden_for) == ("candidate", "")
    assert queue(desk) == ["Rival", "Heron"]


def test_not_now_waits_until_its_day_is_over_for_everybody(desk, heron):
    day = make.today() + dt.timedelta(days=3)
    assert send(desk, heron, decision="later", until=day.isoformat()).status_code == 302
    assert queue(desk) == ["Rival"]
    on = [day, day + dt.timedelta(days=1)]
    assert [Candidate.objects.waiting(on=d).filter(pk=heron.pk).count() for d in on] == [0, 1]
    assert "Put off until the end of" in seen(desk.get(url(heron))).text
    assert send(desk, heron, decision="open", words=CALLED).status_code == 302
    assert now(heron).later_until is None


def test_what_is_listed_already_waits_as_a_pair_and_comes_back_if_it_is_two(desk, heron):
    make.clinic(name="Egret", slug="egret")
    assert send(desk, heron, decision="duplicate", other="/clinics/egret/").status_code == 302
    pair = DuplicatePair.objects.get()
    assert {pair.clinic.name, pair.other.name} == {"Heron", "Egret"}
    assert (pair.why, queue(desk)) == ("said", ["Rival"])
    DuplicatePair.objects.update(decision="two", decided_at=pair.found_at)
    assert queue(desk) == ["Rival", "Heron"]
    answer = send(desk, heron, decision="duplicate", other="/clinics/egret/")
    assert answer.status_code == 409
    assert "This is the same listing, or decided before." in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, ["Decision: Choose a decision."]),
        ({"decision": "open", "words": " "}, ["How do you know?: Write how you know."]),
        ({"decision": "later"}, ["Ask again after: Give a day such as 2026-03-31."]),
        ({"decision": "later", "until": "soon"},
         ["Ask again after: Give a day such as 2026-03-31."]),
        ({"decision": "later", "until": "2001-01-01"},
         ["Ask again after: This day is too long ago."]),
        ({"decision": "later", "until": "2999-01-01"},
         ["Ask again after: This day is too far ahead."]),
        ({"decision": "duplicate"},
         ["The other listing: Paste the link of the other listing, or type its name."]),
        ({"decision": "duplicate", "other": "Nobody"},
         ["The other listing: No listing has this link, and none in the same state this name."]),
        ({"decision": "open", "words": "x" * 501},
         ["How do you know?: Ensure this value has at most 500 characters (it has 501)."]),
    ],
)  # fmt: skip
def test_a_decision_that_cannot_be_says_why_and_changes_nothing(desk, heron, typed, says):
    answer = send(desk, heron, **typed)
    assert (answer.status_code, problems(answer)) == (400, says)
    assert (now(heron).outcome, now(heron).clinic.status, queue(desk)) == (
        "", "candidate", ["Rival", "Heron"],
    )  # fmt: skip


def test_a_stale_page_decides_nothing(desk, mo, heron):
    typed = {"seen": digest(heron), "decision": "open", "words": CALLED}
    Clinic.objects.filter(pk=heron.clinic_id).update(phone="+1 561-555-0199")
    assert "It changed while you were reading it." in desk.post(url(heron), typed).content.decode()
    send(desk, heron, decision="open", words=CALLED)
    said = desk.post(url(heron), typed)
    assert (said.status_code, "already: it was opened." in said.content.decode()) == (409, True)
    reopen_candidate(heron, by=mo, reason="news")
    Clinic.objects.filter(pk=heron.clinic_id).update(status="closed")
    said = send(desk, heron, decision="no-clinic")
    assert (said.status_code, "The listing is now: closed." in said.content.decode()) == (409, True)
    with pytest.raises(CandidateRefused, match=r"It is waiting already\."):
        reopen_candidate(heron, by=mo, reason="news")


def test_who_speaks_for_the_clinic_decides_nothing(heron, mo):
    make.member("mo@example.org", heron.clinic)
    assert send(make.signed_in(mo), heron, decision="open", words=CALLED).status_code == 403
    told = {"by": mo, "seen": digest(heron)}
    tries = (
        partial(open_candidate, heron, words=CALLED, **told),
        partial(refuse_candidate, heron, words="", **told),
        partial(put_off, heron, until=make.today(), words="", **told),
        partial(hand_over, heron, Clinic.objects.get(name="Rival"), **told),
        partial(reopen_candidate, heron, by=mo, reason="news"),
    )
    for each in tries:
        with pytest.raises(CandidateRefused, match="A moderator who does not speak for this"):
            each()
    assert now(heron).clinic.status == "candidate"


def test_candidates_wait_behind_everybody_who_asks(desk, heron):
    """A search finds hundreds at once; a later claim is listed before them."""
    make.claim(make.clinic(name="Egret"))
    names = [row.text for row in seen(desk.get("/moderation/")).all("tr")[1:]]
    assert [next(n for n in ("Egret", "Heron", "Rival") if n in row) for row in names] == [
        "Egret", "Rival", "Heron",
    ]  # fmt: skip
    answer = desk.post("/moderation/next/")
    assert "/claim/" in answer.headers["Location"]


def test_what_nobody_opened_is_listed_by_state_town_and_list(desk, heron):
    make.clinic(name="Egret", published=False, listed_by="SAMHSA", city="Austin", state="TX")
    make.clinic(name="Public")

    def found(query: str) -> list[str]:
        page = seen(desk.get(f"/moderation/candidates/?{query}"))
        return [li.one("a").text for ul in page.all("ul.desk-found") for li in ul.all("li")]

    assert found("") == ["Heron", "Rival", "Egret"]
    assert found("state=TX") == found("source=samhsa") == found("city=austin") == ["Egret"]
    assert found("state=TX&source=NPPES") == found("city=Nowhere") == []
    for query, status in (("state=XX", 400), ("page=2", 400), ("page=x", 400), ("page=1", 200)):
        assert desk.get(f"/moderation/candidates/?{query}").status_code == status


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_refused(heron, mo):
    told = {"by": mo, "seen": digest(heron), "words": CALLED}
    results = all_at_once([
        partial(open_candidate, heron, **told), partial(refuse_candidate, heron, **told),
    ])  # fmt: skip
    assert sorted(type(one).__name__ for one in results) == ["Candidate", "CandidateRefused"]
    assert Event.objects.filter(verb="candidate decided").count() == 1
