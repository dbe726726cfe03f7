"""When scheduled work is due."""

import datetime as dt

import pytest

from clinics.schedule.rhythm import Daily, Hourly


def at(words: str) -> dt.datetime:
    """A moment, written in New York's time with its offset."""
    return dt.datetime.fromisoformat(words)


@pytest.mark.parametrize(
    ("rhythm", "now", "last", "following"),
    [
        (Hourly(5), "2026-11-26T10:05-05:00", "2026-11-26T10:05-05:00", "2026-11-26T11:05-05:00"),
        (Hourly(5), "2026-11-26T10:04:59-05:00", "2026-11-26T09:05-05:00",
         "2026-11-26T10:05-05:00"),
        (Hourly(5), "2026-01-01T00:01-05:00", "2025-12-31T23:05-05:00", "2026-01-01T00:05-05:00"),
        (Daily(dt.time(4, 10)), "2026-11-26T04:10-05:00", "2026-11-26T04:10-05:00",
         "2026-11-27T04:10-05:00"),
        (Daily(dt.time(4, 10)), "2026-11-26T04:09:59-05:00", "2026-11-25T04:10-05:00",
         "2026-11-26T04:10-05:00"),
        # The night of 8 March has no hour from 2 to 3; that of 1 November has one twice.
        (Daily(dt.time(4, 10)), "2026-03-08T03:30:00-04:00", "2026-03-07T04:10-05:00",
         "2026-03-08T04:10-04:00"),
        (Daily(dt.time(0, 10)), "2026-11-01T01:30:00-05:00", "2026-11-01T00:10-04:00",
         "2026-11-02T00:10-05:00"),
    ],
)  # fmt: skip
def test_each_moment_lies_between_two_due_times(rhythm, now, last, following):
    assert (rhythm.last(at(now)), rhythm.next(at(now))) == (at(last), at(following))
    assert rhythm.last(at(following)) == at(following)
