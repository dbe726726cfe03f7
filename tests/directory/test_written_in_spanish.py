"""Numbers, money, dates and times as people in the United States write them in Spanish."""

import csv
import datetime as dt
import io
import json
import re
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import override

from directory.places.addresses import AddressBook
from directory.presenting import wording
from tests import make

DAY = dt.date(2026, 3, 3)
MOMENT = dt.datetime(2026, 3, 3, 14, 5, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture
def spanish():
    with override("es"):
        yield


def test_numbers_have_points_before_fractions_and_commas_between_thousands(spanish):
    assert number_format(Decimal("1234.5"), force_grouping=True) == "1,234.5"
    assert wording.money(1250) == "$1,250"
    assert wording.money(Decimal("99.50")) == "$99.50"
    assert wording.money(1250, "CAD") == "CAD 1,250"
    assert wording.distance(2143.4, "mi").startswith("2,143 ")
    assert wording.distance(2.34, "mi").startswith("2.3 ")


def test_days_are_written_in_words_and_months_begin_small(spanish):
    assert wording.day(DAY) == "3 de marzo de 2026"
    assert date_format(DAY, "YEAR_MONTH_FORMAT") == "marzo de 2026"
    assert date_format(DAY, "MONTH_DAY_FORMAT") == "3 de marzo"
    assert (wording.short_day(DAY), wording.short_month(DAY)) == ("3 mar 2026", "mar 2026")


def test_the_clock_has_twelve_hours(spanish):
    assert wording.clock(MOMENT) == "2:05 p.m. EST"
    assert time_format(dt.time(14, 5), "TIME_FORMAT") == "2:05 p.m."
    assert time_format(dt.time(8), "TIME_FORMAT") == "8 a.m."
    assert date_format(MOMENT, "DATETIME_FORMAT") == "3 de marzo de 2026, 2:05 p.m."


def test_in_english_they_stay_as_they_were():
    with override("en"):
        assert (wording.short_day(DAY), wording.short_month(DAY)) == ("3 Mar 2026", "Mar 2026")
        assert (wording.day(DAY), wording.clock(MOMENT)) == ("3 March 2026", "2:05 p.m. EST")
        assert date_format(MOMENT, "DATETIME_FORMAT") == "3 March 2026, 2:05 p.m."


@pytest.mark.django_db
def test_programs_read_the_same_numbers_and_days_on_a_spanish_page(client):
    clinic = make.clinic(prices=[make.price("price.session", "1250")])
    english, spanish = (
        json.loads(re.search(r'ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
        for page in (
            client.get(f"{prefix}/clinics/{clinic.slug}/").content.decode()
            for prefix in ("", "/es")
        )
    )
    written = re.compile(r"\d{4}-\d\d-\d\d|\d+\.?\d*")
    one, two = (written.findall(json.dumps(said)) for said in (english, spanish))
    assert len(one) > 5
    assert one == two


@pytest.mark.django_db
def test_a_comparison_as_a_file_has_spanish_words_and_the_same_numbers(client):
    made = [
        make.clinic(yes="condition.depression", prices=[make.price("price.session", amount)])
        for amount in (1250, 1400)
    ]
    query = "&".join(f"clinic={clinic.slug}" for clinic in made)
    english, spanish = (
        list(csv.reader(io.StringIO(client.get(f"{prefix}/compare.csv?{query}").content.decode())))
        for prefix in ("", "/es")
    )
    assert len(english) == len(spanish) > 10
    labels = [(one[0], two[0]) for one, two in zip(english, spanish, strict=True) if one]
    assert sum(one != two for one, two in labels) > len(labels) * 0.8
    amounts = [
        re.findall(r"[$][\d,]+", " ".join(map(" ".join, rows))) for rows in (english, spanish)
    ]
    assert {"$1,250", "$1,400"} <= set(amounts[1])
    assert amounts[0] == amounts[1]


@pytest.mark.django_db
def test_why_an_address_is_doubted_is_a_message():
    book = AddressBook.of(postal_code="02116", city="Boston")
    assert book.zip_doubt(postal_code="02116", state="FL").endswith(" miles outside FL")
