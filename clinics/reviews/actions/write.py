"""What the writer of a review does: write, confirm, change, take back, erase."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.distress import speaks_of_suicide
from clinics.listing.models import Clinic
from clinics.reviews import abuse, links, rules, sealing, traces
from clinics.reviews.actions.figures import refresh
from clinics.reviews.actions.mail import beside_the_answer, make_link, send_keep, try_to_send
from clinics.reviews.actions.traces import hashes, leave_trace
from clinics.reviews.models import (
    SAME_NETWORK,
    Address,
    Link,
    Mark,
    Reply,
    Review,
    ReviewRefused,
    Trace,
)

LOG = logging.getLogger(__name__)
MAILS_A_DAY = 5
"""Mails that one address can be sent within 24 hours, whatever was written with it."""
COUNTED = (Review.Status.WAITING, Review.Status.PUBLISHED, Review.Status.WITHHELD)
"""Of these an address has one a clinic a year."""


def write(
    clinic: Clinic,
    *,
    email: str,
    relation: str,
    visit_month: dt.date,
    overall: int,
    answers: dict[str, str],
    words: str,
    network: str,
    at: dt.datetime | None = None,
    request: Any = None,
) -> Review:
    """Keep a review until its link is followed, and mail that link.

    `network` is the sender's IP address, hashed at once. Whether the address has a review of this
    clinic already is asked only when it is confirmed: nobody learns it by typing another's.
    Raises ReviewRefused, with nothing stored, for what cannot be a review or be mailed.
    """
    at = at or timezone.now()
    address = rules.clean_address(email)
    on = timezone.localdate(at)
    review = Review(
        clinic=clinic,
        relation=rules.clean_relation(relation),
        visit_month=rules.clean_month(visit_month, on=on),
        words=rules.clean_words(words),
        written_on=on,
    )
    token = _store(review, rules.clean_marks(overall, answers), address, network, at)
    link = links.address(Link.Purpose.CONFIRM, token, request=request)
    if not try_to_send(address, "review_confirm", link=link):
        _drop(review)
        raise ReviewRefused(_("The e-mail could not be sent just now. Try again in some minutes."))
    return review


@transaction.atomic
def _store(
    review: Review, marks: dict[str, Any], address: str, network: str, at: dt.datetime
) -> str:
    """The review with mark, address, trace and link; the token of the link."""
    clinic = Clinic.objects.locked(review.clinic_id)
    if clinic.published_at is None:
        raise ReviewRefused(_("This clinic is not listed."))
    rules.refuse_clinics_people(clinic, address)
    _refuse_many_mails(address, at)
    known = hashes(network, at=at)
    traces.refuse_a_flood(known, at=at)
    review.is_distress = speaks_of_suicide(review.words)
    review.flags = [SAME_NETWORK] if traces.wrote_before(known, clinic, at=at) else []
    review.save()
    Mark.objects.create(review=review, **marks)
    Address.objects.create(
        review=review, sealed=sealing.seal(address), lookup=sealing.lookup(address)
    )
    leave_trace(known, clinic, traces.about_review(review.pk), at=at)
    return make_link(review, Link.Purpose.CONFIRM, at=at)


def _refuse_many_mails(address: str, at: dt.datetime) -> None:
    mailed = Link.objects.filter(
        review__address__lookup__in=sealing.lookups(address), made_at__gt=at - dt.timedelta(days=1)
    )
    if mailed.count() >= MAILS_A_DAY:
        raise ReviewRefused(_("Many mails went to this address today. Try again tomorrow."))


def confirm(token: str, *, at: dt.datetime | None = None, request: Any = None) -> Review:
    """Hand in what the link belongs to: it waits for a moderator, and the keep link is mailed.

    Raises ReviewRefused for a link that was used or ran out, and when the address has another
    review of the clinic from within a year; that one's link is then mailed again.
    """
    at = at or timezone.now()
    review = links.find(token, Link.Purpose.CONFIRM).review
    flags = abuse.flags_of(review, at=at)
    review, earlier = _confirm(token, flags, at)
    send_keep(earlier or review, request=request)
    if earlier:
        raise ReviewRefused(
            _(
                "You wrote about this clinic within a year already. This text was not kept; the "
                "link to change the earlier one was mailed to you again."
            )
        )
    return review


@transaction.atomic
def _confirm(token: str, flags: list[str], at: dt.datetime) -> tuple[Review, Review | None]:
    """Use the link up: the review, now waiting, or dropped for the earlier one that comes back."""
    Clinic.objects.locked(links.find(token, Link.Purpose.CONFIRM).review.clinic_id)
    link = links.find(token, Link.Purpose.CONFIRM)
    links.refuse_unless_live(link, at=at)
    Link.objects.filter(pk=link.pk).update(used_at=at)
    review = link.review
    earlier = _another(review, at)
    if earlier:
        _delete(review)
        return review, earlier
    review.status, review.asked_at, review.flags = Review.Status.WAITING, at, flags
    review.save(update_fields=["status", "asked_at", "flags"])
    return review, None


def _another(review: Review, at: dt.datetime) -> Review | None:
    """The review of the clinic that its address has already from within a year before a moment."""
    plain = sealing.opened(review.address.sealed)
    lookups = sealing.lookups(plain) if plain else [review.address.lookup]
    since = timezone.localdate(at) - dt.timedelta(days=365)
    others = Review.objects.filter(clinic=review.clinic_id, status__in=COUNTED)
    others = others.filter(written_on__gt=since, address__lookup__in=lookups)
    return others.exclude(pk=review.pk).order_by("pk").first()


def own(token: str) -> Review:
    """The review of a keep link, with its clinic. Raises ReviewRefused when there is none."""
    return links.find(token, Link.Purpose.KEEP).review


def send_keep_link(email: str, clinic: Clinic, *, request: Any = None) -> None:
    """Mail the keep link of an address's newest review of a clinic; nobody is told if there is one.

    The answer does not tell it by its time either: looking for the review, making the link and
    talking to the mail server all happen beside the answer. Raises ReviewRefused only for what is
    no address.
    """
    address = rules.clean_address(email)
    beside_the_answer(partial(_send_keep_link, address, clinic.pk, request))


def _send_keep_link(address: str, clinic_id: int, request: Any) -> None:
    known = Review.objects.exclude(status=Review.Status.UNCONFIRMED).filter(
        clinic=clinic_id, address__lookup__in=sealing.lookups(address)
    )
    review = known.order_by("-pk").first()
    day_ago = timezone.now() - dt.timedelta(days=1)
    if review and review.links.filter(made_at__gt=day_ago).count() < MAILS_A_DAY:
        send_keep(review, request=request)


@transaction.atomic
def rewrite(
    review: Review,
    *,
    relation: str,
    visit_month: dt.date,
    overall: int,
    answers: dict[str, str],
    words: str,
    at: dt.datetime | None = None,
) -> Review:
    """Say it anew: off the page until a moderator decided; the clinic's reply waits again too.

    Raises ReviewRefused for what cannot be a review.
    """
    at = at or timezone.now()
    marks = rules.clean_marks(overall, answers)
    clinic, review = _locked(review)
    if review.status == Review.Status.WITHDRAWN and _another(review, at):
        raise ReviewRefused(_("You have written about this clinic anew: change that one instead."))
    month = visit_month.replace(day=1)
    if month != review.visit_month:  # what was within two years then stays what it was
        month = rules.clean_month(month, on=timezone.localdate(at))
    review.relation, review.visit_month = rules.clean_relation(relation), month
    review.words = rules.clean_words(words)
    review.is_distress = speaks_of_suicide(review.words)
    _undecided(review, Review.Status.WAITING)
    review.asked_at, review.flags = at, abuse.flags_of(review, at=at)
    review.save()
    Mark.objects.filter(review=review).update(**marks)
    waiting_again = {"decision": "", "decided_at": None, "decided_by": None}
    Reply.objects.filter(review=review, decision="published").update(**waiting_again)
    refresh(clinic.pk)
    record_neutrally("review rewritten", clinic)
    return review


@transaction.atomic
def withdraw(review: Review) -> Review:
    """Take it off the page; it can be said anew, or is deleted after thirty days."""
    clinic, review = _locked(review)
    _undecided(review, Review.Status.WITHDRAWN)
    review.decided_at = timezone.now()
    review.save()
    refresh(clinic.pk)
    record_neutrally("review withdrawn", clinic)
    return review


@transaction.atomic
def erase(review: Review) -> None:
    """Delete it with mark, address, links, replies and traces; the trail says that one went."""
    clinic, review = _locked(review)
    _delete(review)
    refresh(clinic.pk)
    record_neutrally("review erased", clinic)
    # Outside the database: a backup that still holds it is restored without this decision.
    LOG.info("Review %d was erased by its writer.", review.pk)


def _locked(review: Review) -> tuple[Clinic, Review]:
    """The locked clinic and review, as they are now. Raises ReviewRefused when it is gone."""
    clinic = Clinic.objects.locked(review.clinic_id)
    now = Review.objects.select_for_update(of=("self",)).filter(pk=review.pk).first()
    if now is None or now.status == Review.Status.UNCONFIRMED:
        raise ReviewRefused(_("This is erased, or was not confirmed."))
    now.clinic = clinic
    return clinic, now


def _undecided(review: Review, status: Review.Status) -> None:
    review.status, review.shown_words, review.reason = status, "", ""
    review.published_on = review.decided_at = review.decided_by = None


@transaction.atomic
def _drop(review: Review) -> None:
    Clinic.objects.locked(review.clinic_id)
    _delete(review)


def _delete(review: Review) -> None:
    Trace.objects.filter(about=traces.about_review(review.pk)).delete()
    Review.objects.filter(pk=review.pk).delete()


def record_neutrally(verb: str, clinic: Clinic, *, actor: str = "writer", by: User | None = None,
                     why: str = "") -> None:  # fmt: skip
    """Add to the trail that something happened to *a* review of a clinic, never to which.

    The trail cannot be shortened: what names a review would outlive its erasure.
    """
    record(verb, clinic, actor=actor, by=by, clinic_id=clinic.pk, why=why, about="reviews")
