"""Gives a person a notice: it shows on their page, and goes into a mail at once or the digest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone

from clinics.accounts.models import User
from clinics.languages import in_language, reading
from clinics.listing.models import Clinic
from clinics.notices import mail
from clinics.notices.models import Notice

LOG = logging.getLogger(__name__)
MOST_WORDS = 500
"""Characters of a notice on a page."""

Words = Callable[[], str] | str
"""What a person is told. A function is asked in each person's language; a text stays as it is."""


def notify(user: User, words: Words, *, clinic: Clinic | None = None, path: str = "") -> Notice:
    """Give a person a notice in their language, inside the caller's transaction.

    `words` must not name a condition, because they are also sent by mail.
    """
    notice = _notice(user, words, clinic, path)
    notice.save()
    return notice


def tell_at_once(
    people: Iterable[User], words: Words, *, details: Words = "", clinic: Clinic | None, path: str
) -> None:
    """Give people an urgent notice, inside the caller's transaction, and mail it after the commit.

    `details` are said in the mail alone, after the words; so is what is too long for the page.
    Neither may name a condition. The mails are sent in the background; `send_notices` sends those
    that fail. One query.
    """
    rows = [_notice(user, words, clinic, path, details=details, is_urgent=True) for user in people]
    if rows:
        made = [row.pk for row in Notice.objects.bulk_create(rows)]
        transaction.on_commit(partial(mail.in_background, partial(send_urgent, made)))


def _notice(
    user: User,
    words: Words,
    clinic: Clinic | None,
    path: str,
    *,
    details: Words = "",
    is_urgent: bool = False,
    about: str = "",
) -> Notice:
    """A notice in the person's language, and its link. An urgent one says all in its mail."""
    with reading(user.language):
        told, more = _said(words), _said(details)
    if is_urgent and len(told) > MOST_WORDS:
        told, more = f"{told[: MOST_WORDS - 1]}…", f"{told}\n\n{more}".strip()
    return Notice(user=user, words=told[:MOST_WORDS], details=more, clinic=clinic, about=about,
                  path=path and in_language(path, user.language), is_urgent=is_urgent)  # fmt: skip


def _said(words: Words) -> str:
    return words() if callable(words) else words


def send_urgent(chosen: Iterable[int] | None = None) -> tuple[int, int]:
    """Mail urgent notices that were not mailed yet, or `chosen` ones. Returns (sent, failed)."""
    waiting = Notice.objects.to_mail_at_once()
    waiting = waiting if chosen is None else waiting.filter(pk__in=chosen)
    outcomes = [_send_urgent(pk) for pk in list(waiting.values_list("pk", flat=True))]
    return outcomes.count("sent"), outcomes.count("failed")


def _send_urgent(pk: int) -> str:
    """Mail one notice; returns sent, skipped or failed.

    The notice is locked meanwhile. A second process skips it, so nobody is told twice.
    """
    try:
        with transaction.atomic():
            free = Notice.objects.to_mail_at_once().select_for_update(
                skip_locked=True, of=("self",)
            )
            notice = free.filter(pk=pk).first()
            if notice is None:
                return "skipped"
            with reading(notice.user.language):
                link = mail.absolute(notice.path)
                mail.send(notice.user.email, "urgent", notice=notice, link=link)
            Notice.objects.filter(pk=pk).update(mailed_at=timezone.now())
            return "sent"
    except OSError as error:  # its text may hold the address
        LOG.error("An urgent notice (%s) could not be mailed: %s.", pk, type(error).__name__)
        return "failed"


def tell_once(user: User, words: Words, *, about: str, clinic: Clinic, path: str) -> None:
    """Give a person a notice unless they already have one with the same `about`."""
    notice = _notice(user, words, clinic, path, about=about)
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
