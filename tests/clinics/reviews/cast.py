"""What the tests of reviews say again and again."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.core import mail
from django.db import connection

from clinics.models import Review
from clinics.reviews.actions import write as actions
from clinics.reviews.actions.decide import decide, digest
from clinics.reviews.models import ReviewRefused
from tests import make
from tests.at_once import settled

ADDRESS = "wren@mail.example"
WORDS = "The price was what they had quoted, and somebody sat with me until I could walk."

ANEW = {"relation": "family", "visit_month": make.days_ago(70), "overall": 4, "answers": {},
        "words": "On second thoughts they did explain it."}  # fmt: skip


def write(clinic, **changes) -> Review:
    """A review as its form hands it in; its link is mailed."""
    known = {"email": ADDRESS, "relation": "patient", "visit_month": make.days_ago(40),
             "overall": 2, "answers": {"screened": "yes", "followed-up": "no"}, "words": WORDS,
             "network": "192.0.2.10"}  # fmt: skip
    return actions.write(clinic, **known | changes)


def token(number: int = -1) -> str:
    """The secret in the link of a mail that was sent, the last one unless told."""
    settled()
    link = re.search(r"https?://\S+", mail.outbox[number].body)[0]
    return link.rstrip("/").rsplit("/", 1)[1]


def handed_in(clinic, **changes) -> Review:
    """A review whose link was followed: it waits."""
    write(clinic, **changes)
    return actions.confirm(token())


def published(clinic, mo, **changes) -> Review:
    """A review that went the whole way."""
    review = handed_in(clinic, **changes)
    return decide(review.pk, by=mo, outcome="published", shown_words=review.words,
                  seen=digest(review))  # fmt: skip


def refusal(call) -> str:
    """The words in which something is refused; '' when it goes through."""
    try:
        call()
    except ReviewRefused as refused:
        return str(refused)
    return ""


def at_once(*calls) -> list[str]:
    """Run the calls together, each on its own connection: '' or the refusal in words."""
    start = Barrier(len(calls))

    def run(call) -> str:
        try:
            start.wait(timeout=60)
            return refusal(call)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
