"""The moderators' full trail of a clinic: what changed, and which person did it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit.models import Event
from clinics.changes.actions.decide import REASONS
from clinics.changes.models import ProposedItem
from clinics.listing import wording

OTHERS = {
    "user": gettext_lazy("Person"),
    "method": gettext_lazy("Proof"),
    "replaces": gettext_lazy("Replaces the admins"),
    "clinician": gettext_lazy("Person on the clinic’s list, by number"),
    "credential": gettext_lazy("Credential, by number"),
    "expires_on": gettext_lazy("Expires on"),
    "kind": gettext_lazy("Kind"),
    "number": gettext_lazy("Number"),
    "profession": gettext_lazy("Profession"),
    "role": gettext_lazy("Role"),
    "why": gettext_lazy("Why it waits"),
}
TARGETS = {
    "proposedchange": gettext_lazy("proposal"),
    "claim": gettext_lazy("claim"),
    "membership": gettext_lazy("membership"),
    "invitation": gettext_lazy("invitation"),
    "clinician": gettext_lazy("person"),
    "credential": gettext_lazy("credential"),
    "credentialcase": gettext_lazy("case of a credential"),
}
LABELS = dict(ProposedItem.Decision.choices)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event, with the person who did it (None: nobody, or an account that is gone)."""

    at: dt.datetime
    verb: str
    target: str
    who: str
    person: User | None
    source: str
    why: str
    differences: list[Difference]

    @property
    def by(self) -> str:
        """Who did it, from which source and why, in words."""
        who = f"{self.person.email} ({self.who})" if self.person else self.who
        by = f"{who}, {self.source}" if self.source else who
        return f"{by}: {self.why}" if self.why else by


def entries(events: Iterable[Event]) -> list[Entry]:
    """The events of one page in words; one query for the persons."""
    events = list(events)
    people = User.objects.in_bulk(set(_persons(events)))
    return [
        Entry(
            at=event.at,
            verb=event.verb,
            target=f"{TARGETS[event.target]} {event.target_id}" if event.target in TARGETS else "",
            who=str(Event.Actor(event.actor).label),
            person=people.get(event.by_id or 0),
            source=event.source,
            why=event.why,
            differences=differences(event, people),
        )
        for event in events
    ]


def _persons(events: list[Event]) -> Iterator[int]:
    """The keys of everybody an event was done by or is about."""
    for event in events:
        for pk in (event.by_id, event.before.get("user"), event.after.get("user")):
            if isinstance(pk, int):
                yield pk


def differences(event: Event, people: dict[int, User]) -> list[Difference]:
    """What an event changed, by label; keys that only the directory knows stand as they are."""
    before, after = _flat(event.before), _flat(event.after)
    found = [
        Difference(
            label=wording.label(code) or str(OTHERS.get(code, code)),
            before=_said(event, code, before[code], people) if code in before else "",
            after=_said(event, code, after[code], people) if code in after else "",
        )
        for code in {**before, **after}
    ]
    return sorted(found, key=lambda difference: difference.label)


def _flat(side: dict[str, Any]) -> dict[str, Any]:
    """One side of an event by code; the answers that were said again are one level deeper."""
    return {**{c: v for c, v in side.items() if c != "affirmed"}, **side.get("affirmed", {})}


def _said(event: Event, code: str, value: Any, people: dict[int, User]) -> str:
    """One value in words; of a decision: what was decided, why, and the words."""
    if code == "user":
        return people[value].email if value in people else _("an account that is gone")
    if event.verb == "decided" and isinstance(value, list):
        decision, reason, words = value
        parts = (LABELS.get(decision, decision), dict(REASONS).get(reason, reason), words)
        return ": ".join(str(part) for part in parts if part)
    if event.verb == "confirmed":
        return wording.answer("affirmed_on", value)
    return wording.value(code, value)
