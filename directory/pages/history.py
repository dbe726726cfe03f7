"""The public trail of one clinic in words: what changed, when, who said so. It names no person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.listing import wording
from clinics.listing.merged import together_with
from clinics.listing.models import Status
from clinics.models import Clinic, Event

VERB_WORDS = {
    "listed": gettext_lazy("Listed"),
    "changed": gettext_lazy("Changed"),
    "confirmed": gettext_lazy("Repeated"),
    "opened": gettext_lazy("Opened"),
    "paused": gettext_lazy("Paused"),
    "said to be closed": gettext_lazy("Said to be closed"),
    "closed": gettext_lazy("Closed"),
    "merged": gettext_lazy("Merged"),
    "merge undone": gettext_lazy("Merge undone"),
    "move planned": gettext_lazy("Will move"),
    "move taken back": gettext_lazy("Will not move"),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that changed, before and after in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One event of the trail. `listing` names the merged listing that it happened to."""

    on: dt.date
    listing: str
    verb: str
    who: str
    why: str
    source: str
    is_first: bool
    changes: list[Change]

    @property
    def by_whom(self) -> str:
        """`by the clinic: its reason`, `by an import (file)`."""
        actor = f"{_('by')} {self.who}"
        if self.source:
            actor += f" ({self.source})"
        return f"{actor}: {self.why}" if self.why else actor


def merged_into(clinic: Clinic) -> dict[int, Clinic]:
    """The listings that were merged into a clinic, by their keys. One query, or two if there are
    any.
    """
    keys = [key for key in together_with(clinic.pk) if key != clinic.pk]
    found = Clinic.objects.in_bulk(keys)
    return {key: found[key] for key in keys}


def history_entry(
    event: Event, *, merged: Mapping[int, Clinic] = MappingProxyType({})
) -> HistoryEntry:
    """An event in words. `merged` are the listings that were merged into the clinic."""
    other = merged.get(event.clinic_id or 0)
    return HistoryEntry(
        on=timezone.localdate(event.at),
        listing=other.name if other else "",
        verb=str(VERB_WORDS.get(event.verb, event.verb)),
        who=str(Event.Actor(event.actor).label),
        why=event.why,
        source=event.source,
        is_first=not event.before and event.verb == "listed",
        changes=sorted(_changes(event), key=lambda change: change.label),
    )


def _changes(event: Event) -> Iterator[Change]:
    """What the event changed. For repeated answers: the day before and the new day."""
    before, after = event.before, event.after
    if "affirmed" in after:
        before, after = before.get("affirmed", {}), after["affirmed"]
    for code in {**before, **after}:
        if label := wording.label(code):
            field = "affirmed_on" if "affirmed" in event.after else code
            yield Change(
                label=label,
                before=_public(field, before.get(code)),
                after=_public(field, after.get(code)),
            )


def _public(code: str, said: Any) -> str:
    """A value in words. Patients never read whether a listing was hidden, or removed on request."""
    if code == "status" and said in (Status.HIDDEN, Status.REMOVED):
        return _("taken off")
    return wording.value(code, said)
