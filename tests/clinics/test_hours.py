"""Opening hours: read from text, past midnight, shown."""

import datetime as dt

import pytest

from clinics.listing.hours import arranged, closing, read_hours, written_hours

ALL_DAY = [(day, "00:00", "23:59") for day in range(7)]
WEEK = [(day, "09:00", "17:00") for day in range(5)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("Mon 9:00-17:00; Saturday 10:00 – 12:30", [(0, "09:00", "17:00"), (5, "10:00", "12:30")]),
        ("Mon-Fri 09:00-17:00", WEEK),
        ("Monday – Friday 09:00-17:00;", WEEK),
        ("Sat-Mon 09:00-10:00", [(0, "09:00", "10:00"), (5, "09:00", "10:00"),
                                 (6, "09:00", "10:00")]),
        ("24/7", ALL_DAY),
        ("Mon-Sun 0:00-24:00", ALL_DAY),
        ("Mon-Sun 00:00-24:00", ALL_DAY),
        ("Mon 09:00-24:00", [(0, "09:00", "23:59")]),
        ("Mon 18:00-00:00", [(0, "18:00", "23:59")]),
        ("Mon 01:00-05:00; Tue 6:00-14:00", [(0, "01:00", "05:00"), (1, "06:00", "14:00")]),
        ("Wed 13:00-05:00", [(2, "13:00", "23:59"), (3, "00:00", "05:00")]),
        ("Sun 18:00-02:00", [(0, "00:00", "02:00"), (6, "18:00", "23:59")]),
        ("Fri-Sat 20:00-08:00", [(4, "20:00", "23:59"), (5, "00:00", "08:00"),
                                 (5, "20:00", "23:59"), (6, "00:00", "08:00")]),
        ("Mon 13:00-17:00; Mon 09:00-13:00", [(0, "09:00", "13:00"), (0, "13:00", "17:00")]),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them_and_come_back_as_we_write_them(text, spans):
    assert read_hours(text) == spans
    assert read_hours(written_hours(spans)) == spans


EARLIER = "Monday: the closing time must be later than the opening time. Write 17:00 for 5 p.m."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mon 9:00-17:00; Funday 9-5", "“Funday 9-5” is not like “Mon 09:00-17:00”."),
        ("Mon-Foo 09:00-17:00", "“Mon-Foo 09:00-17:00” is not like “Mon 09:00-17:00”."),
        ("24/6", "“24/6” is not like “Mon 09:00-17:00”."),
        ("Mon 25:00-26:00", "Monday: give times such as 09:00 and 17:30."),
        ("Mon 24:00-25:00", "Monday: give times such as 09:00 and 17:30."),
        ("Mon 17:00-13:00", "Monday: the closing time must be later than the opening time."),
        ("Mon 09:00-09:00", EARLIER),
        ("Mon-Fri 8:00-5:00", EARLIER),
        ("Mon-Fri 12:00-5:00", EARLIER),
        ("Mon 9:00-12:00; Mon 1:00-5:00", "“Mon 1:00-5:00”: write 1:00 as 01:00 or as 13:00."),
        ("Mon 09:00-12:00; Mon 11:00-17:00", "Monday: the time spans overlap."),
        ("Mon 20:00-03:00; Tue 02:00-10:00", "Tuesday: the time spans overlap."),
        ("24/7; Mon 09:00-17:00", "“24/7” is not like “Mon 09:00-17:00”."),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(text, words):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        read_hours(text)
    assert str(refused.value) == words


def test_a_day_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=r"^7: give times such as 09:00 and 17:30\.$"):
        arranged([(7, "09:00", "17:00")])


def test_the_last_minute_of_a_day_reads_midnight():
    assert [closing(dt.time(*at)) for at in ((17, 30), (23, 59), (23, 58))] == [
        "5:30 p.m.", "midnight", "11:58 p.m.",
    ]  # fmt: skip
