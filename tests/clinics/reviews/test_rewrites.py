"""A keep link changes a review ten times a day; no text makes the search for signs slow."""

import datetime as dt
import time

import pytest
from django.utils import timezone

from clinics.distress import speaks_of_suicide
from clinics.models import Event, Review
from clinics.reviews.abuse import flags_of_words
from clinics.reviews.actions.write import rewrite, withdraw
from tests import make
from tests.clinics.reviews.cast import ANEW, handed_in, refusal, token

TOO_MANY = "You changed this review ten times today. You can change it again tomorrow."
pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(
        Event.objects.filter(target="reviews").order_by("pk").values_list("verb", flat=True)
    )


def test_a_review_is_changed_ten_times_a_day_and_again_the_day_after():
    clinic, today = make.clinic(), timezone.now()
    review, rival = handed_in(clinic), handed_in(clinic, email="robin@mail.example")
    rewrite(review, **ANEW, at=today)
    assert Review.objects.get(pk=review.pk).rewrites == 1
    Review.objects.filter(pk=review.pk).update(rewrites=9)
    rewrite(review, **ANEW, at=today)
    assert refusal(lambda: rewrite(review, **ANEW | {"overall": 5}, at=today)) == TOO_MANY
    assert refusal(lambda: rewrite(rival, **ANEW, at=today)) == ""
    assert refusal(lambda: rewrite(review, **ANEW, at=today + dt.timedelta(days=1))) == ""
    review.refresh_from_db()
    assert (review.rewrites, review.mark.overall) == (1, ANEW["overall"])
    assert verbs() == ["review rewritten"] * 3


def test_what_is_withdrawn_already_is_not_withdrawn_again():
    review = handed_in(make.clinic())
    for _number in range(3):
        withdraw(review)
    assert verbs() == ["review withdrawn"]


def test_the_page_says_when_a_review_can_be_changed_again(client):
    review = handed_in(make.clinic())
    path = f"/reviews/keep/{token()}/edit/"
    typed = {"visit_month": review.visit_month.isoformat(), "relation": "patient", "overall": "4",
             "words": "Changed."}  # fmt: skip
    type(review).objects.update(rewritten_on=make.today(), rewrites=10)
    refused = client.post(path, typed)
    assert refused.status_code == 400
    assert TOO_MANY in refused.content.decode()
    assert "Changed." in refused.content.decode()


@pytest.mark.parametrize(
    "part", ["a.", "a", "1", "a@", "A'", "Dr ", "www.", "555-", "end my ", "("]
)
def test_ten_thousand_characters_are_searched_in_no_time(part):
    words = (part * 10_000)[:10_000]
    start = time.process_time()
    flags_of_words(words)
    speaks_of_suicide(words)
    assert time.process_time() - start < 0.3


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        ("write to ann@mail.example today", ["contact"]),
        ("Dr. O’Brien-Smith was there", ["names-a-person"]),
        ("Anna Marsh, MD was there", ["names-a-person"]),
        ("a@ b. and nothing else", []),
    ],
)
def test_signs_are_found_as_before(words, flags):
    assert flags_of_words(words) == flags
