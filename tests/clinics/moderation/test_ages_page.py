"""Moderators see how old everything is that must not grow old, and what to do about it."""

import datetime as dt

import pytest
from django.utils import timezone

from clinics.models import Erasure, PublicChange, Run
from clinics.moderation.ages import ages, length
from clinics.moderation.queues import KINDS
from clinics.schedule.jobs import JOBS
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
NAMES = {
    "nppes": "NPPES, the national register of NPI numbers",
    "leie": "LEIE, the federal exclusion list",
}


@pytest.fixture
def in_time():
    """Every job ran an hour ago or when it was due, whatever is later."""
    for job in JOBS:
        due = job.due.last(timezone.now())
        Run.objects.create(job=job.name, due_at=due, started_at=due, ended_at=due,
                           outcome="done")  # fmt: skip


def rows(browser, page: str = "/moderation/ages/") -> list[list[str]]:
    """The rows of the table: what, age, limit, what to do."""
    found = seen(browser.get(page)).all("tr")[1:]
    return [[row.one("th").text, *(cell.text for cell in row.all("td"))] for row in found]


def test_what_is_too_old_stands_first_with_what_to_do(in_time, mo):
    clinic, now = make.clinic(), timezone.now()
    make.register_file("leie", days=46)
    make.register_file("nppes", days=46)
    make.review(clinic, status="waiting", asked_at=now - dt.timedelta(days=8))
    make.review(clinic, status="waiting", asked_at=now)
    make.review(clinic, status="waiting", is_distress=True, asked_at=now - dt.timedelta(hours=30))
    make.candidate(make.clinic(published=False), found_at=now - dt.timedelta(days=400))
    Run.objects.filter(job="forget").update(outcome="failed", ended_at=now)
    Erasure.objects.create(kind="review", key=1, identity="a", at=now - dt.timedelta(minutes=130))
    Erasure.objects.create(kind="review", key=2, identity="b", at=now, copied_at=now)
    found = rows(make.signed_in(mo))
    assert [row for row in found if row[3] != "nothing"] == found[:5]
    operator = "Tell whoever operates the site: load a newer file with “manage.py import_registry"
    assert [row[:1] + row[2:] for row in found[:5]] == [
        [NAMES["leie"], "45 days", f"{operator} leie”."],
        ["Distress 1", "24 hours", "Decide the oldest cases."],
        ["Reviews 2", "7 days", "Decide the oldest cases."],
        ["forget", "90 minutes", "See why, and tell whoever operates the site."],
        [
            "Erasures that are not copied to the documents yet 1",
            "2 hours",
            "Tell whoever operates the site: see whether documents can be kept, and run "
            "“manage.py forget”.",
        ],
    ]
    assert [row[1] for row in found[1:3]] == ["30 hours", "8 days"]
    by_name = {row[0]: row[1:] for row in found[5:]}
    assert by_name["Candidates 1"] == ["400 days", "none", "nothing"]
    assert by_name["Replies"] == ["nothing waits", "7 days", "nothing"]
    assert by_name[NAMES["nppes"]][1:] == ["90 days", "nothing"]
    assert len(found) == 2 + len(KINDS) + len(JOBS) + 2


def test_a_queue_leads_to_its_cases_and_a_command_to_the_schedule(in_time, mo):
    page = seen(make.signed_in(mo).get("/moderation/ages/"))
    links = {link.text: link["href"] for link in page.all("a") if "href" in link.attrs}
    assert links["Replies"] == "/moderation/?kind=reply"
    assert links["forget"] == "/moderation/schedule/"


def test_a_register_that_was_never_loaded_is_not_late(mo):
    names = {row[0]: row[1:] for row in rows(make.signed_in(mo))}
    assert names[NAMES["leie"]] == ["never", "45 days", "nothing"]


def test_it_is_there_in_spanish(in_time, mo):
    make.register_file("leie", days=46)
    first = rows(make.signed_in(mo), "/es/moderation/ages/")[0]
    assert first[2:] == [
        "45 días",
        "Dígale a quien opera el sitio: hay que cargar un archivo más reciente con "
        "“manage.py import_registry leie”.",
    ]


def test_the_page_costs_the_same_whatever_waits(in_time, mo, django_assert_num_queries):
    browser, clinic = make.signed_in(mo), make.clinic()
    for _again in range(2):
        with django_assert_num_queries(13):
            browser.get("/moderation/ages/")
        make.review(clinic, status="waiting", asked_at=timezone.now())
        make.register_file("nppes")


def test_a_log_of_changes_that_nobody_can_read_is_late():
    make.clinic()
    (held,) = [one for one in ages(at=timezone.now()) if one.group == "changes"]
    assert held.is_late is False  # this very transaction holds it back, not for long
    assert held.count > 0
    (held,) = [one for one in ages(at=timezone.now() + dt.timedelta(minutes=61))
               if one.group == "changes"]  # fmt: skip
    assert held.is_late is True
    assert PublicChange.objects.count() == held.count


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-3, "0 minutes"), (1, "1 minute"), (119, "119 minutes"), (120, "2 hours"),
     (48 * 60 - 1, "47 hours"), (48 * 60, "2 days"), (400 * 1440, "400 days")],
)  # fmt: skip
def test_a_length_is_told_in_the_unit_that_fits(minutes, words):
    assert length(dt.timedelta(minutes=minutes)) == words
