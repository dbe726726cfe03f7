"""Following the link: once, within a day, one review a clinic a year, two clicks at once."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from clinics.models import Clinic, Link, Review
from clinics.reviews.actions import write as actions
from clinics.reviews.links import confirmable
from tests import make
from tests.clinics.reviews.cast import ADDRESS, at_once, handed_in, refusal, token, write

AGAIN = (
    "You already reviewed this clinic in the last year, so we did not keep this new review. "
    "We mail you the link to change the earlier one."
)


@pytest.mark.django_db
def test_a_confirmed_review_waits_and_its_writer_gets_the_link_to_keep():
    clinic = make.clinic()
    write(clinic, email="rival@mail.example")
    made = write(clinic, network="192.0.2.99")
    assert confirmable(token()) == made
    review = actions.confirm(token())
    review.refresh_from_db()
    assert (review.pk, review.status, review.flags) == (made.pk, "waiting", [])
    assert [r.pk for r in Review.objects.waiting()] == [made.pk]
    assert (mail.outbox[-1].subject, mail.outbox[-1].to) == (
        "Your link to what you wrote", [ADDRESS])  # fmt: skip
    assert actions.own(token()) == review
    assert Clinic.objects.get().marks_count == 0


@pytest.mark.django_db
def test_a_link_works_once_and_for_a_day():
    clinic, now = make.clinic(), timezone.now()
    write(clinic)
    secret = token()
    late = refusal(lambda: actions.confirm(secret, at=now + dt.timedelta(hours=24, minutes=1)))
    assert late == "This link has expired. It worked for 24 hours. Please write your review again."
    assert refusal(lambda: actions.confirm(secret, at=now + dt.timedelta(hours=23))) == ""
    used = "You have already used this link. A moderator has your review."
    assert refusal(lambda: actions.confirm(secret)) == used
    assert refusal(lambda: confirmable(secret)) == used
    keep = token()
    dead = "This link no longer works. It has expired, or the review was erased."
    for wrong in (lambda: actions.confirm(keep), lambda: actions.own(secret),
                  lambda: actions.confirm("x" * 43)):  # fmt: skip
        assert refusal(wrong) == dead
    assert len(mail.outbox) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["waiting", "published", "withheld", "withdrawn", "unconfirmed"])
@pytest.mark.parametrize("days", [10, 364, 366])
def test_an_address_has_one_review_a_clinic_a_year(status, days):
    clinic = make.clinic()
    first = make.review(clinic, status=status, email="Wren+b@mail.example", days=days)
    make.review(make.clinic(), email=ADDRESS)
    write(clinic, words="It was otherwise this time, as everybody could see at once.")
    counts = status in ("waiting", "published", "withheld") and days < 365
    assert refusal(lambda: actions.confirm(token())) == (AGAIN if counts else "")
    assert Review.objects.filter(clinic=clinic).count() == (1 if counts else 2)
    assert (mail.outbox[-1].subject, actions.own(token()).pk == first.pk) == (
        "Your link to what you wrote", counts)  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_of_one_link_at_once_hand_in_one_review():
    clinic = make.clinic()
    write(clinic)
    secret = token()
    words = at_once(*[lambda: actions.confirm(secret) for _ in range(6)])
    used = "You have already used this link. A moderator has your review."
    assert sorted(words) == ["", *[used] * 5]
    assert Review.objects.waiting().count() == 1
    assert Link.objects.filter(purpose="keep").count() == 1
    assert [letter.subject for letter in mail.outbox[1:]] == ["Your link to what you wrote"]


@pytest.mark.django_db(transaction=True)
def test_two_links_of_one_address_at_once_hand_in_one_review():
    clinic = make.clinic()
    write(clinic)
    write(clinic, email="WREN@mail.example")
    secrets = [token(0), token(1)]
    words = at_once(*[lambda secret=secret: actions.confirm(secret) for secret in secrets])
    assert sorted(words) == ["", AGAIN]
    assert Review.objects.count() == 1


@pytest.mark.django_db
def test_words_of_suicide_wait_in_a_queue_of_their_own():
    clinic = make.clinic()
    calm = handed_in(clinic, email="calm@mail.example", words="They explained it calmly.")
    review = handed_in(clinic, words="After it I wanted to end my life, and nobody called.")
    assert [r.pk for r in Review.objects.in_distress()] == [review.pk]
    assert [r.pk for r in Review.objects.waiting()] == [calm.pk]
