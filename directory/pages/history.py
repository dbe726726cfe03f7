"""The public trail of one clinic in words: what changed, when, on whose word; no person's name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.listing import wording
from clinics.models import Event

VERBS = {
    "listed": gettext_lazy("Listed"),
    "changed": gettext_lazy("Changed"),
    "confirmed": gettext_lazy("Said again"),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that changed, before and after in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event of the trail."""

    on: dt.date
    verb: str
    who: str
    why: str
    source: str
    is_first: bool
    changes: list[Change]

    @property
    def by_whom(self) -> str:
        """`by the clinic: its words`, `by an import (file)`."""
        words = f"{_('by')} {self.who}"
        if self.source:
            words += f" ({self.source})"
        return f"{words}: {self.why}" if self.why else words


def entry(event: Event) -> Entry:
    """An event in words."""
    return Entry(
        on=timezone.localdate(event.at),
        verb=str(VERBS.get(event.verb, event.verb)),
        who=str(Event.Actor(event.actor).label),
        why=event.why,
        source=event.source if event.actor == Event.Actor.IMPORT else "",
        is_first=not event.before and event.verb == "listed",
        changes=sorted(_changes(event), key=lambda change: change.label),
    )


def _changes(event: Event) -> Iterator[Change]:
    """What the event says changed; of statements said again, the days."""
    before, after = event.before, event.after
    if "affirmed" in after:
        before, after = before.get("affirmed", {}), after["affirmed"]
    for code in {**before, **after}:
        if label := wording.label(code):
            said = [side.get(code) for side in (before, after)]
            if "affirmed" in event.after:
                words = [wording.value("affirmed_on", day) for day in said]
            else:
                words = [wording.value(code, one) for one in said]
            yield Change(label=label, before=words[0], after=words[1])
