"""Moderators see how the scheduled work stands, and are told when it does not run well."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from clinics.models import Run
from clinics.schedule.jobs import JOBS
from clinics.schedule.locks import Locks
from clinics.templatetags.desk import duration
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def all_done():
    """Every job ran when it was due, in three seconds."""
    for job in JOBS:
        due = job.due.last(timezone.now())
        Run.objects.create(job=job.name, due_at=due, started_at=due, ended_at=due + 3 * SECOND,
                           outcome="done", said="7 of it.")  # fmt: skip


def rows(browser) -> dict[str, list[str]]:
    """Command → what its row says of how long it took, and of the outcome."""
    found = seen(browser.get("/moderation/schedule/")).all("tr")[1:]
    cells = [[cell.text for cell in row.all("td")] for row in found]
    names = [row.one("th").text for row in found]
    assert names == [f"{job.name} {job.what}" for job in JOBS]
    return {
        job.name: [re.split(r"E[SD]T ?", last)[-1], outcome]
        for job, (last, outcome, _next) in zip(JOBS, cells, strict=True)
    }


def warnings(browser, page: str) -> list[str]:
    """The warnings of a page."""
    return [p.text for p in seen(browser.get(page)).all("p.warning")]


def test_the_page_shows_each_command_and_the_desk_names_what_is_not_well(all_done, mo):
    browser = make.signed_in(mo)
    locks = Locks()
    try:
        assert rows(browser) == {job.name: ["took 3 seconds", "done 7 of it."] for job in JOBS}
        assert warnings(browser, "/moderation/schedule/") == []
        assert warnings(browser, "/moderation/") == []
        Run.objects.filter(job="forget").update(outcome="failed", said="No room.")
        Run.objects.filter(job="send_notices").delete()
        Run.objects.filter(job="clearsessions").update(outcome="running", ended_at=None)
        found = rows(browser)
        assert found["forget"] == ["took 3 seconds", "failed No room."]
        assert found["send_notices"] == ["never", "has never run"]
        assert found["clearsessions"] == ["", "broken off 7 of it."]
        assert found["check_credentials"] == ["took 3 seconds", "done 7 of it."]
        assert warnings(browser, "/moderation/") == [
            "Scheduled work needs attention: forget (failed), clearsessions (broken off), "
            "send_notices (has never run). See the scheduled work"
        ]
    finally:
        locks.close()
    assert warnings(browser, "/moderation/schedule/") == [
        "Nothing of this runs now, because no scheduler runs. Tell whoever operates the site to "
        "start “manage.py scheduler”."
    ]


def test_the_page_costs_the_same_whatever_ran(all_done, mo, django_assert_num_queries):
    browser = make.signed_in(mo)
    for _again in range(2):
        with django_assert_num_queries(7):
            browser.get("/moderation/schedule/")
        Run.objects.filter(job="forget").delete()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 seconds"), (0.2, "1 second"), (119, "119 seconds"), (130, "2 minutes"),
     (5400, "90 minutes")],
)  # fmt: skip
def test_a_length_of_time_in_words(seconds, words):
    assert duration(dt.timedelta(seconds=seconds)) == words
