"""The full trail of a clinic, for moderators: what changed, and which person changed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit.models import Event
from clinics.audit.whys import why
from clinics.changes.models import ProposedItem
from clinics.listing import wording

FIELD_LABELS = {
    "user": gettext_lazy("Account"),
    "joined": gettext_lazy("Spoke since"),
    "method": gettext_lazy("Proof"),
    "replaces": gettext_lazy("Replaces the admins"),
    "clinician": gettext_lazy("Clinician number"),
    "credential": gettext_lazy("Credential number"),
    "expires_on": gettext_lazy("Expires on"),
    "kind": gettext_lazy("Kind"),
    "number": gettext_lazy("Number"),
    "profession": gettext_lazy("Profession"),
    "role": gettext_lazy("Role"),
    "why": gettext_lazy("Why it waits"),
}
TARGET_LABELS = {
    "proposedchange": gettext_lazy("proposal"),
    "claim": gettext_lazy("claim"),
    "membership": gettext_lazy("membership"),
    "invitation": gettext_lazy("invitation"),
    "clinician": gettext_lazy("clinician"),
    "credential": gettext_lazy("credential"),
    "credentialcase": gettext_lazy("case of a credential"),
}
CASES = {"proposedchange": "change", "claim": "claim", "credentialcase": "credential"}
"""Targets of the trail that are cases, and their kinds."""
DECISION_LABELS = dict(ProposedItem.Decision.choices)
REASON_LABELS = dict(ProposedItem.Reason.choices)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field of an event, before and after, in words; '' is not stated."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class TrailEntry:
    """One event in words. `who` is the role; `person` is None for no account or a deleted one.

    `url` is the page of the case that it is about, '' when it is about none.
    """

    at: dt.datetime
    verb: str
    target: str
    url: str
    who: str
    person: User | None
    source: str
    why: str
    differences: list[Difference]

    @property
    def by(self) -> str:
        """Who did it, from which source and why."""
        who = f"{self.person.email} ({self.who})" if self.person else self.who
        by = f"{who}, {self.source}" if self.source else who
        return f"{by}: {self.why}" if self.why else by


def entries(events: Iterable[Event]) -> list[TrailEntry]:
    """The events of one page in words. One query, for the accounts."""
    events = list(events)
    people = User.objects.in_bulk(set(_persons(events)))
    return [
        TrailEntry(
            at=event.at,
            verb=event.verb,
            target=_target_label(event),
            url=_case_url(event),
            who=str(Event.Actor(event.actor).label),
            person=people.get(event.by_id or 0),
            source=wording.kept_source(event.source)[0],
            why=why(event.why).words,
            differences=differences(event, people),
        )
        for event in events
    ]


def _target_label(event: Event) -> str:
    label = TARGET_LABELS.get(event.target)
    return f"{label} {event.target_id}" if label else ""


def _case_url(event: Event) -> str:
    kind = CASES.get(event.target)
    return reverse(f"desk_{kind}", args=[event.target_id]) if kind else ""


def _persons(events: list[Event]) -> Iterator[int]:
    """The keys of the accounts that did an event, or that it is about."""
    for event in events:
        for pk in (event.by_id, event.before.get("user"), event.after.get("user")):
            if isinstance(pk, int):
                yield pk


def differences(event: Event, people: dict[int, User]) -> list[Difference]:
    """What an event changed, ordered by label. A field without a label is shown by its name."""
    before, after = _flat(event.before), _flat(event.after)
    changed = [
        Difference(
            label=wording.label(code) or str(FIELD_LABELS.get(code, code)),
            before=_in_words(event, code, before[code], people) if code in before else "",
            after=_in_words(event, code, after[code], people) if code in after else "",
        )
        for code in {**before, **after}
    ]
    return sorted(changed, key=lambda difference: difference.label)


def _flat(side: dict[str, Any]) -> dict[str, Any]:
    """One side of an event by code. Answers that were only confirmed again are a level deeper."""
    return {**{c: v for c, v in side.items() if c != "affirmed"}, **side.get("affirmed", {})}


def _in_words(event: Event, code: str, value: Any, people: dict[int, User]) -> str:
    """One value in words. A decision is a list of decision, reason and the moderator's words."""
    if code == "user":
        return people[value].email if value in people else _("a deleted account")
    if event.verb == "decided" and isinstance(value, list):
        decision, reason, words = value
        parts = (DECISION_LABELS.get(decision, decision), REASON_LABELS.get(reason, reason), words)
        return ": ".join(str(part) for part in parts if part)
    if event.verb == "confirmed":
        return wording.answer("affirmed_on", value)
    return wording.value(code, value)
