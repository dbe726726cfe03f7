"""Ask a clinic something, answer it, and close the question."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.inquiries.models import Inquiry
from clinics.languages import DEFAULT, reading
from clinics.listing.actions.editing import lock
from clinics.listing.merged import why_untouched
from clinics.listing.models import Clinic
from clinics.memberships.models import Membership
from clinics.memberships.permissions import may_decide, speaks_for
from clinics.notices import mail
from clinics.notices.actions.notify import notify
from clinics.text import tidy

LOG = logging.getLogger(__name__)
LONGEST = dt.timedelta(days=90)
"""How far ahead the day to answer by may lie."""


class InquiryRefused(Exception):
    """A question cannot be asked, answered or closed; the text is for the person."""


def ask(
    clinic: Clinic, *, by: User, words: str, answer_by: dt.date, request: Any = None
) -> Inquiry:
    """Ask a clinic something, to be answered until the day `answer_by`, inclusive.

    Everybody who speaks for it is told on their page and mailed at once. If nobody does, the
    listing's e-mail address is mailed, if it has one. `mails` says how many mails went out. Locks
    the clinic. Raises InquiryRefused.
    """
    made, addresses, is_spoken_for = _ask(clinic, by, tidy(words, lines=True), answer_by)
    context = {"clinic": made.clinic, "words": made.words, "day": answer_by,
               "speaks": is_spoken_for, "contact": settings.CONTACT_EMAIL}  # fmt: skip
    for address, language in addresses:
        try:
            with reading(language):
                path = reverse("inquiry", args=[made.clinic.slug, made.pk])
                link = mail.absolute(path, request=request)
                mail.send(address, "inquiry", link=link, **context)
        except OSError:
            LOG.exception("A question to a clinic could not be mailed (inquiry %s).", made.pk)
        else:
            made.mails += 1
    made.save(update_fields=["mails"])
    return made


@transaction.atomic
def _ask(
    clinic: Clinic, by: User, words: str, answer_by: dt.date
) -> tuple[Inquiry, list[tuple[str, str]], bool]:
    """The stored question, whom it is mailed to, and whether those are accounts.

    It is mailed to addresses, each in a language.
    """
    clinic = Clinic.objects.locked(clinic.pk)
    if not may_decide(by, clinic.pk):
        raise InquiryRefused(_("You speak for this clinic, so another moderator must ask it."))
    if merged := why_untouched(clinic):
        raise InquiryRefused(merged)
    if not words:
        raise InquiryRefused(_("Write the question."))
    if not dt.timedelta() < answer_by - timezone.localdate() <= LONGEST:
        raise InquiryRefused(_("Give a day from tomorrow on, at most 90 days ahead."))
    if Inquiry.objects.open().filter(clinic=clinic, words=words).exists():
        raise InquiryRefused(_("The clinic was asked this already, and has not answered yet."))
    made = Inquiry.objects.create(clinic=clinic, asked_by=by, words=words, answer_by=answer_by)
    record("asked", made, actor="moderator", by=by, clinic_id=clinic.pk)
    speakers = Membership.objects.filter(clinic=clinic, user__is_active=True).select_related("user")
    told = gettext_lazy("A moderator asks something about %s.")
    path = reverse("inquiry", args=[clinic.slug, made.pk])
    for speaker in speakers:
        notify(speaker.user, lambda: told % clinic, clinic=clinic, path=path)
    accounts = [(one.user.email, one.user.language) for one in speakers]
    return made, accounts or [(clinic.email, DEFAULT)] * bool(clinic.email), bool(accounts)


@transaction.atomic
def answer(inquiry: Inquiry, *, by: User, words: str) -> Inquiry:
    """Answer for the clinic, also after the day, as long as nobody closed it.

    Locks the clinic. Raises InquiryRefused.
    """
    clinic, inquiry = lock(inquiry)
    words = tidy(words, lines=True)
    if not speaks_for(by, clinic.pk):
        raise InquiryRefused(_("You do not speak for this clinic."))
    if inquiry.decided_at:
        raise InquiryRefused(_("A moderator has closed this question."))
    if inquiry.answered_at:
        raise InquiryRefused(_("This question was answered already."))
    if not words:
        raise InquiryRefused(_("Write the answer."))
    inquiry.answer, inquiry.answered_by, inquiry.answered_at = words, by, timezone.now()
    inquiry.save(update_fields=["answer", "answered_by", "answered_at"])
    record("answered", inquiry, actor="clinic", by=by, clinic_id=clinic.pk)
    return inquiry


@transaction.atomic
def close(inquiry: Inquiry, *, by: User) -> Inquiry:
    """Close a question, answered or not. Locks the clinic. Raises InquiryRefused."""
    clinic, inquiry = lock(inquiry)
    if not may_decide(by, clinic.pk):
        raise InquiryRefused(_("A moderator who does not speak for this clinic must do this."))
    if inquiry.decided_at:
        raise InquiryRefused(_("This question is closed already."))
    inquiry.decided_at, inquiry.decided_by = timezone.now(), by
    inquiry.save(update_fields=["decided_at", "decided_by"])
    record("closed", inquiry, actor="moderator", by=by, clinic_id=clinic.pk)
    return inquiry
