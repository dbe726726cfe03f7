"""What a moderator does with a review: publish it, masked where it must be, or withhold it.

Marks are in a table of their own, which this module neither imports nor reaches. So nobody can
hide a review because of its mark.
"""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.digests import digest_of
from clinics.erasures.actions import note
from clinics.erasures.models import Erasure
from clinics.listing.actions.editing import lock
from clinics.listing.models import Clinic
from clinics.memberships.models import Membership
from clinics.notices.actions.notify import tell_once
from clinics.reviews.actions.figures import refresh
from clinics.reviews.masks import HEALTH, NAME, is_masked, plain
from clinics.reviews.models import Review, ReviewRefused
from clinics.reviews.permissions import refuse_unless_impartial
from clinics.spoken import in_english


def digest(review: Review) -> str:
    """The hash of all that a moderator sees of a review.

    A page carries it, and a decision is refused when the review has another one by then.
    """
    seen = [review.pk, review.status, str(review.asked_at), review.relation,
            str(review.visit_month), review.words, review.language, review.shown_words,
            review.flags, review.is_distress]  # fmt: skip
    return digest_of(seen)


@transaction.atomic
def decide(
    review_id: int, *, by: User, outcome: str, shown_words: str, reason: str = "", seen: str
) -> Review:
    """Publish a waiting review as `shown_words`, or withhold it for one of Review.Reason.

    `outcome` is "published" or "withheld". `shown_words` are the writer's words, with parts
    replaced by the markers of `masks`. `seen` is the `digest` on the moderator's page. Raises
    ReviewRefused when the review does not wait, has changed since it was on that page, when
    `shown_words` change anything else, or when `by` may not decide.
    """
    clinic, review = _locked(review_id)
    refuse_unless_impartial(by)
    if review.status != Review.Status.WAITING:
        raise ReviewRefused(_("This review is no longer waiting: %s.")
                            % review.get_status_display())  # fmt: skip
    if seen != digest(review):
        raise ReviewRefused(
            _("The review changed while you were reading it. Please read it again.")
        )
    if outcome == Review.Status.PUBLISHED:
        _publish(review, plain(shown_words))
    elif outcome == Review.Status.WITHHELD:
        _withhold(review, reason)
    else:
        raise ReviewRefused(_("Choose whether to publish or withhold the review."))
    review.decided_at, review.decided_by = timezone.now(), by
    review.save(update_fields=["status", "shown_words", "reason", "published_on", "decided_at",
                               "decided_by"])  # fmt: skip
    record(f"review {outcome}", clinic, actor="moderator", by=by, clinic_id=clinic.pk,
           why=review.reason_label, about="reviews")  # fmt: skip
    refresh(clinic.pk)
    if outcome == Review.Status.PUBLISHED:
        _tell_the_clinic(clinic)
    return review


def _tell_the_clinic(clinic: Clinic) -> None:
    """Tell the clinic's admins that there is a review, at most once a day.

    The notice does not name the review, because it may outlive it.
    """
    words = gettext_lazy("A review of %s was published. You can reply to it.")
    about = f"reviews {clinic.pk} {timezone.localdate()}"
    path = reverse("my_reviews", args=[clinic.slug])
    for member in Membership.objects.filter(clinic=clinic).select_related("user"):
        tell_once(member.user, lambda: words % clinic, about=about, clinic=clinic, path=path)


@transaction.atomic
def reopen(review: Review, by: User, reason: str) -> Review:
    """Let a decided review wait again; it is not public until the new decision.

    `reason` is one of Review.Again. Raises ReviewRefused when the review is not published or
    withheld, or `by` may not decide.
    """
    clinic, review = _locked(review.pk)
    refuse_unless_impartial(by)
    if review.status not in (Review.Status.PUBLISHED, Review.Status.WITHHELD):
        raise ReviewRefused(_("Only a published or withheld review can be decided again."))
    if reason not in Review.Again.values:
        raise ReviewRefused(_("Choose a reason from the list."))
    review.status, review.reason, review.published_on = Review.Status.WAITING, "", None
    review.decided_at = review.decided_by = None
    review.asked_at = timezone.now()
    review.save(update_fields=["status", "reason", "published_on", "decided_at", "decided_by",
                               "asked_at"])  # fmt: skip
    record("review reopened", clinic, actor="moderator", by=by, clinic_id=clinic.pk,
           why=in_english(Review.Again(reason).label), about="reviews")  # fmt: skip
    note(Erasure.Kind.REDECIDED, review)
    refresh(clinic.pk)
    return review


def _locked(review_id: int) -> tuple[Clinic, Review]:
    """The clinic, then the review, locked. Raises ReviewRefused when the writer erased it."""
    try:
        return lock(Review.objects.only("clinic").get(pk=review_id))
    except Review.DoesNotExist:
        raise ReviewRefused(_("This review no longer exists. Its writer erased it.")) from None


def _publish(review: Review, shown: str) -> None:
    if not is_masked(review.words, shown):
        raise ReviewRefused(
            _(
                "You can only replace words with %(name)s or %(health)s. Everything else must "
                "stay as the writer wrote it."
            )
            % {"name": NAME, "health": HEALTH}
        )
    review.status, review.shown_words, review.reason = Review.Status.PUBLISHED, shown, ""
    review.published_on = timezone.localdate()


def _withhold(review: Review, reason: str) -> None:
    if reason not in Review.Reason.values:
        raise ReviewRefused(
            _("Choose a reason from the list. The public sees how many were withheld for it.")
        )
    review.status, review.shown_words, review.reason = Review.Status.WITHHELD, "", reason
    review.published_on = None
