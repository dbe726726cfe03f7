"""News for the moderators that cannot wait: somebody may be in danger."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from django.urls import reverse

from clinics.accounts import limits
from clinics.accounts.models import User
from clinics.languages import reading
from clinics.notices import mail
from clinics.notices.mail import in_background, try_to_send

LOG = logging.getLogger(__name__)


def tell_of_distress() -> None:
    """Mail every moderator that a text waits that speaks of suicide or self-harm."""
    tell_moderators("distress")


def tell_moderators(template: str) -> None:
    """Mail every moderator that something urgent waits: in the background, after the commit.

    The mail holds no word of the text, and names neither clinic nor writer. The budget of mails to
    an address does not count it: a stranger could use that up. A limit of its own holds back a
    flood, and says so in the log. Whatever fails, the text waits first at the desk, and the daily
    mail names it.
    """
    transaction.on_commit(partial(in_background, partial(_mail_moderators, template)))


def _mail_moderators(template: str) -> None:
    moderators = list(User.objects.all().moderators_to_mail())
    if limits.count(None, ("distress_news", template)) is None:
        LOG.warning(
            "News of %s is held back: this hour's mails were sent. Look at the desk.", template
        )
        return
    sent = [_mail(moderator, template) for moderator in moderators]
    if not any(sent):
        LOG.error("News of %s reached no moderator. Look at the desk.", template)


def _mail(moderator: User, template: str) -> bool:
    with reading(moderator.language):
        return try_to_send(moderator.email, template, link=mail.absolute(reverse("desk")))
