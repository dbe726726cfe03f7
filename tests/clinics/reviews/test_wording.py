"""Where a review, a reply or a story stands, in words."""

import datetime as dt

import pytest

from clinics.models import Reply, Review, Story
from clinics.reviews.wording import how_it_stands, text_state

STATUSES = [
    ({"status": "unconfirmed"}, "It is not submitted yet. Follow the first link that we sent you."),
    ({"status": "waiting"}, "It is waiting for a moderator and is not public."),
    (
        {"status": "published", "published_on": dt.date(2026, 3, 4)},
        "It has been public since 4 March 2026.",
    ),
    (
        {"status": "withheld", "reason": "duplicate"},
        "It was withheld: It repeats another review. If you change it, a moderator reads it again. "
        "The moderator who withheld it could not see your rating.",
    ),
    (
        {"status": "withdrawn"},
        "You withdrew it. It is not public and does not count. To submit it again, change it.",
    ),
]


@pytest.mark.parametrize(("fields", "words"), STATUSES)
def test_a_review_says_where_it_stands_and_what_its_writer_can_do(fields, words):
    assert how_it_stands(Review(**fields)) == words


def test_a_refused_text_says_why_and_no_other_does():
    assert text_state(Story(decision="refused", reason="promise")) == (
        "late",
        "Refused",
        "It promises an outcome",
    )
    others = [Reply(decision=decision) for decision in ("published", "withdrawn", "")]
    assert [text_state(text) for text in others] == [
        ("good", "Public", ""),
        ("", "Withdrawn", ""),
        ("stale", "Waiting for a moderator", ""),
    ]
