"""What the actions on a confirmed review share, and how its writer changes it."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.audit.actions import record
from clinics.distress import speaks_of_suicide
from clinics.erasures.actions import note
from clinics.erasures.models import Erasure
from clinics.listing.actions.editing import lock
from clinics.listing.models import Clinic
from clinics.reviews import abuse, rules, sealing
from clinics.reviews.actions.figures import refresh
from clinics.reviews.actions.news import tell_of_distress
from clinics.reviews.models import Mark, Reply, Review, ReviewRefused

REWRITES_A_DAY = 10
"""How often one review can be changed on one day: a moderator has to read each version."""
COUNTED = (Review.Status.WAITING, Review.Status.PUBLISHED, Review.Status.WITHHELD)
"""The states in which an address can have one review of each clinic a year."""


def rewrite(
    review: Review,
    *,
    relation: str,
    visit_month: dt.date,
    overall: int,
    answers: dict[str, str],
    words: str,
    language: str = "",
    at: dt.datetime | None = None,
) -> Review:
    """Change a review: it is not public until a moderator decides again.

    A published reply of the clinic waits again too. Locks the clinic and the review. Raises
    ReviewRefused for what cannot be a review, and after REWRITES_A_DAY changes on one day.
    """
    at = at or timezone.now()
    marks = rules.clean_marks(overall, answers)
    relation, words = rules.clean_relation(relation), rules.clean_words(words)
    _refuse_many_rewrites(review, on=timezone.localdate(at))
    # Looking for signs takes long, so nobody waits for it: it is done before the clinic is locked.
    draft = copy.copy(review)
    draft.words = words
    signs = {
        "words": words,
        "language": rules.clean_language(language or review.language),
        "relation": relation,
        "is_distress": speaks_of_suicide(words),
        "flags": abuse.flags_of(draft, at=at),
    }
    return _rewrite(review, signs, marks, visit_month.replace(day=1), at)


@transaction.atomic
def _rewrite(
    review: Review, fields: dict[str, Any], marks: dict[str, Any], month: dt.date, at: dt.datetime
) -> Review:
    clinic, review = locked(review)
    today = timezone.localdate(at)
    _refuse_many_rewrites(review, on=today)
    if review.status == Review.Status.WITHDRAWN and other_review(review, at):
        raise ReviewRefused(_("You have a newer review of this clinic. Change that one instead."))
    if month != review.visit_month:  # a month that was recent enough once stays valid
        month = rules.clean_month(month, on=today)
    was_told = review.is_distress and review.status == Review.Status.WAITING
    is_first_today = review.rewritten_on != today
    for name, value in fields.items():
        setattr(review, name, value)
    review.visit_month, review.asked_at = month, at
    review.rewritten_on, review.rewrites = today, 1 if is_first_today else review.rewrites + 1
    clear_decision(review, Review.Status.WAITING)
    review.save()
    note(Erasure.Kind.REDECIDED, review)
    Mark.objects.filter(review=review).update(**marks)
    waiting_again = {"decision": "", "decided_at": None, "decided_by": None}
    Reply.objects.filter(review=review, decision="published").update(**waiting_again)
    refresh(clinic.pk)
    if review.is_distress and not was_told:
        tell_of_distress()
    if is_first_today:  # the trail never shrinks: it does not grow with each change
        record_without_review("review rewritten", clinic)
    return review


def _refuse_many_rewrites(review: Review, *, on: dt.date) -> None:
    if review.rewritten_on == on and review.rewrites >= REWRITES_A_DAY:
        raise ReviewRefused(
            _("You changed this review ten times today. You can change it again tomorrow.")
        )


def other_review(review: Review, at: dt.datetime) -> Review | None:
    """Another review of the clinic that the same address wrote in the year before `at`."""
    plain = sealing.opened(review.address.sealed)
    lookups = sealing.lookups(plain) if plain else [review.address.lookup]
    since = timezone.localdate(at) - dt.timedelta(days=365)
    others = Review.objects.filter(clinic=review.clinic_id, status__in=COUNTED)
    others = others.filter(written_on__gt=since, address__lookup__in=lookups)
    return others.exclude(pk=review.pk).order_by("pk").first()


def locked(review: Review) -> tuple[Clinic, Review]:
    """The clinic and the review, locked. Raises ReviewRefused when the review is gone."""
    try:
        clinic, now = lock(review)
    except Review.DoesNotExist:
        raise ReviewRefused(_("This review was erased, or it was never confirmed.")) from None
    if now.status == Review.Status.UNCONFIRMED:
        raise ReviewRefused(_("This review was erased, or it was never confirmed."))
    return clinic, now


def clear_decision(review: Review, status: Review.Status) -> None:
    """Set the status, and empty what a moderator decided; the caller saves."""
    review.status, review.shown_words, review.reason = status, "", ""
    review.published_on = review.decided_at = review.decided_by = None


def record_without_review(verb: str, clinic: Clinic) -> None:
    """Add to the trail that something happened to a review of a clinic, without saying which.

    Nothing can be deleted from the trail, so an entry that names a review would outlive it.
    """
    record(verb, clinic, actor="writer", by=None, clinic_id=clinic.pk, about="reviews")
