"""The figures: from the published rows alone, with denominators, and no average under five."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinics.models import Clinic, Review, SearchRow
from clinics.reviews.figures import figures, years_before
from tests import make
from tests.clinics.reviews.cast import handed_in

pytestmark = pytest.mark.django_db


def test_counts_have_denominators():
    clinic = make.clinic()
    make.review(make.clinic(), overall=1, answers={"screened": "no"})
    make.review(clinic, overall=5, answers={"screened": "yes", "followed-up": "n/a"})
    make.review(clinic, overall=5, answers={"screened": "no", "followed-up": "yes"})
    make.review(clinic, overall=2, answers={"screened": "yes"})
    for status in ("waiting", "unconfirmed", "withdrawn"):
        make.review(clinic, overall=1, status=status, answers={"screened": "no"})
    make.review(clinic, overall=1, status="withheld", reason="advertising")
    make.review(clinic, overall=1, status="withheld", reason="duplicate")
    make.review(clinic, overall=1, status="withheld", reason="duplicate")
    made = figures(clinic.pk, on=make.today())
    assert (made.count, made.mean) == (3, None)
    assert made.distribution == {1: 0, 2: 1, 3: 0, 4: 0, 5: 2}
    assert made.answers["screened"] == (2, 1, 0)
    assert made.answers["followed-up"] == (1, 0, 1)
    assert made.answers["watched"] == (0, 0, 0)
    assert len(made.answers) == 8
    assert made.withheld == {"advertising": 1, "duplicate": 2}


@pytest.mark.parametrize(("count", "mean"), [(0, None), (1, None), (4, None), (5, 2.6), (6, 2.5)])
def test_no_average_under_five(count, mean):
    clinic = make.clinic()
    for mark in [1, 2, 3, 3, 4, 2][:count]:
        make.review(clinic, overall=mark)
    assert figures(clinic.pk, on=make.today()).mean == mean


def test_a_review_counts_for_two_years_to_the_day():
    clinic = make.clinic()
    day = dt.date(2024, 2, 29)
    make.review(clinic, published_on=day, counts=False)
    make.review(clinic, published_on=day + dt.timedelta(days=1), counts=False)
    assert figures(clinic.pk, on=dt.date(2026, 2, 28)).count == 2
    assert figures(clinic.pk, on=dt.date(2026, 3, 1)).count == 1
    assert years_before(dt.date(2028, 2, 29), 3) == dt.date(2025, 2, 28)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_figures_take_two_queries(count):
    clinic = make.clinic()
    for _ in range(count):
        make.review(clinic)
    with CaptureQueriesContext(connection) as asked:
        assert figures(clinic.pk, on=make.today()).count == count
    assert len(asked) == 2


def test_the_order_shrinks_few_marks_towards_the_middle():
    few, many, none = make.clinic(), make.clinic(), make.clinic()
    make.review(few, overall=5)
    for _ in range(5):
        make.review(many, overall=5)
    rows = {row.pk: row.rating for row in SearchRow.objects.all()}
    assert rows == {few.pk: 22.5 / 6, many.pk: 42.5 / 10, none.pk: None}


def test_a_flood_changes_no_figure_before_a_decision():
    """A small one; bench/test_review_flood.py sends five hundred."""
    clinic = make.clinic()
    make.review(clinic, overall=4)
    before = list(SearchRow.objects.values())
    for number in range(12):
        handed_in(clinic, email=f"p{number}@mail.example", overall=1,
                  network=f"198.51.100.{number}")  # fmt: skip
    assert Review.objects.waiting().count() == 12
    assert list(SearchRow.objects.values()) == before
    assert Clinic.objects.get().marks_count == 1
    assert figures(clinic.pk, on=make.today()).distribution[1] == 0
