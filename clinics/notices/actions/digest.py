"""Mails each person their unread notices, at most once a day."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinics.accounts.models import User
from clinics.languages import reading
from clinics.notices import mail
from clinics.notices.models import Notice

LOG = logging.getLogger(__name__)
NOTICES_IN_A_MAIL = 50
"""The page has all of them."""


@transaction.atomic
def mark_seen(*, by: User) -> None:
    """Mark all notices of the person as read."""
    Notice.objects.filter(user=by).unseen().update(seen_at=timezone.now())


def send_digests(*, at: dt.datetime) -> tuple[int, int]:
    """Mail everybody their unread notices. Returns (sent, failed)."""
    waiting = Notice.objects.to_mail().order_by("user").values_list("user", flat=True).distinct()
    outcomes = [_send_digest(user_id, at) for user_id in list(waiting)]
    return outcomes.count("sent"), outcomes.count("failed")


def _send_digest(user_id: int, at: dt.datetime) -> str:
    """Mail one person; returns sent, skipped or failed.

    The account is locked meanwhile. A second process skips it, so nobody gets two mails.
    """
    try:
        with transaction.atomic():
            user = User.objects.select_for_update(skip_locked=True, of=("self",)).filter(
                pk=user_id, is_active=True, emailaddress__verified=True
            ).first()  # fmt: skip
            if user is None or _was_mailed_today(user, at):
                return "skipped"
            waiting = list(Notice.objects.filter(user=user).to_mail())
            Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(mailed_at=at)
            if waiting:
                with reading(user.language):
                    link = mail.absolute(reverse("notices"))
                    mail.send(user.email, "digest", notices=waiting[:NOTICES_IN_A_MAIL],
                              more=len(waiting) > NOTICES_IN_A_MAIL, link=link)  # fmt: skip
            return "sent" if waiting else "skipped"
    except OSError:  # the transaction is rolled back, so the next run tries again
        LOG.exception("A digest could not be sent (account %s).", user_id)
        return "failed"


def _was_mailed_today(user: User, at: dt.datetime) -> bool:
    latest = (
        Notice.objects.filter(user=user, mailed_at__isnull=False, is_urgent=False)
        .order_by("-mailed_at")
        .first()
    )
    return latest is not None and timezone.localdate(latest.mailed_at) >= timezone.localdate(at)
