"""The demo's reviews: obviously fictitious, of every outcome, made once."""

import json

import pytest

from clinics.models import Clinic, Reply, Report, Review, Story
from clinics.reviews.actions.demo import FIXTURE, make_reviews
from clinics.reviews.masks import is_masked
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """What the file tells, with a clinic for each slug of it."""
    said = json.loads(FIXTURE.read_text())
    for slug in sorted({entry["clinic"] for kind in said.values() for entry in kind}):
        make.clinic(slug=slug, listed_by="demo", external_id=slug)
    return said


def test_it_shows_each_outcome_and_a_second_run_changes_nothing(told):
    mo = make.moderator()
    assert make_reviews(moderator=mo) == (len(told["reviews"]), len(told["reviews"]))
    counts = {kind: Review.objects.filter(status=kind).count()
              for kind in ("published", "withheld", "waiting")}  # fmt: skip
    assert counts == {"published": 60, "withheld": 4, "waiting": 5}
    assert Review.objects.in_distress().count() == 1
    spanish = Review.objects.filter(language="es").order_by("status")
    assert list(spanish.values_list("status", flat=True)) == ["published", "waiting"]
    assert (Reply.objects.waiting().count(), Reply.objects.published().count()) == (1, 3)
    assert (Story.objects.waiting().count(), Story.objects.published().count()) == (1, 2)
    assert Report.objects.open().count() == 4
    figures = {c.slug: (c.marks_count, c.marks_sum) for c in Clinic.objects.all()}
    assert figures["pelican-key-ketamine"] == (8, 35)
    assert sum(count >= 5 for count, _sum in figures.values()) == 8
    assert sum(0 < count < 5 for count, _sum in figures.values()) == 7
    assert make_reviews(moderator=mo) == (len(told["reviews"]), 0)
    assert Review.objects.count() == len(told["reviews"])
    assert Story.objects.count() == 3
    assert {c.slug: (c.marks_count, c.marks_sum) for c in Clinic.objects.all()} == figures


def test_what_is_shown_is_what_was_written_masked_at_most(told):
    make_reviews(moderator=make.moderator())
    for review in Review.objects.published():
        assert is_masked(review.words, review.shown_words)
    assert Review.objects.published().filter(shown_words__contains="[name removed]").count() == 1
