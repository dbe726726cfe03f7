"""Mails every moderator once a day what waits at the desk."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinics.accounts import limits
from clinics.accounts.models import User
from clinics.languages import reading
from clinics.moderation.figures import figures
from clinics.notices import mail

LOG = logging.getLogger(__name__)


def send_desk_digests(*, at: dt.datetime) -> tuple[int, int]:
    """Mail every moderator what waits, nothing when nothing waits. Returns (sent, failed)."""
    moderators = list(User.objects.all().moderators_to_mail())
    outcomes = [_send_digest(moderator, at) for moderator in moderators]
    return outcomes.count("sent"), outcomes.count("failed")


def _send_digest(moderator: User, at: dt.datetime) -> str:
    """Mail one moderator; returns sent, skipped or failed.

    The account is locked meanwhile. A second process skips it, so nobody gets two mails. When the
    mail cannot be sent, its count is rolled back with the transaction.
    """
    waiting = [figure for figure in figures(by=moderator) if figure.waiting]
    try:
        with transaction.atomic():
            accounts = User.objects.select_for_update(skip_locked=True, of=("self",))
            today = ("desk_digest", f"{moderator.pk} {timezone.localdate(at)}")
            if not (waiting and accounts.filter(pk=moderator.pk) and limits.count(None, today)):
                return "skipped"
            with reading(moderator.language):
                link = mail.absolute(reverse("desk"))
                mail.send(moderator.email, "desk_digest", figures=waiting, at=at, link=link)
            return "sent"
    except OSError:  # the next run tries again
        LOG.exception("A desk digest could not be sent (account %s).", moderator.pk)
        return "failed"
