"""Forgetting: each thing at its time, and nothing before it."""

import datetime as dt

import pytest
from django.utils import timezone

from clinics.models import Address, Clinic, Hold, Link, Mark, Report, Review, Salt, SearchRow, Trace
from clinics.moderation.actions.hold import forget_holds
from clinics.reviews import sealing
from clinics.reviews.actions import write as actions
from clinics.reviews.actions.forget import forget_reviews
from tests import make
from tests.clinics.reviews.cast import handed_in, token, write

pytestmark = pytest.mark.django_db
DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)


def test_what_was_never_confirmed_goes_after_a_day_with_all_that_hangs_on_it():
    clinic, now = make.clinic(), timezone.now()
    write(clinic, at=now - DAY - MINUTE)
    kept = write(clinic, email="rival@mail.example", at=now - DAY + MINUTE)
    forget_reviews(at=now)
    assert [r.pk for r in Review.objects.all()] == [kept.pk]
    for model in (Mark, Address, Link, Trace):
        assert model.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "days", "stays"),
    [
        ("withdrawn", 29, True),
        ("withdrawn", 30, False),
        ("published", 3 * 365, True),
        ("published", 3 * 365 + 2, False),
        ("withheld", 2 * 365, True),
        ("withheld", 2 * 365 + 2, False),
        ("waiting", 4000, True),
    ],
)
def test_a_review_is_kept_for_its_time(status, days, stays):
    clinic = make.clinic()
    rival = make.review(clinic)
    review = make.review(clinic, status=status, days=days)
    forget_reviews()
    left = [rival.pk, review.pk] if stays else [rival.pk]
    assert list(Review.objects.order_by("pk").values_list("pk", flat=True)) == left


def test_after_two_years_a_review_leaves_figures_and_search():
    clinic, other = make.clinic(), make.clinic()
    make.review(clinic, overall=5)
    make.review(clinic, overall=1, days=700)
    make.review(other, overall=2)
    untouched = SearchRow.objects.get(pk=other.pk).rating
    forget_reviews(at=timezone.now() + 40 * DAY)
    clinic.refresh_from_db()
    assert (clinic.marks_count, clinic.marks_sum) == (1, 5)
    assert SearchRow.objects.get(pk=clinic.pk).rating == 22.5 / 6
    assert SearchRow.objects.get(pk=other.pk).rating == untouched
    assert Review.objects.count() == 3
    forget_reviews(at=timezone.now() + 800 * DAY)
    assert set(Clinic.objects.values_list("marks_count", flat=True)) == {0}


def test_used_links_traces_and_salts_go_after_a_day_and_the_way_back_stays():
    clinic, now = make.clinic(), timezone.now()
    review = handed_in(clinic)
    keep = token()
    forget_reviews(at=now + dt.timedelta(hours=23))
    assert (Link.objects.count(), Trace.objects.count(), Salt.objects.count()) == (2, 1, 1)
    forget_reviews(at=now + 2 * DAY)
    assert (Link.objects.count(), Trace.objects.count(), Salt.objects.count()) == (1, 0, 0)
    assert actions.own(keep) == review


def test_reports_and_their_addresses_go():
    clinic, now = make.clinic(), timezone.now()
    sealed = sealing.seal("wren@mail.example")
    old = {"resolution": "stands", "sealed": sealed}
    make.report(clinic, "phone", days=800, resolved_at=now - 365 * DAY, **old)
    ended = make.report(clinic, "phone", days=800, resolved_at=now - 364 * DAY, **old)
    make.report(clinic, "phone", days=731)
    waiting = make.report(clinic, "phone", days=729, sealed=sealed)
    forget_reviews(at=now)
    left = {r.pk: bytes(r.sealed) for r in Report.objects.all()}
    assert left == {ended.pk: b"", waiting.pk: sealed}


def test_forgetting_twice_deletes_nothing_more():
    clinic = make.clinic()
    make.review(clinic, days=2000)
    assert forget_reviews() == 3
    assert forget_reviews() == 0


def test_what_is_left_of_a_case_that_was_opened_goes_the_next_day():
    mo = make.moderator(password=None)
    Hold.objects.create(kind="review", case_id=1, moderator=mo, taken_at=timezone.now() - DAY)
    Hold.objects.create(kind="review", case_id=2, moderator=mo)
    assert forget_holds(on=make.today()) == 1
    assert Hold.objects.get().case_id == 2


# Keys


def test_addresses_come_under_the_newest_key_and_the_old_one_can_go(settings):
    clinic = make.clinic()
    settings.ADDRESS_KEYS = ["first"]
    review = handed_in(clinic)
    made = make.report(clinic, "phone", sealed=sealing.seal("rival@mail.example"))
    settings.ADDRESS_KEYS = ["second", "first"]
    assert sealing.unseal(review.address.sealed) == "wren@mail.example"
    assert review.address.lookup in sealing.lookups("WREN+1@mail.example")
    forget_reviews()
    settings.ADDRESS_KEYS = ["second"]
    review.address.refresh_from_db()
    made.refresh_from_db()
    assert sealing.unseal(review.address.sealed) == "wren@mail.example"
    assert review.address.lookup == sealing.lookup("wren@mail.example")
    assert sealing.unseal(made.sealed) == "rival@mail.example"
    settings.ADDRESS_KEYS = ["first"]
    with pytest.raises(sealing.InvalidToken):
        sealing.unseal(review.address.sealed)


def test_an_address_that_no_key_opens_stops_nothing(settings, caplog):
    clinic = make.clinic()
    settings.ADDRESS_KEYS = ["lost"]
    make.review(clinic)
    settings.ADDRESS_KEYS = ["first"]
    review = make.review(clinic, email="wren@mail.example")
    settings.ADDRESS_KEYS = ["second", "first"]
    forget_reviews()
    review.address.refresh_from_db()
    assert sealing.is_sealed_anew(review.address.sealed)
    assert "1 sealed addresses cannot be opened with any key" in caplog.text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ann@mail.example", "ANN@Mail.Example", True),
        ("ann@mail.example", "ann+2@mail.example", True),
        ("ann@mail.example", "ann@mail.example.", True),
        ("ann@mail.example", "a.nn@mail.example", False),
        ("ann@mail.example", "ann@rival.example", False),
        ("+ann@mail.example", "+ben@mail.example", False),
    ],
)
def test_which_addresses_are_one(one, other, same):
    assert (sealing.lookup(one) == sealing.lookup(other)) is same


def test_secret_key_seals_where_no_other_key_is_set(settings):
    settings.ADDRESS_KEYS, settings.SECRET_KEY = [], "one"
    sealed = sealing.seal("ann@mail.example")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "two", ["one"]
    assert sealing.unseal(sealed) == "ann@mail.example"
    assert not sealing.is_sealed_anew(sealed)
