"""Mail to who writes a review: a link in each, no clinic and no condition in any subject."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.utils import timezone

from clinics.people import mail
from clinics.reviews import links, sealing
from clinics.reviews.models import Address, Link, Review

LOG = logging.getLogger(__name__)


def make_link(review: Review, purpose: Link.Purpose, *, at: dt.datetime | None = None) -> str:
    """A new link's token; of it only the hash is stored."""
    token, at = links.new_token(), at or timezone.now()
    Link.objects.create(
        review=review, purpose=purpose, token_hash=links.token_hash(token), made_at=at
    )
    return token


def send_keep(review: Review, *, request: Any = None) -> bool:
    """Mail its writer a link to edit, withdraw or erase; those mailed before end. Whether sent."""
    address = sealing.opened(Address.objects.get(review=review).sealed)
    token = make_link(review, Link.Purpose.KEEP)
    link = links.address(Link.Purpose.KEEP, token, request=request)
    mine = Link.objects.filter(review=review, purpose=Link.Purpose.KEEP)
    this = links.token_hash(token)
    if not (address and try_to_send(address, "review_keep", link=link)):
        mine.filter(token_hash=this).delete()
        return False
    mine.exclude(token_hash=this).delete()
    return True


def try_to_send(address: str, template: str, **words: Any) -> bool:
    """Send one mail; whether the server took it. No error repeats the address, nor does the log."""
    try:
        mail.send(address, template, **words)
    except OSError as error:  # its text may hold the address
        LOG.error("A mail (%s) could not be sent: %s.", template, type(error).__name__)
        return False
    return True
