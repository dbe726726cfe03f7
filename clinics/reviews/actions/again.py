"""After a restore of an older backup: does again what was done to reviews and reports since."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from clinics.erasures.actions import found
from clinics.erasures.models import Erasure
from clinics.listing.actions.editing import lock
from clinics.reviews.actions.figures import refresh
from clinics.reviews.actions.kept import clear_decision, record_without_review
from clinics.reviews.actions.write import erase_locked
from clinics.reviews.models import Report, Review

Status = Review.Status


@transaction.atomic
def erase_again(made: Erasure) -> bool:
    """Delete the review that its writer erased, also one that was not confirmed yet in the backup.

    Whether it was there.
    """
    review = found(made, Review.objects.all())
    if review is not None:
        erase_locked(*lock(review))
    return review is not None


@transaction.atomic
def withdraw_again(made: Erasure) -> bool:
    """Take a review off that its writer took back; it is deleted 30 days after they did so.

    Whether it was there, and not taken back.
    """
    return _take_off(made, Status.WITHDRAWN, "review withdrawn")


@transaction.atomic
def redecide_again(made: Erasure) -> bool:
    """Let a public review wait that was taken off the page since: a moderator decides it anew.

    Its writer changed it, or somebody whom it names asked for that. Whether it was public.
    """
    return _take_off(made, Status.WAITING, "review reopened")


def _take_off(made: Erasure, status: Review.Status, verb: str) -> bool:
    review = found(made, Review.objects.all())
    if review is None:
        return False
    clinic, review = lock(review)
    if review.status in (status, Status.WITHDRAWN, Status.UNCONFIRMED) or (
        status == Status.WAITING and review.status != Status.PUBLISHED
    ):
        return False
    clear_decision(review, status)
    if status == Status.WITHDRAWN:
        review.decided_at = made.at
    else:
        review.asked_at = timezone.now()
    review.save()
    refresh(clinic.pk)
    record_without_review(verb, clinic)
    return True


def forget_reporter_again(made: Erasure) -> bool:
    """Delete the address of who reported something and was told. Whether it was there."""
    report = found(made, Report.objects.exclude(sealed=b""))
    return report is not None and bool(Report.objects.filter(pk=report.pk).update(sealed=b""))
