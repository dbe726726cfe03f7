"""How a decision, a check and who did it stand in words on the desk."""

import datetime as dt

import pytest
from django.template import Context, Template

from clinics.accounts.models import User
from clinics.changes.models import ProposedChange
from clinics.changes.proposals import Proposal
from clinics.credentials.models import Check
from clinics.moderation.trail import TrailEntry


def shown(source, **context):
    """What a template with the desk's tags shows."""
    return Template("{% load desk say %}" + source).render(Context(context))


def test_a_decision_says_when_by_whom_why_and_in_whose_words():
    tag = "{% decided at|day by reason words %}"
    known = {"at": dt.date(2026, 3, 3), "by": "a@b.example", "reason": "No", "words": "Ask <us>"}
    day = '<time datetime="2026-03-03">3 March 2026</time>'
    assert shown(tag, **known) == f"{day}, a@b.example. No: “Ask &lt;us&gt;”"
    assert shown(tag, **known | {"by": None, "reason": "", "words": ""}) == day
    assert shown(tag, at=None, by=None, reason="", words="") == ""


LINK = '<a href="https://b.example" rel="noreferrer noopener nofollow">A board</a>'
UNTIL = '<time datetime="2027-03-31">31 March 2027</time>'


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"source": "A board", "source_url": "https://b.example"}, f"expiry date, {LINK}"),
        ({"source": "A board", "note": "By phone"}, "expiry date, A board. “By phone”"),
        ({"source": "expiry date"}, "expiry date"),
        (
            {"source": "expiry date", "valid_until": dt.date(2027, 3, 31)},
            f"expiry date, valid until {UNTIL}",
        ),
    ],
)
def test_a_check_names_its_source_once_and_links_to_where_it_was_looked_up(known, words):
    check = Check(method="date", **known)
    assert shown("{% looked_up check check.valid_until|day %}", check=check) == words


def test_an_entry_of_the_trail_names_the_person_the_source_and_why():
    known = {"at": dt.datetime(2026, 3, 3, tzinfo=dt.UTC), "verb": "listed", "target": "",
             "url": "", "who": "the clinic", "differences": []}  # fmt: skip
    person = User(email="ann@mail.example")
    assert TrailEntry(**known, person=person, source="a file", why="asked").by == (
        "ann@mail.example (the clinic), a file: asked")  # fmt: skip
    assert TrailEntry(**known, person=None, source="", why="").by == "the clinic"


@pytest.mark.parametrize(
    ("closed_as", "reverts_id", "words"),
    [
        ("", None, "waits for a moderator"),
        ("", 7, "a moderator is looking at this again"),
        ("decided", None, "decided"),
        ("decided", 7, "decided"),
        ("withdrawn", 7, "withdrawn by the clinic"),
    ],
)
def test_a_clinic_reads_what_became_of_its_proposal(closed_as, reverts_id, words):
    change = ProposedChange(closed_as=closed_as, reverts_id=reverts_id)
    assert Proposal(change, []).state == words


def test_a_clinic_reads_that_a_proposal_was_undone():
    change = ProposedChange(closed_as="decided", reverts_id=7)
    change.closed_at = change.proposed_at
    assert Proposal(change, []).state == "undone by a moderator"
