"""A clinic's pages at the desk: everything about it, and what can be done with it."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinics.listing.actions import status
from clinics.models import Clinic, Event, Inquiry, Notice, Report
from tests import make
from tests.clinics.merging.cast import merged
from tests.clinics.moderation.cast import proposal, seen

pytestmark = pytest.mark.django_db

MARCH = dt.date(2026, 3, 1)
KINDS = ("Proposal", "Report", "Claim")
HOME = "/moderation/clinics/luma/"


@pytest.fixture
def luma():
    """A clinic of which everything waits, and a rival of which the same does."""
    clinics = [make.clinic(name=name, slug=name.lower()) for name in ("Luma", "Rival")]
    for clinic in clinics:
        make.member(f"ann@{clinic.slug}.example", clinic)
        ada = make.clinician(clinic, family_name=f"of {clinic.name}")
        make.evidence(make.credential(clinic, "licence", clinician=ada))
        make.claim(clinic, f"cam@{clinic.slug}.example")
        make.report(clinic, "route.iv-infusion")
        proposal(clinic, email=f"ann@{clinic.slug}.example")
    return clinics[0]


def words(page) -> str:
    """The text of an answer's source in one line."""
    return " ".join(page.content.decode().split())


def test_each_page_of_a_clinic_shows_it_whole_and_nothing_of_another(luma):
    browser, known = make.signed_in(make.moderator()), {}
    for part in ("", "answers/", "people/", "cases/", "trail/"):
        with CaptureQueriesContext(connection) as asked:
            page = words(browser.get(f"{HOME}{part}"))
        known[part] = sum('"clinics_' in one["sql"] for one in asked)
        assert "rival" not in page.lower()
    assert known == {"": 25, "answers/": 8, "people/": 10, "cases/": 10, "trail/": 6}
    first = words(browser.get(HOME))
    for said in ("ann@luma.example", "cam@luma.example", "1 person, 2 credentials", "test: ",
                 "The whole trail: 2 events", *(f">{kind}</a>" for kind in KINDS)):  # fmt: skip
        assert said in first, said
    assert "Ada of Luma" in words(browser.get(f"{HOME}people/"))
    trail, change = words(browser.get(f"{HOME}trail/")), luma.changes.get().pk
    assert f'(<a href="/moderation/change/{change}/">proposal {change}</a>)' in trail


@pytest.mark.parametrize(
    ("verb", "typed", "after"),
    [
        ("pause", {"until": ""}, {"status": "paused"}),
        ("close", {"since": "2026-03-01"}, {"status": "closed", "status_since": MARCH}),
        ("hide", {"reason": "fraud"}, {"status": "hidden", "hidden_for": "fraud"}),
        ("remove", {}, {"status": "removed"}),
    ],
)  # fmt: skip
def test_a_button_asks_back_does_it_tells_the_clinic_and_is_undone_by_the_next(
    luma, verb, typed, after
):
    mo = make.moderator()
    browser, url = make.signed_in(mo), f"{HOME}status/{verb}/"
    assert f'href="{url}"' in words(browser.get(HOME))
    assert browser.get(url).status_code == 200
    assert browser.post(url, typed).status_code == 400  # no word why
    done = browser.post(url, typed | {"why": "Called on 3 March."}, follow=True)
    assert done.redirect_chain == [(HOME, 302)]
    luma.refresh_from_db()
    assert {name: getattr(luma, name) for name in after} == after
    event = Event.objects.about_clinic(luma.pk).first()
    assert (event.actor, event.by_id, event.why) == ("moderator", mo.pk, "Called on 3 March.")
    told = Notice.objects.filter(user__email="ann@luma.example").last().words
    assert told.endswith("Called on 3 March.")
    again = browser.post(url, typed | {"why": "Twice."})
    assert (again.status_code, "Nothing was changed" in words(again)) == (409, True)
    assert browser.post(f"{HOME}status/open/", {"why": "A mistake."}).status_code == 302
    assert Clinic.objects.get(pk=luma.pk).status == "open"
    assert Clinic.objects.get(slug="rival").status == "open"


def test_bad_days_reasons_and_verbs_are_refused_in_words(luma):
    browser = make.signed_in(make.moderator())
    for verb, typed, code in (
        ("close", {"since": "yesterday", "why": "x"}, 400),
        ("close", {"since": "2999-01-01", "why": "x"}, 400),
        ("close", {"since": "0001-01-01", "why": "x"}, 400),
        ("close", {"since": "2026-03-01", "why": "\u202e"}, 400),
        ("pause", {"until": "2020-01-01", "why": "x"}, 400),
        ("pause", {"until": "9999-12-31", "why": "x"}, 400),
        ("hide", {"reason": "because", "why": "x"}, 400),
        ("merge", {"why": "x"}, 404),
    ):
        assert browser.post(f"{HOME}status/{verb}/", typed).status_code == code
    assert Clinic.objects.get(pk=luma.pk).status == "open"


def test_what_a_moderator_sees_is_what_they_decide_on(luma):
    """Two had the page of a hidden listing; one wrote that its clinic asked to be removed."""
    mo, mia = make.moderator(), make.moderator("mia@example.org")
    status.hide(luma.pk, reason="legal", actor="moderator", by=mo, why="A letter.")
    browser, other = make.signed_in(mo), make.signed_in(mia)
    page = browser.get(f"{HOME}status/open/").context["form"]
    other.post(f"{HOME}status/remove/", {"why": "They asked for it."})
    answer = browser.post(
        f"{HOME}status/open/", {"why": "Settled.", "stood": page["stood"].value()}
    )
    assert (answer.status_code, "The listing is now: removed on request." in words(answer)) == (
        409, True)  # fmt: skip
    assert Clinic.objects.get(pk=luma.pk).status == "removed"
    again = browser.get(f"{HOME}status/open/").context["form"]["stood"].value()
    assert browser.post(f"{HOME}status/open/", {"why": "They came back.", "stood": again})
    assert Clinic.objects.get(pk=luma.pk).status == "open"


def test_what_was_closed_before_it_was_hidden_is_put_back_as_closed_and_open_at_no_time(
    luma, client
):
    mo = make.moderator()
    status.close(luma.pk, since=MARCH, actor="moderator", by=mo, why="Empty rooms.")
    status.hide(luma.pk, reason="fraud", actor="moderator", by=mo, why="A mistake.")
    browser = make.signed_in(mo)
    assert f"{HOME}status/back/" in words(browser.get(HOME))
    done = browser.post(f"{HOME}status/back/", {"why": "It was another clinic."})
    assert done.status_code == 302
    luma.refresh_from_db()
    assert (luma.status, luma.status_since, luma.hidden_for) == ("closed", MARCH, "")
    listing = Event.objects.filter(clinic_id=luma.pk, target__in=["clinic", "listing taken off"])
    verbs = listing.exclude(verb="listed").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["closed", "hidden", "put back"]
    page = words(client.get("/clinics/luma/"))
    assert ("Empty rooms." in page, "It was another clinic." in page) == (True, False)
    history = words(client.get("/clinics/luma/history/"))
    assert ("taken off" in history, "hidden</" in history, "fraud" in history) == (
        True, False, False)  # fmt: skip
    assert f"{HOME}status/back/" not in words(browser.get(HOME))
    status.open_listing(luma.pk, actor="moderator", by=mo)
    assert browser.post(f"{HOME}status/back/", {"why": "Once more."}).status_code == 409
    assert Clinic.objects.get(pk=luma.pk).status == "open"


def test_nothing_is_asked_corrected_or_disputed_at_a_merged_listing(luma):
    mo = make.moderator()
    kept, phone = make.clinic(name="Luma West", slug="luma-west"), luma.phone
    merged(kept, luma, by=mo)
    browser = make.signed_in(mo)
    home = words(browser.get(HOME))
    assert [part for part in ("ask/", "status/") if f"{HOME}{part}" in home] == []
    assert ("Correct an answer…" in home, f"{HOME}merge/" in home) == (False, True)
    found = browser.get(f"{HOME}correct/?code=phone").context["page"].seen
    for part, typed in (
        ("ask/", {"words": "Are you open?", "answer_by": make.days_ago(-9).isoformat()}),
        ("correct/?code=phone", {"phone": "561-555-0177", "source": "phone", "seen": found,
                                 "on": make.today().isoformat()}),
        ("dispute/?code=phone", {"words": "Nobody answers."}),
    ):  # fmt: skip
        answer = browser.post(f"{HOME}{part}", typed)
        assert (part, answer.status_code) == (part, 409)
        assert (part, f"“Luma” was merged into “{kept.name}”. Do this there." in words(answer)) == (
            part, True)  # fmt: skip
    luma.refresh_from_db()
    left = (luma.phone, Inquiry.objects.count(), Report.objects.filter(clinic=luma).count())
    assert left == (phone, 0, 0)


def test_a_moderator_who_speaks_for_the_clinic_reads_and_changes_nothing(luma):
    mo = make.moderator()
    make.member("mo@example.org", luma)
    browser = make.signed_in(mo)
    assert "status/close/" not in words(browser.get(HOME))
    for part in ("status/close/", "correct/?code=phone", "dispute/?code=phone", "ask/"):
        answer = browser.post(f"{HOME}{part}", {"why": "x", "since": "2026-03-01", "words": "x"})
        assert answer.status_code in (400, 403), part
    assert Clinic.objects.get(pk=luma.pk).status == "open"
    assert Report.objects.filter(code="phone").count() == 0


CORRECTION = {"source": "website", "name": "", "url": "luma.example/prices", "on": "2026-03-01"}


def test_a_report_ends_in_a_correction_that_everybody_reads_with_its_source(luma):
    browser, report = make.signed_in(make.moderator()), luma.reports.get()
    case = words(browser.get(f"/moderation/report/{report.pk}/"))
    url = f"{HOME}correct/?code=route.iv-infusion&report={report.pk}"
    assert url.replace("&", "&amp;") in case
    form = browser.get(url)
    typed = CORRECTION | {"route.iv-infusion": "no", "seen": seen(form)}
    for wrong in ({"url": ""}, {"on": "2999-01-01"}, {"source": ""}, {"url": "no address"},
                  {"source": "moderator"}, {"route.iv-infusion": "perhaps"}):  # fmt: skip
        answer = browser.post(url, typed | wrong)
        assert (answer.status_code, 'value="luma.example/prices"' in words(answer)) == (
            400, "url" not in wrong)  # fmt: skip
    assert browser.post(url, typed).status_code == 302
    report.refresh_from_db()
    assert report.resolution == "corrected"
    public = words(Client().get("/clinics/luma/"))
    assert ('<a href="https://luma.example/prices" rel="nofollow noopener external">a moderator, '
            "from the clinic’s own website</a> · since <time") in public  # fmt: skip
    assert browser.post(url, typed).status_code == 409  # the page is stale by now


def test_a_corrected_phone_stands_with_its_own_source_and_the_api_and_history_say_so(luma):
    browser, url = make.signed_in(make.moderator()), f"{HOME}correct/?code=phone"
    typed = CORRECTION | {"phone": "(561) 555-0103", "seen": seen(browser.get(url))}
    assert browser.post(url, typed, follow=True).redirect_chain == [(f"{HOME}answers/", 302)]
    public = words(Client().get("/clinics/luma/"))
    assert "Phone: <a href=" in public
    given = Client().get("/api/v1/clinics/luma").json()
    assert [(one["code"], one["source"], one["source_url"]) for one in given["corrections"]] == [
        ("phone", "website", "https://luma.example/prices")]  # fmt: skip
    history = words(Client().get("/clinics/luma/history/"))
    assert "by a moderator (a moderator, from the clinic’s own website)" in history
    assert "Phone: who says so" in history


def test_a_moderator_disputes_an_answer_until_the_report_is_closed(luma):
    browser, url = make.signed_in(make.moderator()), f"{HOME}dispute/?code=condition.crps"
    Clinic.objects.get(slug="luma").facts.create(code="condition.crps", value=True, **make.said())
    mark = "disputed by a moderator, reported since"
    assert mark not in words(Client().get("/clinics/luma/"))
    assert browser.post(url, {"words": " "}).status_code == 400
    assert browser.post(url, {"words": "The site says otherwise."}).status_code == 302
    assert mark in words(Client().get("/clinics/luma/"))
    assert browser.post(url, {"words": "Again."}).status_code == 409
    made = Report.objects.get(code="condition.crps")
    assert ">reported</a>" in words(browser.get(f"{HOME}answers/"))
    case = f"/moderation/report/{made.pk}/"
    browser.post(case, {"resolution": "stands", "note": "They showed it."})
    assert mark not in words(Client().get("/clinics/luma/"))
    assert browser.get(f"{HOME}dispute/?code=nothing").status_code == 404
