"""Nothing that cannot be undone is done by a clock that may be wrong."""

import time

import pytest
from django.core.management import CommandError, call_command

from clinics.clocks import difference, seconds_ahead
from clinics.schedule.clock import HELD_SECONDS, Clock

HOUR, DAY = 3600, 24 * 3600


@pytest.fixture
def clock(monkeypatch):
    """Moves the time of day and the seconds since the start: `clock(day=…, ticks=…)`."""
    now, ticks = time.time(), time.clock_gettime(time.CLOCK_MONOTONIC)

    def move(*, day: float = 0, passed: float = 0) -> None:
        monkeypatch.setattr("time.time", lambda: now + passed + day)
        monkeypatch.setattr("time.clock_gettime", lambda which: ticks + passed)

    move()
    return move


@pytest.mark.parametrize(
    ("theirs", "ahead"), [(100, 0.0), (99.5, 0.5), (104.5, 0.0), (106, -1.0), (30, 70.0)]
)
def test_a_slow_answer_makes_no_difference(monkeypatch, theirs, ahead):
    times = iter([100.0, 105.0])
    monkeypatch.setattr("time.time", lambda: next(times))
    assert seconds_ahead(lambda order: theirs) == ahead


def test_a_difference_is_said_in_words_once_it_does_harm():
    assert [difference(seconds) for seconds in (0.0, 60.0, -60.0)] == ["", "", ""]
    assert [difference(seconds) for seconds in (61.0, -7200.4)] == [
        "the clock of this machine is 61 s ahead of that of the database",
        "the clock of this machine is 7,200 s behind that of the database",
    ]


@pytest.mark.django_db
def test_nothing_begins_for_an_hour_after_a_jump_and_one_line_says_why(clock, caplog):
    clock(day=-2 * DAY)
    steady = Clock()
    for passed in (5, 10, HELD_SECONDS):
        clock(passed=passed)
        steady.look()
        assert steady.is_doubtful() is True
    clock(passed=HELD_SECONDS + 10, day=-HELD_SECONDS)
    steady.look()
    assert steady.is_doubtful() is False
    assert caplog.messages == [
        "No scheduled work begins: the clock of this machine has jumped; if it is right now, "
        "restart the scheduler.",
        "Scheduled work begins again: the clock is believed.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("day", [2 * DAY, -HOUR])
def test_a_jump_back_to_what_it_was_is_believed_at_once(clock, caplog, day):
    steady = Clock()
    clock(passed=5, day=day)
    steady.look()
    assert steady.is_doubtful() is True
    clock(passed=10)
    steady.look()
    assert steady.is_doubtful() is False
    assert caplog.messages[-1] == "Scheduled work begins again: the clock is believed."


@pytest.mark.django_db
def test_a_clock_that_is_not_the_databases_begins_and_deletes_nothing(clock, caplog):
    clock(day=2 * DAY)
    assert Clock().is_doubtful() is True
    clock(day=-2 * DAY)
    assert Clock().is_doubtful() is True
    with pytest.raises(CommandError, match=r"^Nothing is deleted: the clock of this machine is 17"):
        call_command("forget")
    clock()
    assert Clock().is_doubtful() is False
