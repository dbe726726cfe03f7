"""Mails to the writer of a review. Each has a link; no subject names a clinic or an illness."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.utils import timezone

from clinics.digests import new_token, token_hash
from clinics.notices.mail import try_to_send
from clinics.reviews import links, sealing
from clinics.reviews.models import Address, Link, Review

LOG = logging.getLogger(__name__)
MOST_KEEP_LINKS = 5
"""How many links to manage one review work at a time."""


def make_link(review: Review, purpose: Link.Purpose, *, at: dt.datetime | None = None) -> str:
    """Make a link to a review; its token. Only the hash of the token is stored."""
    token, at = new_token(), at or timezone.now()
    Link.objects.create(review=review, purpose=purpose, token_hash=token_hash(token), made_at=at)
    return token


def send_keep(review: Review, *, request: Any = None) -> None:
    """Mail the writer a link to change, withdraw or erase the review.

    Only the newest MOST_KEEP_LINKS of these links work; older ones are deleted.
    """
    keep_links = Link.objects.filter(review=review, purpose=Link.Purpose.KEEP).order_by("-pk")
    too_many = list(keep_links.values_list("pk", flat=True)[MOST_KEEP_LINKS - 1 :])
    keep_links.filter(pk__in=too_many).delete()
    token = make_link(review, Link.Purpose.KEEP)
    address = sealing.opened(Address.objects.get(review=review).sealed)
    if address:
        link = links.address(Link.Purpose.KEEP, token, request=request)
        try_to_send(address, "review_keep", link=link)
    else:
        LOG.error("An address cannot be opened with any key.")
