"""What the writer of a review can do: write, confirm, change, withdraw and erase it."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts import limits, mail_budget
from clinics.distress import speaks_of_suicide
from clinics.erasures.actions import note
from clinics.erasures.models import Erasure
from clinics.listing.models import Clinic
from clinics.networks import network_of
from clinics.notices.mail import in_background, try_to_send
from clinics.reviews import abuse, links, rules, sealing, traces
from clinics.reviews.actions.figures import refresh
from clinics.reviews.actions.kept import (
    clear_decision,
    locked,
    other_review,
    record_without_review,
)
from clinics.reviews.actions.kept import rewrite as rewrite
from clinics.reviews.actions.mail import make_link, send_keep
from clinics.reviews.actions.news import tell_of_distress
from clinics.reviews.actions.traces import hashes, leave_trace
from clinics.reviews.models import (
    SAME_NETWORK,
    Address,
    Link,
    Mark,
    Review,
    ReviewRefused,
    Trace,
)

LOG = logging.getLogger(__name__)


def write(
    clinic: Clinic,
    *,
    email: str,
    relation: str,
    visit_month: dt.date,
    overall: int,
    answers: dict[str, str],
    words: str,
    language: str = "",
    network: str,
    at: dt.datetime | None = None,
    request: Any = None,
) -> Review:
    """Keep a review until its writer follows the link that is mailed to `email`.

    `language` is that of the words, the page's unless told. `network` is the sender's IP address;
    only its hash is stored. Raises ReviewRefused, with nothing stored, for what cannot be a review,
    or when the mail cannot be sent.
    """
    # Only `confirm` looks for an earlier review of the address: here, whoever types somebody
    # else's address would learn of it.
    at = at or timezone.now()
    address = rules.clean_address(email)
    on = timezone.localdate(at)
    words = rules.clean_words(words)
    review = Review(
        clinic=clinic,
        relation=rules.clean_relation(relation),
        visit_month=rules.clean_month(visit_month, on=on),
        words=words,
        language=rules.clean_language(language),
        written_on=on,
        is_distress=speaks_of_suicide(words),
    )
    marks, here = rules.clean_marks(overall, answers), network_of(network)
    with mail_budget.counted(address, refused=ReviewRefused, network=here):
        token = _store(review, marks, address, network, at)
        link = links.address(Link.Purpose.CONFIRM, token, request=request)
        if not try_to_send(address, "review_confirm", link=link):
            _drop(review)
            raise ReviewRefused(
                _("The e-mail could not be sent just now. Try again in a few minutes.")
            )
    return review


@transaction.atomic
def _store(
    review: Review, marks: dict[str, Any], address: str, network: str, at: dt.datetime
) -> str:
    """Store the review with its mark, address, trace and link; the token of the link."""
    clinic = Clinic.objects.locked(review.clinic_id)
    if not clinic.is_shown:
        raise ReviewRefused(_("This clinic is not listed."))
    rules.refuse_clinic_addresses(clinic, address)
    networks = hashes(network, at=at)
    traces.refuse_a_flood(networks, at=at)
    review.flags = [SAME_NETWORK] if traces.was_reviewed_before(networks, clinic, at=at) else []
    review.save()
    Mark.objects.create(review=review, **marks)
    Address.objects.create(
        review=review, sealed=sealing.seal(address), lookup=sealing.lookup(address)
    )
    leave_trace(networks, clinic, traces.about_review(review.pk), at=at)
    return make_link(review, Link.Purpose.CONFIRM, at=at)


def confirm(token: str, *, at: dt.datetime | None = None, request: Any = None) -> Review:
    """Submit the review of a link: it waits for a moderator, and the keep link is mailed.

    Raises ReviewRefused for a link that was used or has expired. It is also raised when the address
    has another review of the clinic from the last year: then the new review is deleted, and the
    link to the earlier one is mailed again.
    """
    at = at or timezone.now()
    review = links.find(token, Link.Purpose.CONFIRM).review
    flags = abuse.flags_of(review, at=at)
    review, earlier = _confirm(token, flags, at)
    send_keep(earlier or review, request=request)
    if earlier:
        raise ReviewRefused(
            _(
                "You already reviewed this clinic in the last year, so we did not keep this new "
                "review. We mail you the link to change the earlier one."
            )
        )
    return review


@transaction.atomic
def _confirm(token: str, flags: list[str], at: dt.datetime) -> tuple[Review, Review | None]:
    """Use the link: (the review, now waiting, and None) or (the deleted one, an earlier one)."""
    Clinic.objects.locked(links.find(token, Link.Purpose.CONFIRM).review.clinic_id)
    link = links.find(token, Link.Purpose.CONFIRM)
    links.refuse_unless_live(link, at=at)
    Link.objects.filter(pk=link.pk).update(used_at=at)
    review = link.review
    earlier = other_review(review, at)
    if earlier:
        _delete(review)
        return review, earlier
    review.status, review.asked_at, review.flags = Review.Status.WAITING, at, flags
    review.save(update_fields=["status", "asked_at", "flags"])
    if review.is_distress:
        tell_of_distress()
    return review, None


def own(token: str) -> Review:
    """The review of a keep link, with its clinic. Raises ReviewRefused when there is none."""
    return links.find(token, Link.Purpose.KEEP).review


def send_keep_link(email: str, clinic: Clinic, *, request: Any = None) -> None:
    """Mail the keep link of the newest review that an address wrote of a clinic.

    Nobody can find out whether there is such a review. The time of the response does not tell it
    either, because the search, the link and the mail happen in the background. Raises
    ReviewRefused only when `email` is no address.
    """
    address = rules.clean_address(email)
    # Counted whether or not there is a review: a budget that shrinks would tell that there is one.
    if mail_budget.take(address, network=limits.network(request)):
        in_background(partial(_send_keep_link, address, clinic.pk, request))


def _send_keep_link(address: str, clinic_id: int, request: Any) -> None:
    reviews = Review.objects.exclude(status=Review.Status.UNCONFIRMED).filter(
        clinic=clinic_id, address__lookup__in=sealing.lookups(address)
    )
    review = reviews.order_by("-pk").first()
    if review:
        send_keep(review, request=request)


@transaction.atomic
def withdraw(review: Review) -> Review:
    """Take a review off the page. Its writer can submit it again; after 30 days it is deleted."""
    clinic, review = locked(review)
    if review.status == Review.Status.WITHDRAWN:
        return review
    clear_decision(review, Review.Status.WITHDRAWN)
    review.decided_at = timezone.now()
    review.save()
    refresh(clinic.pk)
    record_without_review("review withdrawn", clinic)
    note(Erasure.Kind.WITHDRAWN, review)
    return review


@transaction.atomic
def erase(review: Review) -> None:
    """Delete a review with its mark, address, links, replies and traces.

    The trail keeps that a review of the clinic was erased, and not which one.
    """
    clinic, review = locked(review)
    note(Erasure.Kind.REVIEW, review)
    erase_locked(clinic, review)


def erase_locked(clinic: Clinic, review: Review) -> None:
    """Delete a review as `erase` does, whatever its status. The caller has locked both."""
    _delete(review)
    refresh(clinic.pk)
    record_without_review("review erased", clinic)
    LOG.info("Review %d was erased by its writer.", review.pk)


@transaction.atomic
def _drop(review: Review) -> None:
    Clinic.objects.locked(review.clinic_id)
    _delete(review)


def _delete(review: Review) -> None:
    Trace.objects.filter(about=traces.about_review(review.pk)).delete()
    Review.objects.filter(pk=review.pk).delete()
