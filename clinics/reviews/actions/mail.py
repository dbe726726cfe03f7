"""Mail to who writes a review: a link in each, no clinic and no condition in any subject."""

from __future__ import annotations

import datetime as dt
import logging
from threading import Thread
from typing import Any

from django.utils import timezone

from clinics.notices import mail
from clinics.reviews import links, sealing
from clinics.reviews.models import Address, Link, Review

LOG = logging.getLogger(__name__)
KEPT = 5
"""How many links to one review work at a time."""
SENDER = "sends a mail"
"""The name of the threads that send beside an answer."""


def make_link(review: Review, purpose: Link.Purpose, *, at: dt.datetime | None = None) -> str:
    """A new link's token; of it only the hash is stored."""
    token, at = links.new_token(), at or timezone.now()
    Link.objects.create(
        review=review, purpose=purpose, token_hash=links.token_hash(token), made_at=at
    )
    return token


def send_keep(review: Review, *, request: Any = None, later: bool = False) -> None:
    """Mail its writer a link to edit, withdraw or erase; the newest few of these links work.

    `later`: beside the answer to the request, which then takes as long as if nothing was sent.
    """
    mine = Link.objects.filter(review=review, purpose=Link.Purpose.KEEP).order_by("-pk")
    mine.filter(pk__in=list(mine.values_list("pk", flat=True)[KEPT - 1 :])).delete()
    token = make_link(review, Link.Purpose.KEEP)
    link = links.address(Link.Purpose.KEEP, token, request=request)
    address = sealing.opened(Address.objects.get(review=review).sealed)
    if not address:
        LOG.error("An address cannot be opened by any key.")
    elif later:
        said = {"link": link}
        Thread(target=try_to_send, args=(address, "review_keep"), kwargs=said, name=SENDER).start()
    else:
        try_to_send(address, "review_keep", link=link)


def try_to_send(address: str, template: str, **words: Any) -> bool:
    """Send one mail; whether the server took it. No error repeats the address, nor does the log."""
    try:
        mail.send(address, template, **words)
    except OSError as error:  # its text may hold the address
        LOG.error("A mail (%s) could not be sent: %s.", template, type(error).__name__)
        return False
    return True
