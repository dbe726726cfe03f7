"""The trail of a clinic as a file: for moderators, whole, and safe to open in a spreadsheet."""

import csv
import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinics.audit.actions import record
from clinics.audit.models import Event
from clinics.moderation.trail_csv import written
from tests import make

pytestmark = pytest.mark.django_db


def lines(answer) -> list[list[str]]:
    return list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))


def test_the_file_holds_every_change_of_this_clinic_in_utc_and_of_no_other():
    clinic, rival = make.clinic(name="Luma", slug="luma"), make.clinic()
    ann = make.ann(clinic)
    at = dt.datetime(2031, 3, 1, 23, 30, 5, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    shared = {"at": at, "clinic_id": clinic.pk, "target_id": clinic.pk}
    Event.objects.create(verb="hidden", actor="operator", target="clinic", why="A rumor.", **shared)
    Event.objects.create(verb="edited", actor="clinic", by_id=ann.pk, target="clinic",
                         before={"phone": "1", "city": "Boca Raton"},
                         after={"phone": "2", "city": "Miami"}, **shared)  # fmt: skip
    record("hidden", rival, actor="operator", clinic_id=rival.pk)
    answer = make.signed_in(make.moderator()).get("/moderation/clinics/luma/trail.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="trail-luma.csv"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    when = "2031-03-02T04:30:05Z"
    edited = [when, "edited", "", "the clinic", "ann@example.org", "", ""]
    found = lines(answer)
    assert {line[1] for line in found[4:]} == {"listed"}
    assert found[:4] == [
        ["at_utc", "what", "about", "role", "account", "source", "why", "field", "before", "after"],
        [*edited, "Phone", "1", "2"],
        [*edited, "Town", "Boca Raton", "Miami"],
        [when, "hidden", "", "the directory", "", "", "A rumor.", "", "", ""],
    ]


def test_what_a_spreadsheet_would_run_is_guarded():
    clinic, link = make.clinic(slug="luma"), '=HYPERLINK("https://x.example")'
    record("edited", clinic, actor="clinic", clinic_id=clinic.pk, why="=1+1",
           before={"name": "@SUM(1)"}, after={"name": link})  # fmt: skip
    answer = make.signed_in(make.moderator()).get("/moderation/clinics/luma/trail.csv")
    assert lines(answer)[1][6:] == ["'=1+1", "Name", "'@SUM(1)", f"'{link}"]


@pytest.mark.parametrize("many", [1, 500])
def test_a_long_trail_costs_as_many_queries_as_a_short_one(many):
    no_clinic = 987654
    event = {"verb": "edited", "actor": "operator", "target": "clinic", "target_id": no_clinic}
    Event.objects.bulk_create(Event(clinic_id=no_clinic, **event) for _ in range(many))
    with CaptureQueriesContext(connection) as queries:
        assert len(list(written(Event.objects.about_clinic(no_clinic)))) == many + 1
    assert len(queries) == 1  # nobody did it, so no account is looked up


def test_the_page_of_the_clinic_leads_to_the_file():
    make.clinic(slug="luma")
    page = make.signed_in(make.moderator()).get("/moderation/clinics/luma/trail/").content.decode()
    assert re.search(r'href="/moderation/clinics/luma/trail.csv"', page)
