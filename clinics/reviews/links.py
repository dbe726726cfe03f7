"""Links that are mailed to the writer of a review. Each holds a secret token.

Only the hash of a token is stored, so a copy of the database opens no review.
"""

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

CONFIRM_WITHIN = dt.timedelta(hours=24)
"""How long the link that confirms a review works."""
PAGES = {Link.Purpose.CONFIRM: "review_confirm", Link.Purpose.KEEP: "review_own"}
"""The page a link leads to; its one argument is the token."""


def new_token() -> str:
    """A random token of 43 characters, all allowed in a URL."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """The hash that is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def address(purpose: Link.Purpose, token: str, *, request: Any = None) -> str:
    """The full URL of a link, under SITE_URL or else the request's own host."""
    return mail.absolute(reverse(PAGES[purpose], args=[token]), request=request)


def find(token: str, purpose: Link.Purpose) -> Link:
    """The link of a token, with its review and clinic. Raises ReviewRefused when there is none."""
    links = Link.objects.select_related("review__clinic")
    link = links.filter(token_hash=token_hash(token), purpose=purpose).first()
    if link is None:
        raise ReviewRefused(
            _("This link no longer works. It has expired, or the review was erased.")
        )
    return link


def refuse_unless_live(link: Link, *, at: dt.datetime) -> None:
    """Raise ReviewRefused when a link that confirms was used, or has expired at `at`."""
    if link.used_at:
        raise ReviewRefused(_("You have already used this link. A moderator has your review."))
    if at >= link.made_at + CONFIRM_WITHIN:
        raise ReviewRefused(
            _("This link has expired. It worked for 24 hours. Please write your review again.")
        )


def confirmable(token: str) -> Review:
    """The review that a link would confirm; reads only. Raises ReviewRefused for a dead link."""
    link = find(token, Link.Purpose.CONFIRM)
    refuse_unless_live(link, at=timezone.now())
    return link.review
