"""Links that are mailed: a secret nobody can guess, of which only a hash is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.notices import mail
from clinics.reviews.models import Link, Review, ReviewRefused

LIFE = dt.timedelta(hours=24)
"""How long the link that confirms can be followed."""
PAGES = {Link.Purpose.CONFIRM: "review_confirm", Link.Purpose.KEEP: "review_own"}
"""The page a link leads to; its one argument is the token."""


def new_token() -> str:
    """A secret nobody can guess: 43 signs that can stand in an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def address(purpose: Link.Purpose, token: str, *, request: Any = None) -> str:
    """Where the link leads, under SITE_URL or else the request's own host."""
    return mail.absolute(reverse(PAGES[purpose], args=[token]), request=request)


def find(token: str, purpose: Link.Purpose) -> Link:
    """The link of a token, with its review and clinic. Raises ReviewRefused when there is none."""
    links = Link.objects.select_related("review__clinic")
    link = links.filter(token_hash=token_hash(token), purpose=purpose).first()
    if link is None:
        raise ReviewRefused(
            _("This link leads to nothing any more: it ran out, or what was written is erased.")
        )
    return link


def refuse_unless_live(link: Link, *, at: dt.datetime) -> None:
    """Raise ReviewRefused unless a link that confirms can still do so at a moment."""
    if link.used_at:
        raise ReviewRefused(_("This link was used already: what you wrote is with a moderator."))
    if at >= link.made_at + LIFE:
        raise ReviewRefused(_("This link ran out after 24 hours. Please write once more."))


def confirmable(token: str) -> Review:
    """What a link would confirm; changes nothing. Raises ReviewRefused for a dead link."""
    link = find(token, Link.Purpose.CONFIRM)
    refuse_unless_live(link, at=timezone.now())
    return link.review
