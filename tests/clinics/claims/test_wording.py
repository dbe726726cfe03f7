"""Where a claim stands and how it is proved, in words."""

import datetime as dt

import pytest

from clinics.claims.wording import proof, state
from clinics.models import Claim

EVENING = dt.datetime(2026, 3, 4, 1, 30, tzinfo=dt.UTC)
"""Still 3 March at the clinic."""

STATES = [
    ({"decision": "approved"}, ("good", "Approved", "You no longer speak for this clinic.")),
    ({"decision": "rejected"}, ("late", "Rejected", "")),
    ({"decision": "asked-back"}, ("stale", "A moderator has a question", "")),
    ({"decision": "withdrawn", "asked_at": EVENING}, ("", "Withdrawn", "")),
    ({"method": "listed-phone", "asked_at": EVENING}, ("stale", "Waits for a call", "")),
    (
        {"method": "listed-phone", "asked_at": EVENING, "proved_at": EVENING},
        ("stale", "Waits for a moderator", "since 3 March 2026"),
    ),
    ({"method": "listed-email"}, ("stale", "Waits for your code", "")),
    (
        {"method": "documents", "asked_at": EVENING},
        ("stale", "Waits for a moderator", "since 3 March 2026"),
    ),
]


@pytest.mark.parametrize(("fields", "words"), STATES)
def test_a_claim_says_where_it_stands(fields, words):
    assert state(Claim(**fields)) == words


def test_an_approved_claim_says_whether_the_person_speaks_now():
    claim = Claim(decision="approved")
    claim.speaks_now = True
    assert state(claim) == ("good", "Approved", "You speak for this clinic.")


def test_a_proof_names_the_address_and_the_day_the_code_was_typed():
    assert proof(Claim(method="documents")) == "documents"
    typed = Claim(method="listed-email", address="desk@luma.example", proved_at=EVENING)
    assert proof(typed) == (
        "a code sent to the e-mail address on the listing: desk@luma.example"
        " – code typed on 3 March 2026"
    )
