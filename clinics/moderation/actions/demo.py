"""The demo’s listings with a life: one for each status, and what waits about them at the desk."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from clinics.accounts.models import User
from clinics.candidates.actions.find import make_case
from clinics.candidates.models import Candidate
from clinics.exchange.actions.demo import FOLDER, SOURCE, draft_of
from clinics.listing.actions import status
from clinics.listing.actions.duplicates import propose_pair
from clinics.listing.actions.editing import add
from clinics.listing.locate import address_book
from clinics.listing.models import Clinic, HiddenFor
from clinics.merging.actions.join import join, lock_pair
from clinics.merging.comparison import ONE
from clinics.merging.refusals import digest as digest_of_pair
from clinics.suggestions.actions.decide import decide, digest
from clinics.suggestions.actions.send import suggest
from clinics.suggestions.models import Suggestion

Entry = dict[str, Any]
BY_MODERATOR = {"actor": "moderator"}
NETWORK = "192.0.2.1"
LIST = "Settings that give infusions (fictitious)"
MISSING = {
    "name": "Mingo Lantern Ketamine", "street": "1200 Mingo Steps", "city": "Tulsa", "state": "OK",
    "postal_code": "74104", "phone": "+19185550120", "website": "https://mingolantern.example/",
}  # fmt: skip
"""The clinic that somebody says is missing."""


def demo_lives() -> list[Entry]:
    """The entries of `life.json`: clinics as in the other files, each with what became of it."""
    entries: list[Entry] = json.loads((FOLDER / "life.json").read_text(encoding="utf-8"))
    return entries


@transaction.atomic
def make_lives(*, moderator: User, admin: User) -> tuple[int, int]:
    """Add the clinics that are not there yet, and what became of each: (clinics, of which added).

    What a moderator did with them since is left alone.
    """
    entries = demo_lives()
    known = set(
        Clinic.objects.filter(slug__in=[one["slug"] for one in entries]).values_list(
            "slug", flat=True
        )
    )
    book, today = address_book(), timezone.localdate()
    new = [entry for entry in entries if entry["slug"] not in known]
    for entry in new:
        is_open = entry["life"].get("step") != "candidate"
        clinic = add(draft_of(entry, book, today), actor="operator", publish=is_open, source=SOURCE)
        if step := STEPS.get(entry["life"].get("step", "")):
            step(clinic, entry["life"], moderator, admin, today)
    if new:
        _miss_one()
    return len(entries), len(new)


def _pause(clinic: Clinic, life: Entry, moderator: User, admin: User, today: dt.date) -> None:
    until = today + dt.timedelta(days=life["until_days"])
    status.pause(clinic.pk, until=until, actor="clinic", why=life["why"])


def _say_closed(clinic: Clinic, life: Entry, moderator: User, admin: User, today: dt.date) -> None:
    since = today - dt.timedelta(days=life["since_days"])
    status.say_closed(clinic.pk, since=since, by=admin, why=life["why"])
    Suggestion.objects.create(
        kind=Suggestion.Kind.CLOSED, clinic=clinic, values={"since": since.isoformat()},
        words=life["why"], by=admin, from_clinic=True, confirmed_at=timezone.now(),
    )  # fmt: skip


def _close(clinic: Clinic, life: Entry, moderator: User, admin: User, today: dt.date) -> None:
    since = today - dt.timedelta(days=life["since_days"])
    status.close(clinic.pk, since=since, by=moderator, why=life["why"], **BY_MODERATOR)


def _hide(clinic: Clinic, life: Entry, moderator: User, admin: User, today: dt.date) -> None:
    reason = HiddenFor(life["reason"])
    status.hide(clinic.pk, reason=reason, by=moderator, why=life["why"], **BY_MODERATOR)


def _merge(clinic: Clinic, life: Entry, moderator: User, admin: User, today: dt.date) -> None:
    survivor = Clinic.objects.get(slug=life["into"])
    pair = propose_pair(survivor, clinic, why="said")
    if pair is not None:
        locked, listings = lock_pair(pair)
        seen = digest_of_pair(locked, listings)
        join(pair, ONE, by=moderator, why=life["why"], seen=seen)


def _twin(clinic: Clinic, life: Entry, moderator: User, admin: User, today: dt.date) -> None:
    propose_pair(Clinic.objects.get(slug=life["of"]), clinic, why="address")


def _move(clinic: Clinic, life: Entry, moderator: User, admin: User, today: dt.date) -> None:
    day = today + dt.timedelta(days=life["in_days"])
    address = {"street": life["street"], "street2": "", "city": clinic.city, "state": clinic.state,
               "postal_code": life["postal_code"]}  # fmt: skip
    values = {**address, "holds_from": day.isoformat()}
    said = suggest(
        kind=Suggestion.Kind.MOVED, clinic=clinic, values=values,
        words="We move across the river.", by=admin, network=NETWORK,
    )  # fmt: skip
    decide(said, by=moderator, outcome="done", seen=digest(said), since=day, address=address)


def _candidate(clinic: Clinic, life: Entry, moderator: User, admin: User, today: dt.date) -> None:
    make_case(clinic, LIST, clinic.slug, Candidate.Why.LIST, [])


def _miss_one() -> None:
    """Somebody without an account says that a clinic is missing, and has confirmed it."""
    Suggestion.objects.create(
        kind=Suggestion.Kind.ADD, values=MISSING, words="My neighbor goes there.",
        link="https://mingolantern.example/about", confirmed_at=timezone.now(),
    )  # fmt: skip


STEPS: dict[str, Callable[[Clinic, Entry, User, User, dt.date], None]] = {
    "pause": _pause, "say-closed": _say_closed, "close": _close, "hide": _hide, "merge": _merge,
    "twin": _twin, "move": _move, "candidate": _candidate,
}  # fmt: skip
"""What became of a clinic, by the `step` of its entry."""
