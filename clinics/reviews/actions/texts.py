"""Replies and stories: a clinic writes and withdraws them, a moderator publishes or refuses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.digests import digest_of
from clinics.listing.models import Clinic
from clinics.memberships.permissions import speaks_for
from clinics.notices.actions.notify import notify
from clinics.reviews.models import ClinicText, Reply, Review, ReviewRefused, Story
from clinics.reviews.permissions import refuse_unless_impartial
from clinics.reviews.reply_sentences import SENTENCES
from clinics.reviews.rules import clean_language, clean_words
from clinics.spoken import in_english
from clinics.text import tidy

MOST_WAITING = 10
"""How many stories of one clinic can wait for a moderator at the same time."""


def digest(text: ClinicText) -> str:
    """The hash of all that a moderator sees of a text.

    A page carries it, and a decision is refused when the text has another one by then. One query
    for a reply, none for a story.
    """
    seen = [text.pk, text.words, text.language, text.decision, str(text.asked_at)]
    if isinstance(text, Reply):
        review = Review.objects.get(pk=text.review_id)
        seen += [text.sentences, review.status, review.shown_words]
    elif isinstance(text, Story):
        seen += [text.title]
    return digest_of(seen)


@transaction.atomic
def reply(
    review: Review, *, by: User, sentences: Sequence[str], words: str = "", language: str = ""
) -> Reply:
    """Write the clinic's reply to a published review; it waits for a moderator.

    `sentences` are codes of `reply_sentences`. `language` is that of the words. Raises
    ReviewRefused when `by` does not speak for the clinic, when there is a reply already, or when a
    code is unknown.
    """
    clinic = _lock_clinic_of(review.clinic_id, by)
    now = Review.objects.select_for_update(of=("self",)).filter(pk=review.pk).first()
    if now is None or now.status != Review.Status.PUBLISHED:
        raise ReviewRefused(_("This review is no longer public."))
    if Reply.objects.filter(review=now, decision__in=["", "published"]).exists():
        raise ReviewRefused(_("This review already has a reply. Withdraw that reply first."))
    if not sentences or not set(sentences) <= set(SENTENCES):
        raise ReviewRefused(_("Choose at least one sentence from the list."))
    chosen = [code for code in SENTENCES if code in sentences]
    made = Reply.objects.create(
        clinic=clinic, review=now, sentences=chosen, asked_by=by,
        words=clean_words(words, longest=Reply.MAX_CHARACTERS), language=clean_language(language),
    )  # fmt: skip
    record("reply written", clinic, actor="clinic", by=by, clinic_id=clinic.pk, about="reviews")
    return made


@transaction.atomic
def write_story(clinic: Clinic, *, by: User, title: str, words: str, language: str = "") -> Story:
    """Write a story of the clinic in a language; it waits for a moderator.

    Raises ReviewRefused when `by` does not speak for the clinic, when title or words are missing
    or too long, or when MOST_WAITING of its stories wait.
    """
    clinic = _lock_clinic_of(clinic.pk, by)
    title = tidy(clean_words(title, longest=Story.MAX_TITLE))
    words = clean_words(words, longest=Story.MAX_CHARACTERS)
    if not title or not words:
        raise ReviewRefused(_("A story needs a title and a text."))
    if Story.objects.waiting().filter(clinic=clinic).count() >= MOST_WAITING:
        raise ReviewRefused(
            _("Ten of your stories are waiting for a moderator. Please wait for these first.")
        )
    story = Story.objects.create(
        clinic=clinic, title=title, words=words, language=clean_language(language), asked_by=by
    )
    record("story written", story, actor="clinic", by=by, clinic_id=clinic.pk)
    return story


@transaction.atomic
def withdraw_text(text: Reply | Story, *, by: User) -> Reply | Story:
    """Withdraw a reply or a story that waits or is public.

    Raises ReviewRefused when `by` does not speak for the clinic, or the text was decided otherwise.
    """
    clinic = _lock_clinic_of(text.clinic_id, by)
    text = _lock_text(text)
    if text.decision not in ("", ClinicText.Decision.PUBLISHED):
        raise ReviewRefused(_("This was already withdrawn or refused."))
    _close(text, ClinicText.Decision.WITHDRAWN, "", by)
    _record(f"{_kind(text)} withdrawn", text, clinic, actor="clinic", by=by)
    return text


@transaction.atomic
def decide_text(
    text: Reply | Story, *, by: User, outcome: str, reason: str = "", seen: str
) -> Reply | Story:
    """Publish ("published") or refuse ("refused", for one of ClinicText.Reason) a reply or a story.

    `seen` is the `digest` on the moderator's page. The author is told. Raises ReviewRefused when
    the text does not wait, its review is not public, it has changed since it was on that page, or
    `by` may not decide.
    """
    clinic = Clinic.objects.locked(text.clinic_id)
    text = _lock_text(text)
    refuse_unless_impartial(by)
    if text.decision:
        raise ReviewRefused(_("This is already decided: %s.") % text.get_decision_display())
    if not type(text).objects.waiting().filter(pk=text.pk).exists():
        raise ReviewRefused(
            _("The review that it answers is not public now. Decide that review first.")
        )
    if seen != digest(text):
        raise ReviewRefused(_("This changed while you were reading it. Please read it again."))
    if outcome not in (ClinicText.Decision.PUBLISHED, ClinicText.Decision.REFUSED):
        raise ReviewRefused(_("Choose whether to publish or refuse it."))
    is_refused = outcome == ClinicText.Decision.REFUSED
    if is_refused and reason not in ClinicText.Reason.values:
        raise ReviewRefused(_("Choose a reason from the list. We tell the clinic."))
    _close(text, ClinicText.Decision(outcome), reason if is_refused else "", by)
    why = text.reason_label
    _record(f"{_kind(text)} {outcome}", text, clinic, actor="moderator", by=by, why=why)
    if text.asked_by:
        words = partial(_notice, text, clinic)
        notify(text.asked_by, words, clinic=clinic, path=reverse("my"))
    return text


@transaction.atomic
def reopen_text(text: Reply | Story, *, by: User, reason: str) -> Reply | Story:
    """Let a published or refused text wait again; it is not public until the new decision.

    `reason` is one of ClinicText.Again. The author is told. Raises ReviewRefused when no moderator
    decided it, when the clinic has written another reply since, or `by` may not decide.
    """
    clinic = Clinic.objects.locked(text.clinic_id)
    text = _lock_text(text)
    refuse_unless_impartial(by)
    if text.decision not in (ClinicText.Decision.PUBLISHED, ClinicText.Decision.REFUSED):
        raise ReviewRefused(_("Only what was published or refused can be decided again."))
    if reason not in ClinicText.Again.values:
        raise ReviewRefused(_("Choose a reason from the list."))
    if isinstance(text, Reply) and _has_other_reply(text):
        raise ReviewRefused(_("The clinic has written another reply since. Decide that one."))
    text.decision, text.reason = "", ""
    text.decided_at = text.decided_by = None
    text.asked_at = timezone.now()
    text.save(update_fields=["decision", "reason", "decided_at", "decided_by", "asked_at"])
    why = in_english(ClinicText.Again(reason).label)
    _record(f"{_kind(text)} reopened", text, clinic, actor="moderator", by=by, why=why)
    if text.asked_by:
        told = partial(_again_notice, text, clinic, ClinicText.Again(reason))
        notify(text.asked_by, told, clinic=clinic, path=reverse("my_reviews", args=[clinic.slug]))
    return text


def _has_other_reply(reply: Reply) -> bool:
    """Whether another reply to the same review waits or is public."""
    others = Reply.objects.filter(review=reply.review_id, decision__in=["", "published"])
    return others.exclude(pk=reply.pk).exists()


def _again_notice(text: Reply | Story, clinic: Clinic, reason: ClinicText.Again) -> str:
    """What the author is told when it is decided again."""
    words = (
        _("A moderator is looking again at a story of %(clinic)s: %(why)s. It is not public now.")
        if isinstance(text, Story)
        else _("A moderator is looking again at your reply to a review of %(clinic)s: %(why)s. "
               "It is not public now.")
    )  # fmt: skip
    return words % {"clinic": clinic, "why": reason.label}


def _lock_clinic_of(clinic_id: int, by: User) -> Clinic:
    """The clinic, locked. Raises ReviewRefused unless `by` speaks for it."""
    clinic = Clinic.objects.locked(clinic_id)
    if not speaks_for(by, clinic.pk):
        raise ReviewRefused(_("You do not speak for this clinic."))
    return clinic


def _lock_text(text: Reply | Story) -> Reply | Story:
    """The text as it is now, locked. Raises ReviewRefused when it was deleted with its review."""
    now = type(text).objects.select_for_update(of=("self",)).filter(pk=text.pk).first()
    if now is None:
        raise ReviewRefused(_("This no longer exists. The writer of the review erased it."))
    return now


def _close(text: Reply | Story, decision: ClinicText.Decision, reason: str, by: User) -> None:
    text.decision, text.reason = decision, reason
    text.decided_at, text.decided_by = timezone.now(), by
    text.save(update_fields=["decision", "reason", "decided_at", "decided_by"])


def _kind(text: Reply | Story) -> str:
    return "story" if isinstance(text, Story) else "reply"


def _record(verb: str, text: Reply | Story, clinic: Clinic, *, actor: str, by: User,
            why: str = "") -> None:  # fmt: skip
    """Add to the trail; a reply without its key, because it is deleted with its review."""
    if isinstance(text, Story):
        record(verb, text, actor=actor, by=by, clinic_id=clinic.pk, why=why)
    else:
        record(verb, clinic, actor=actor, by=by, clinic_id=clinic.pk, why=why, about="reviews")


def _notice(text: Reply | Story, clinic: Clinic) -> str:
    """What the author is told: never the words themselves, as a notice outlives them."""
    why = text.reason_label
    names = {"clinic": clinic, "why": why}
    if isinstance(text, Story):
        if why:
            return _("A story of %(clinic)s was refused: %(why)s.") % names
        return _("A story of %(clinic)s is now public.") % names
    if why:
        return _("Your reply to a review of %(clinic)s was refused: %(why)s.") % names
    return _("Your reply to a review of %(clinic)s is now public.") % names
