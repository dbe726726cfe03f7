"""What the tests of suggestions say again and again."""

import re

from django.core import mail

from clinics.models import Suggestion
from clinics.reviews.models import ReviewRefused
from clinics.suggestions.actions.decide import decide, digest
from clinics.suggestions.actions.send import suggest
from tests.clinics.reviews.cast import settled
from tests.directory.seen import seen

PLACE = {"name": "Sandhill Ketamine", "street": "12 Gulfstream Way", "street2": "Suite 4",
         "city": "Delray Beach", "state": "FL", "postal_code": "33444",
         "phone": "561-555-0144", "website": "sandhill.example"}  # fmt: skip
"""A missing clinic as somebody types it."""
VALUES = PLACE | {"phone": "+1 561-555-0144", "website": "https://sandhill.example"}
"""The same as it is kept."""
ADD = {"who": "visitor", **PLACE, "words": "I drove past its sign.", "email": "wren@mail.example"}
PROBLEM = {"kind": "closed", "words": "The rooms are empty.", "email": "wren@mail.example"}


def said(clinic=None, kind="closed", *, email="wren@mail.example", **more) -> Suggestion:
    """Something that was said about a clinic and waits, from somebody without an account."""
    known = {"values": {}, "words": "The rooms are empty.", "network": "192.0.2.10"} | more
    made = suggest(kind=kind, clinic=clinic, email=email, **known)
    Suggestion.objects.filter(pk=made.pk).update(confirmed_at=made.at)
    return Suggestion.objects.get(pk=made.pk)


def decided(one: Suggestion, mo, outcome: str = "done", **more) -> Suggestion:
    """The suggestion, decided by a moderator who has it on the screen as it is now."""
    one = Suggestion.objects.select_related("clinic", "other").get(pk=one.pk)
    return decide(one, by=mo, outcome=outcome, seen=digest(one), **more)


def refusal(call) -> str:
    """The words in which something is refused; '' when it goes through."""
    try:
        call()
    except ReviewRefused as refused:
        return str(refused)
    return ""


def options(response, name: str) -> list[str]:
    """The values of the radio buttons or boxes of that name."""
    inputs = seen(response).all("input")
    return [one["value"] for one in inputs if one.attrs.get("name") == name]


def links() -> list[str]:
    """The path of the link in each mail that was sent, oldest first; '' for none."""
    settled()
    found = (re.search(r"https?://[^/\s]+(/\S+)", one.body) for one in mail.outbox)
    return [link[1] if link else "" for link in found]
