"""Where a listing stands: each status is set by one decision and left by a new one."""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from clinics.listing.actions.search_rows import rebuild_search
from clinics.listing.actions.status import (
    StatusRefused,
    close,
    hide,
    open_listing,
    pause,
    remove,
    say_closed,
)
from clinics.models import Clinic, Event, SearchRow, SearchWord, SourceRecord
from tests import make
from tests.at_once import all_at_once

pytestmark = pytest.mark.django_db
BY_MODERATOR = {"actor": "moderator"}


@pytest.fixture
def heron():
    """The clinic of each sentence; Pelican Key beside it must never change."""
    make.clinic(name="Pelican Key")
    return make.clinic(name="Heron Marsh")


def stands(clinic: Clinic) -> tuple:
    clinic.refresh_from_db()
    return (clinic.status, clinic.status_since, clinic.paused_until, clinic.says_closed_since,
            clinic.hidden_for)  # fmt: skip


def in_search() -> list[str]:
    return list(SearchRow.objects.order_by("name_key").values_list("name_key", flat=True))


def last_event(clinic: Clinic) -> tuple:
    event = Event.objects.filter(clinic_id=clinic.pk).latest("pk")
    return event.verb, event.target, event.before, event.after, event.why


def test_a_new_clinic_is_a_candidate_or_open_and_remembers_the_row_it_was_made_from():
    candidate = make.clinic(name="Draft", published=False, external_id="7")
    opened = make.clinic(name="Pelican Key", external_id="8")
    today = make.today()
    assert stands(candidate) == ("candidate", today, None, None, "")
    assert stands(opened) == ("open", today, None, None, "")
    assert in_search() == ["pelican key"]
    rows = SourceRecord.objects.values_list("source", "external_id", "clinic", "gone_since")
    assert list(rows) == [("test", "7", candidate.pk, None), ("test", "8", opened.pk, None)]


def test_opening_a_candidate_puts_it_into_the_search():
    candidate = make.clinic(name="Draft", published=False)
    open_listing(candidate.pk, **BY_MODERATOR, why="We called them.")
    assert stands(candidate) == ("open", make.today(), None, None, "")
    assert in_search() == ["draft"]
    assert list(SearchWord.objects.values_list("word", flat=True)) == ["draft"]
    assert last_event(candidate) == (
        "opened", "clinic", {"status": "candidate"}, {"status": "open"}, "We called them."
    )  # fmt: skip


def test_a_pause_stays_in_the_search_and_has_an_end_that_can_move(heron):
    until = make.days_ago(-30)
    pause(heron.pk, until=until, actor="clinic", why="We move.")
    assert stands(heron) == ("paused", make.today(), until, None, "")
    assert in_search() == ["heron marsh", "pelican key"]
    with pytest.raises(StatusRefused, match=r"It is paused until then already\."):
        pause(heron.pk, until=until, actor="clinic")
    pause(heron.pk, until=None, actor="clinic")
    assert stands(heron) == ("paused", make.today(), None, None, "")
    assert last_event(heron)[2:4] == ({"paused_until": until.isoformat()}, {"paused_until": None})
    with pytest.raises(StatusRefused, match=r"The last day of the pause is over already\."):
        pause(heron.pk, until=make.days_ago(1), actor="clinic")
    open_listing(heron.pk, actor="clinic")
    assert stands(heron) == ("open", make.today(), None, None, "")


def test_a_pause_is_over_the_day_after_its_last_day_without_any_job(heron):
    last = make.days_ago(-30)
    pause(heron.pk, until=last, actor="clinic")
    heron.refresh_from_db()
    assert [heron.is_receiving(on=last + dt.timedelta(days=n)) for n in (0, 1)] == [False, True]
    receiving = Clinic.objects.order_by("name").values_list("name", flat=True)
    assert list(receiving.receiving(on=last)) == ["Pelican Key"]
    assert list(receiving.receiving(on=last + dt.timedelta(days=1))) == [
        "Heron Marsh", "Pelican Key",
    ]  # fmt: skip


def test_a_closed_clinic_leaves_the_search_and_keeps_its_page(heron):
    since = make.days_ago(200)
    close(heron.pk, since=since, **BY_MODERATOR, why="Its line is dead.")
    assert stands(heron) == ("closed", since, None, None, "")
    assert in_search() == ["pelican key"]
    shown = Clinic.objects.shown().order_by("-name").values_list("name", flat=True)
    assert list(shown) == ["Pelican Key", heron.name]
    assert last_event(heron)[:2] == ("closed", "clinic")
    with pytest.raises(StatusRefused, match=r"The listing is now: closed\."):
        close(heron.pk, since=since, **BY_MODERATOR)
    with pytest.raises(StatusRefused, match=r"That day is still to come\."):
        close(heron.pk, since=make.days_ago(-1), **BY_MODERATOR)
    open_listing(heron.pk, **BY_MODERATOR)
    assert in_search() == ["heron marsh", "pelican key"]


def test_a_clinic_that_says_it_closed_is_marked_at_once_and_decided_later(heron):
    since = make.days_ago(3)
    say_closed(heron.pk, since=since, by=None)
    assert stands(heron) == ("open", make.today(), None, since, "")
    assert not Clinic.objects.receiving(on=make.today()).filter(pk=heron.pk).exists()
    with pytest.raises(StatusRefused, match=r"It says already that it closed\."):
        say_closed(heron.pk, since=since, by=None)
    open_listing(heron.pk, **BY_MODERATOR, why="They answered the phone.")
    assert stands(heron) == ("open", make.today(), None, None, "")
    say_closed(heron.pk, since=since, by=None)
    close(heron.pk, since=since, **BY_MODERATOR)
    assert stands(heron) == ("closed", since, None, None, "")


def test_a_paused_clinic_that_says_it_closed_keeps_the_end_of_its_pause(heron):
    until = make.days_ago(-30)
    pause(heron.pk, until=until, actor="clinic")
    say_closed(heron.pk, since=make.today(), by=None)
    assert stands(heron) == ("paused", make.today(), until, make.today(), "")


def test_why_a_listing_was_hidden_or_removed_is_not_public(heron):
    hide(heron.pk, reason="fraud", **BY_MODERATOR, why="The license is forged.")
    assert stands(heron) == ("hidden", make.today(), None, None, "fraud")
    assert last_event(heron)[:2] == ("hidden", "listing taken off")
    assert [e.verb for e in Event.objects.about_clinic(heron.pk).public()] == ["listed"]
    with pytest.raises(StatusRefused, match=r"The listing is now: hidden\."):
        hide(heron.pk, reason="danger", **BY_MODERATOR, why="Again.")
    remove(heron.pk, **BY_MODERATOR)
    assert stands(heron) == ("removed", make.today(), None, None, "")
    assert in_search() == ["pelican key"]
    rebuild_search()
    assert in_search() == ["pelican key"]


@pytest.mark.parametrize("words", [
    {"status": "gone"}, {"status": "merged"}, {"status": "hidden"}, {"hidden_for": "fraud"},
    {"paused_until": dt.date(2026, 1, 1)},
    {"status": "closed", "says_closed_since": dt.date(2026, 1, 1)},
])  # fmt: skip
def test_the_database_refuses_a_status_that_contradicts_itself(heron, words):
    with pytest.raises(IntegrityError), transaction.atomic():
        Clinic.objects.filter(pk=heron.pk).update(**words)


def test_the_database_refuses_a_listing_that_is_merged_into_itself(heron):
    with pytest.raises(IntegrityError), transaction.atomic():
        Clinic.objects.filter(pk=heron.pk).update(status="merged", merged_into=heron.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_a_clinic_at_once_one_is_refused(heron):
    closing = partial(close, heron.pk, since=make.today(), **BY_MODERATOR)
    results = all_at_once([closing, closing])
    assert sorted(type(result).__name__ for result in results) == ["Clinic", "StatusRefused"]
    assert Event.objects.filter(clinic_id=heron.pk, verb="closed").count() == 1
