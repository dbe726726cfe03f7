"""What the writer can do by the link: say it anew, take it back, erase it without a trace."""

import pytest
from django.core import mail
from django.utils import timezone

from clinics.models import Clinic, Event, Reply, Review
from clinics.reviews.actions import texts
from clinics.reviews.actions import write as actions
from tests import make
from tests.clinics.reviews.cast import ANEW, WORDS, handed_in, published, refusal, token, write

pytestmark = pytest.mark.django_db


def test_said_anew_it_is_off_the_page_until_it_is_decided_and_so_is_the_reply():
    clinic, mo = make.clinic(), make.moderator()
    make.review(clinic, overall=1)
    review = published(clinic, mo)
    ann = make.member("ann@heron.example", clinic)
    reply = texts.reply(review, by=ann, sentences=["thanks"])
    texts.decide_text(reply, by=mo, outcome="published", seen=texts.digest(reply))
    assert Clinic.objects.get().marks_sum == 3
    review = actions.rewrite(actions.own(token()), **ANEW)
    review.refresh_from_db()
    assert (review.status, review.words, review.shown_words) == ("waiting", ANEW["words"], "")
    assert (review.relation, review.published_on, review.decided_by) == ("family", None, None)
    assert (review.mark.overall, review.mark.answers) == (4, {})
    assert (Clinic.objects.get().marks_count, Clinic.objects.get().marks_sum) == (1, 1)
    assert Reply.objects.get().decision == ""
    assert refusal(lambda: actions.rewrite(review, **ANEW | {"overall": 9})) == (
        "Choose a rating from 1 to 5."
    )


def test_the_month_of_an_old_visit_can_stay():
    month = make.days_ago(900).replace(day=1)
    review = make.review(make.clinic(), visit_month=month)
    assert actions.rewrite(review, **ANEW | {"visit_month": month}).visit_month == month
    other = make.days_ago(1000)
    assert refusal(lambda: actions.rewrite(review, **ANEW | {"visit_month": other})) == (
        "The visit was more than two years ago. Clinics change, so it is too old."
    )


def test_words_of_suicide_said_anew_change_the_queue():
    review = make.review(make.clinic())
    actions.rewrite(review, **ANEW | {"words": "I want to die."})
    assert [r.pk for r in Review.objects.in_distress()] == [review.pk]


def test_taken_back_it_counts_no_more_and_its_address_may_write_again():
    clinic = make.clinic()
    make.review(clinic, overall=2)
    review = published(clinic, make.moderator())
    review = actions.withdraw(actions.own(token()))
    assert (review.status, review.published_on) == ("withdrawn", None)
    assert (Clinic.objects.get().marks_count, Clinic.objects.get().marks_sum) == (1, 2)
    again = actions.rewrite(review, **ANEW)
    assert again.status == "waiting"
    actions.withdraw(again)
    assert handed_in(clinic).status == "waiting"
    assert refusal(lambda: actions.rewrite(review, **ANEW)) == (
        "You have a newer review of this clinic. Change that one instead."
    )


def test_the_trail_keeps_that_a_review_was_erased_and_not_which():
    clinic, mo = make.clinic(), make.moderator()
    review = published(clinic, mo)
    actions.erase(review)
    trail = Event.objects.filter(target="reviews").order_by("pk")
    assert [(e.verb, e.actor, e.target_id, e.before, e.after, e.why) for e in trail] == [
        ("review published", "moderator", clinic.pk, {}, {}, ""),
        ("review erased", "writer", clinic.pk, {}, {}, ""),
    ]
    assert list(Event.objects.public().values_list("verb", flat=True)) == ["listed"]


def test_what_is_gone_or_unconfirmed_cannot_be_changed():
    clinic = make.clinic()
    review = write(clinic)
    for act in (actions.withdraw, actions.erase, lambda r: actions.rewrite(r, **ANEW)):
        assert (
            refusal(lambda act=act: act(review))
            == "This review was erased, or it was never confirmed."
        )
    review = actions.confirm(token())
    actions.erase(review)
    assert (
        refusal(lambda: actions.withdraw(review))
        == "This review was erased, or it was never confirmed."
    )
    assert WORDS not in "".join(letter.body for letter in mail.outbox)


def test_what_is_said_anew_has_its_own_signs_moment_and_trail():
    clinic, mo = make.clinic(), make.moderator()
    review = published(clinic, mo)
    rival = published(clinic, mo, email="rival@mail.example", words="They were on time.")
    now = timezone.now()
    words = "Call (561) 555-0142. I want to die."
    anew = actions.rewrite(review, **ANEW | {"words": words, "answers": {"screened": "no"}}, at=now)
    anew.refresh_from_db()
    assert (anew.flags, anew.is_distress, anew.asked_at) == (["contact"], True, now)
    assert (anew.decided_at, anew.decided_by, anew.reason) == (None, None, "")
    assert anew.mark.answers == {"screened": "no"}
    rival.refresh_from_db()
    assert (rival.status, rival.mark.overall, rival.words) == (
        "published", 2, "They were on time.",
    )  # fmt: skip
    event = Event.objects.latest("pk")
    assert (event.verb, event.actor, event.target, event.clinic_id) == (
        "review rewritten", "writer", "reviews", clinic.pk,
    )  # fmt: skip


def test_a_reply_that_was_refused_does_not_wait_again_with_its_review():
    clinic, mo = make.clinic(), make.moderator()
    review = published(clinic, mo)
    ann = make.member("ann@heron.example", clinic)
    made = texts.reply(review, by=ann, sentences=["thanks"])
    seen = texts.digest(made)
    texts.decide_text(made, by=mo, outcome="refused", reason="patient", seen=seen)
    actions.rewrite(review, **ANEW)
    made.refresh_from_db()
    assert (made.decision, made.decided_by) == ("refused", mo)


def test_a_published_reply_waits_again_without_its_former_decision():
    clinic, mo = make.clinic(), make.moderator()
    review = published(clinic, mo)
    made = texts.reply(review, by=make.member("ann@heron.example", clinic),
                               sentences=["thanks"])  # fmt: skip
    seen = texts.digest(made)
    texts.decide_text(made, by=mo, outcome="published", seen=seen)
    actions.rewrite(review, **ANEW)
    made.refresh_from_db()
    assert (made.decision, made.decided_at, made.decided_by) == ("", None, None)


def test_taken_back_it_is_kept_from_that_moment_and_the_trail_says_so():
    clinic = make.clinic()
    review = make.review(clinic, days=20)
    gone = actions.withdraw(review)
    gone.refresh_from_db()
    assert (gone.decided_at.date(), gone.shown_words) == (timezone.now().date(), "")
    event = Event.objects.latest("pk")
    assert (event.verb, event.actor, event.target) == ("review withdrawn", "writer", "reviews")
    assert Clinic.objects.get().search_row.rating is None


def test_a_month_of_this_year_can_be_changed_and_one_to_come_cannot():
    review = make.review(make.clinic())
    month = make.days_ago(100).replace(day=1)
    anew = actions.rewrite(review, **ANEW | {"visit_month": make.days_ago(100)})
    assert anew.visit_month == month
    to_come = make.days_ago(-40)
    assert refusal(lambda: actions.rewrite(review, **ANEW | {"visit_month": to_come})) == (
        "The month of the visit has not come yet."
    )
