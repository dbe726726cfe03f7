"""What a clinic writes itself: one reply a review, and its own stories; moderators read first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.listing.models import Clinic
from clinics.memberships.permissions import speaks_for
from clinics.notices.actions.notify import notify
from clinics.reviews.models import ClinicText, Reply, Review, ReviewRefused, Story
from clinics.reviews.permissions import refuse_unless_impartial
from clinics.reviews.reply_sentences import SENTENCES
from clinics.reviews.rules import clean_words

LONGEST = 2000
MOST_WAITING = 10
"""Stories of one clinic that can wait for a moderator at a time."""


def digest(text: ClinicText) -> str:
    """The fingerprint of what a decision rests on; a decision names the one that was on screen."""
    seen = [text.pk, text.words, text.decision, str(text.asked_at)]
    if isinstance(text, Reply):
        review = Review.objects.get(pk=text.review_id)
        seen += [text.sentences, review.status, review.shown_words]
    elif isinstance(text, Story):
        seen += [text.title]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


@transaction.atomic
def reply(review: Review, *, by: User, sentences: Sequence[str], words: str = "") -> Reply:
    """Answer a published review for the clinic; a moderator reads it first.

    Raises ReviewRefused when `by` does not speak for the clinic, it has answered, or a sentence
    is none of the template's.
    """
    clinic = _locked(review.clinic_id, by)
    now = Review.objects.select_for_update(of=("self",)).filter(pk=review.pk).first()
    if now is None or now.status != Review.Status.PUBLISHED:
        raise ReviewRefused(_("This review is not on the page any more."))
    if Reply.objects.filter(review=now, decision__in=["", "published"]).exists():
        raise ReviewRefused(_("There is a reply to this review already. Withdraw that one first."))
    if not sentences or not set(sentences) <= set(SENTENCES):
        raise ReviewRefused(_("Choose one sentence or more from the list."))
    chosen = [code for code in SENTENCES if code in sentences]
    made = Reply.objects.create(
        clinic=clinic, review=now, sentences=chosen, asked_by=by,
        words=clean_words(words, longest=LONGEST),
    )  # fmt: skip
    record("reply written", clinic, actor="clinic", by=by, clinic_id=clinic.pk, about="reviews")
    return made


@transaction.atomic
def write_story(clinic: Clinic, *, by: User, title: str, words: str) -> Story:
    """Hand in a story, to be shown as the clinic's advertising once a moderator has read it.

    Raises ReviewRefused when `by` does not speak for the clinic, or too many wait.
    """
    clinic = _locked(clinic.pk, by)
    title, words = " ".join(clean_words(title, longest=120).split()), clean_words(words)
    if not title or not words:
        raise ReviewRefused(_("A story has a title and words."))
    if len(words) > LONGEST:
        raise ReviewRefused(_("Your words are longer than 2,000 characters."))
    if Story.objects.waiting().filter(clinic=clinic).count() >= MOST_WAITING:
        raise ReviewRefused(_("Ten stories of yours wait for a moderator: wait for these first."))
    story = Story.objects.create(clinic=clinic, title=title, words=words, asked_by=by)
    record("story written", story, actor="clinic", by=by, clinic_id=clinic.pk)
    return story


@transaction.atomic
def withdraw_text(text: Reply | Story, *, by: User) -> Reply | Story:
    """Take a reply or a story back, published or not. Raises ReviewRefused."""
    clinic = _locked(text.clinic_id, by)
    text = _again(text)
    if text.decision not in ("", ClinicText.Decision.PUBLISHED):
        raise ReviewRefused(_("This was taken back or refused already."))
    _close(text, ClinicText.Decision.WITHDRAWN, "", by)
    _record(f"{_kind(text)} withdrawn", text, clinic, actor="clinic", by=by)
    return text


@transaction.atomic
def decide_text(
    text: Reply | Story, *, by: User, outcome: str, reason: str = "", seen: str
) -> Reply | Story:
    """Publish ("published") or refuse ("refused", for one of ClinicText.Reason) a reply or a story.

    Raises ReviewRefused when it does not wait, its review is off the page, it is not what was on
    the screen, or `by` may not.
    """
    clinic = Clinic.objects.locked(text.clinic_id)
    text = _again(text)
    refuse_unless_impartial(by)
    if text.decision:
        raise ReviewRefused(_("This was decided already: %s.") % text.get_decision_display())
    if not type(text).objects.waiting().filter(pk=text.pk).exists():
        raise ReviewRefused(_("The review it answers is not on the page: that is decided first."))
    if seen != digest(text):
        raise ReviewRefused(_("This changed while it was on your screen. Read it again."))
    if outcome not in (ClinicText.Decision.PUBLISHED, ClinicText.Decision.REFUSED):
        raise ReviewRefused(_("Choose to publish or to refuse."))
    is_refused = outcome == ClinicText.Decision.REFUSED
    if is_refused and reason not in ClinicText.Reason.values:
        raise ReviewRefused(_("Choose a reason from the list: the clinic is told."))
    _close(text, ClinicText.Decision(outcome), reason if is_refused else "", by)
    why = text.reason_label
    _record(f"{_kind(text)} {outcome}", text, clinic, actor="moderator", by=by, why=why)
    if text.asked_by:
        notify(text.asked_by, _said(text, clinic, why), clinic=clinic, path=reverse("my"))
    return text


def _locked(clinic_id: int, by: User) -> Clinic:
    clinic = Clinic.objects.locked(clinic_id)
    if not speaks_for(by, clinic.pk):
        raise ReviewRefused(_("You do not speak for this clinic."))
    return clinic


def _again(text: Reply | Story) -> Reply | Story:
    """The text as it is now, locked. Raises ReviewRefused when it is gone with its review."""
    now = type(text).objects.select_for_update(of=("self",)).filter(pk=text.pk).first()
    if now is None:
        raise ReviewRefused(_("This is not there any more: the review was erased by its writer."))
    return now


def _close(text: Reply | Story, decision: ClinicText.Decision, reason: str, by: User) -> None:
    text.decision, text.reason = decision, reason
    text.decided_at, text.decided_by = timezone.now(), by
    text.save(update_fields=["decision", "reason", "decided_at", "decided_by"])


def _kind(text: Reply | Story) -> str:
    return "story" if isinstance(text, Story) else "reply"


def _record(verb: str, text: Reply | Story, clinic: Clinic, *, actor: str, by: User,
            why: str = "") -> None:  # fmt: skip
    """A reply is recorded without its key: it goes with the review it answers."""
    if isinstance(text, Story):
        record(verb, text, actor=actor, by=by, clinic_id=clinic.pk, why=why)
    else:
        record(verb, clinic, actor=actor, by=by, clinic_id=clinic.pk, why=why, about="reviews")


def _said(text: Reply | Story, clinic: Clinic, why: str) -> str:
    """What the person who wrote it is told; never the words themselves."""
    known = {"clinic": clinic, "why": why}
    if isinstance(text, Story):
        if why:
            return _("A story of %(clinic)s was refused: %(why)s.") % known
        return _("A story of %(clinic)s is on its page now.") % known
    if why:
        return _("Your reply to a review of %(clinic)s was refused: %(why)s.") % known
    return _("Your reply to a review of %(clinic)s is on its page now.") % known
