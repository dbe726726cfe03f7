"""A clinic that a list no longer has: one case at the desk, and a sentence for patients."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from clinics.exchange.actions.absences import settle_absences
from clinics.exchange.actions.decide_absence import AbsenceRefused, decide_absence, reopen_absence
from clinics.models import Absence, Clinic, Event, SourceRecord
from tests import make
from tests.at_once import all_at_once
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
MARCH = dt.date(2026, 3, 3)
CALLED = "I called. They answered."


def absent(clinic: Clinic, *, source: str = "SAMHSA") -> Absence:
    """The clinic's absence from a list, as an import leaves it."""
    SourceRecord.objects.filter(clinic=clinic).update(
        source=source, first_seen=MARCH, last_seen=MARCH, gone_since=MARCH, times_gone=2
    )
    settle_absences(source, on=make.today())
    return Absence.objects.get(clinic=clinic)


@pytest.fixture
def heron():
    """The clinic of each sentence; Rival beside it must never change."""
    absent(make.clinic(name="Rival"), source="Another list")
    return make.clinic(name="Heron", slug="heron")


@pytest.fixture
def desk(mo):
    return make.signed_in(mo)


def told(client) -> list[str]:
    """What the public page says of lists."""
    page = seen(client.get("/clinics/heron/"))
    return page.one("address").texts("span.stale")


def queue(desk) -> list[str]:
    rows = seen(desk.get("/moderation/?kind=gone")).all("tr")[1:]
    return [row.text for row in rows]


def test_patients_read_it_and_a_moderator_is_asked_once(client, desk, mo, heron):
    absence = absent(heron)
    sentence = "No longer in SAMHSA’s list since 3 March 2026."
    assert told(client) == [sentence]
    assert [("Heron" in row, "an import" in row) for row in queue(desk)] == [
        (False, True), (True, True),
    ]  # fmt: skip
    url = f"/moderation/gone/{absence.pk}/"
    page = seen(desk.get(url))
    row = f"SAMHSA , {heron.external_id} : last seen 3 March 2026 , missing since 3 March 2026"
    assert row in page.texts("li")
    done = desk.post(url, {"outcome": "open", "words": CALLED})
    assert done.status_code == 302
    today = make.today()
    found = f"A moderator found it open on {today.day} {today:%B %Y}."
    assert told(client) == [f"{sentence} {found}"]
    assert len(queue(desk)) == 1
    event = Event.objects.latest("pk")
    assert (event.verb, event.target, event.after, event.why, event.by_id) == (
        "absence decided", "absences", {"SAMHSA": "open"}, CALLED, mo.pk,
    )  # fmt: skip
    # The next complete file lacks it too: nobody is asked again, until it was back and goes anew.
    SourceRecord.objects.filter(clinic=heron).update(times_gone=3)
    assert settle_absences("SAMHSA", on=today) == 0
    SourceRecord.objects.filter(clinic=heron).update(gone_since=None, times_gone=0)
    assert settle_absences("SAMHSA", on=today) == 0
    assert told(client) == []
    assert Absence.objects.get(clinic=heron).ended_on == today
    SourceRecord.objects.filter(clinic=heron).update(gone_since=today, times_gone=1)
    assert settle_absences("SAMHSA", on=today) == 0
    SourceRecord.objects.filter(clinic=heron).update(times_gone=2)
    assert settle_absences("SAMHSA", on=today) == 1
    assert len(queue(desk)) == 2


def test_a_merged_listing_that_the_list_has_ends_it_at_once(client, desk, heron):
    absence = absent(heron)
    twin = make.clinic(name="Twin", listed_by="SAMHSA")
    assert (len(told(client)), len(queue(desk))) == (1, 2)
    Clinic.objects.filter(pk=twin.pk).update(status="merged", merged_into=heron)
    assert (told(client), len(queue(desk))) == ([], 1)
    settle_absences("SAMHSA", on=make.today())
    absence.refresh_from_db()
    assert absence.ended_on == make.today()


def test_a_moderator_closes_it_and_decides_again(client, desk, heron):
    absence = absent(heron)
    url = f"/moderation/gone/{absence.pk}/"
    typed = {"outcome": "closed", "closed_since": "2026-02-01", "words": "The line is dead."}
    assert desk.post(url, typed).status_code == 302
    heron.refresh_from_db()
    assert (heron.status, heron.status_since) == ("closed", dt.date(2026, 2, 1))
    assert Clinic.objects.get(name="Rival").status == "open"
    assert len(queue(desk)) == 1
    page = seen(desk.get(url))
    assert page.one("p.info").text.startswith("It has closed. ")
    again = desk.post(f"{url}again/", {"reason": "wrong"}, follow=True)
    assert again.status_code == 200
    heron.refresh_from_db()
    absence.refresh_from_db()
    assert (heron.status, absence.outcome, len(queue(desk))) == ("open", "", 2)
    assert told(client) == ["No longer in SAMHSA’s list since 3 March 2026."]


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ({}, ["Choose what you found out.", "Write how you know."]),
        ({"outcome": "open", "words": "  "}, ["Write how you know."]),
        ({"outcome": "gone", "words": CALLED},
         ["Select a valid choice. gone is not one of the available choices."]),
        ({"outcome": "closed", "words": CALLED}, ["Enter the day since which it is closed."]),
        ({"outcome": "closed", "words": CALLED, "closed_since": "soon"},
         ["Type a date, such as 2027-03-31."]),
        ({"outcome": "closed", "words": CALLED, "closed_since": "2999-01-01"},
         ["That day is still to come."]),
        ({"outcome": "closed", "words": CALLED, "closed_since": "0001-01-01"},
         ["That day is too long ago."]),
        ({"outcome": "open", "words": "x" * 501},
         ["Ensure this value has at most 500 characters (it has 501)."]),
    ],
)  # fmt: skip
def test_a_decision_that_cannot_be_says_why_and_stays_typed(desk, heron, typed, problems):
    absence = absent(heron)
    answer = desk.post(f"/moderation/gone/{absence.pk}/", typed)
    assert answer.status_code == 400
    assert [li.text for li in seen(answer).one("div.summary").all("li")] == problems
    heron.refresh_from_db()
    absence.refresh_from_db()
    assert (heron.status, absence.outcome) == ("open", "")


def test_a_stale_page_decides_nothing(desk, mo, heron):
    absence = absent(heron)
    url, typed = f"/moderation/gone/{absence.pk}/", {"outcome": "open", "words": CALLED}
    desk.post(url, typed)
    assert "This was decided already: it is open." in desk.post(url, typed).content.decode()
    reopen_absence(absence, by=mo, reason="news")
    Clinic.objects.filter(pk=heron.pk).update(status="closed")
    said = desk.post(url, typed)
    assert (said.status_code, "The listing is now: closed." in said.content.decode()) == (409, True)
    Absence.objects.filter(pk=absence.pk).update(ended_on=make.today())
    assert "The clinic is back in the list." in desk.post(url, typed).content.decode()
    with pytest.raises(AbsenceRefused, match=r"It is waiting already\."):
        reopen_absence(absence, by=mo, reason="news")
    with pytest.raises(AbsenceRefused, match=r"Choose a reason from the list\."):
        reopen_absence(Absence.objects.create(
            clinic=heron, source="B", since=MARCH, outcome="open", decided_at=absence.opened_at,
        ), by=mo, reason="")  # fmt: skip


def test_who_speaks_for_the_clinic_does_not_decide(heron, mo):
    absence = absent(heron)
    make.member("mo@example.org", heron)
    browser = make.signed_in(mo)
    url = f"/moderation/gone/{absence.pk}/"
    answer = browser.post(url, {"outcome": "open", "words": CALLED})
    assert answer.status_code == 403
    with pytest.raises(AbsenceRefused, match="A moderator who does not speak for this clinic"):
        decide_absence(absence, by=mo, outcome="open", closed_since=None, words=CALLED)
    with pytest.raises(AbsenceRefused, match="A moderator who does not speak for this clinic"):
        reopen_absence(absence, by=mo, reason="news")


def test_the_database_keeps_one_absence_a_list_and_whole_decisions(heron):
    absent(heron)
    Absence.objects.create(clinic=heron, source="Other", since=MARCH, ended_on=MARCH)
    for words in ({"source": "SAMHSA"}, {"source": "B", "outcome": "open"},
                  {"source": "B", "outcome": "gone", "decided_at": heron.created_at}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.create(clinic=heron, since=MARCH, **words)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_refused(heron, mo):
    absence = absent(heron)
    deciding = partial(decide_absence, absence, by=mo, closed_since=None, words=CALLED)
    results = all_at_once([partial(deciding, outcome="open"), partial(deciding, outcome="closed")])
    assert sorted(type(result).__name__ for result in results) == ["Absence", "AbsenceRefused"]
    assert Event.objects.filter(verb="absence decided").count() == 1
