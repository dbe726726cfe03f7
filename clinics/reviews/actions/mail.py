"""Mail to who writes a review: a link in each, no clinic and no condition in any subject."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from threading import Thread
from typing import Any

from django.db import connection
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


def send_keep(review: Review, *, request: Any = None) -> None:
    """Mail its writer a link to edit, withdraw or erase; the newest few of these links work."""
    mine = Link.objects.filter(review=review, purpose=Link.Purpose.KEEP).order_by("-pk")
    mine.filter(pk__in=list(mine.values_list("pk", flat=True)[KEPT - 1 :])).delete()
    token = make_link(review, Link.Purpose.KEEP)
    link = links.address(Link.Purpose.KEEP, token, request=request)
    address = sealing.opened(Address.objects.get(review=review).sealed)
    if address:
        try_to_send(address, "review_keep", link=link)
    else:
        LOG.error("An address cannot be opened by any key.")


def beside_the_answer(work: Callable[[], None]) -> None:
    """Do some work in a thread of its own, so that the answer tells nothing by its time.

    The thread has a database connection of its own. A worker that stops waits for the thread; what
    a killed one loses, the person asks for again. An error is logged without its text.
    """

    def run() -> None:
        try:
            work()
        except Exception as error:  # its text may hold the address
            LOG.error("Work beside an answer failed: %s.", type(error).__name__)
        finally:
            connection.close()

    Thread(target=run, name=SENDER).start()


def try_to_send(address: str, template: str, **words: Any) -> bool:
    """Send one mail; whether the server took it. No error repeats the address, nor does the log."""
    try:
        mail.send(address, template, **words)
    except OSError as error:  # its text may hold the address
        LOG.error("A mail (%s) could not be sent: %s.", template, type(error).__name__)
        return False
    return True
