"""The public trail of one clinic in words: what changed, when, who said so. It names no person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.as_written import within
from clinics.audit.whys import why
from clinics.listing import wording
from clinics.listing.merged import together_with
from clinics.models import Clinic, Event
from directory.pages.changed import change_words, is_checked_again, own_words, public_value

VERB_WORDS = {
    "listed": gettext_lazy("Listed"),
    "changed": gettext_lazy("Changed"),
    "confirmed": gettext_lazy("Repeated"),
    "opened": gettext_lazy("Opened"),
    "paused": gettext_lazy("Paused"),
    "said to be closed": gettext_lazy("Said to be closed"),
    "closed": gettext_lazy("Closed"),
    "put back": gettext_lazy("Put back as it was"),
    "merged": gettext_lazy("Merged"),
    "merge undone": gettext_lazy("Merge undone"),
    "move planned": gettext_lazy("Will move"),
    "move taken back": gettext_lazy("Will not move"),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that changed: in a few words, and before and after in full.

    `is_same`: it was only looked at again. `own`: what of it are the clinic’s own words.
    """

    label: str
    words: str
    before: str
    after: str
    is_same: bool
    own: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One event of the trail. `listing` names the merged listing that it happened to.

    `own`: what of `why` people wrote; `source_name`: what of `source` is a name.
    """

    on: dt.date
    listing: str
    verb: str
    who: str
    why: str
    own: tuple[str, ...]
    source: str
    source_name: str
    is_first: bool
    event: Event

    @cached_property
    def changes(self) -> list[Change]:
        """What changed, by name. Put into words when asked for: a feed says of a new clinic only
        that it is listed, and a hundred of them would take a second."""
        return sorted(_changes(self.event), key=lambda change: change.label)

    @property
    def is_routine(self) -> bool:
        """Whether it is no news: nobody but a register looked again, and found the same."""
        return bool(self.changes) and all(change.is_same for change in self.changes)

    @property
    def more(self) -> str:
        """What to open for before and after in full."""
        if not self.is_routine:
            return _("Before and after, in full")
        return ngettext(
            "%(n)d answer was checked again, with the same result",
            "%(n)d answers were checked again, with the same result",
            len(self.changes),
        ) % {"n": len(self.changes)}

    @property
    def by_whom(self) -> str:
        """`by the clinic: its reason`, `by an import (file)`."""
        return f"{self._actor}: {self.why}" if self.why else self._actor

    @property
    def by_whom_marked(self) -> SafeString | str:
        """The same; on a page in another language, what is English in it is marked."""
        actor = within(self._actor, filter(None, [self.source_name]))
        return format_html("{}: {}", actor, within(self.why, self.own)) if self.why else actor

    @property
    def _actor(self) -> str:
        actor = f"{_('by')} {self.who}"
        return f"{actor} ({self.source})" if self.source else actor


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
    reason = why(event.why)
    source, source_name = wording.kept_source(event.source)
    return HistoryEntry(
        on=timezone.localdate(event.at),
        listing=other.name if other else "",
        verb=str(VERB_WORDS.get(event.verb, event.verb)),
        who=str(Event.Actor(event.actor).label),
        why=reason.words,
        own=reason.own,
        source=source,
        source_name=source_name,
        is_first=not event.before and event.verb == "listed",
        event=event,
    )


def _changes(event: Event) -> Iterator[Change]:
    """What the event changed. For repeated answers: the day before and the new day."""
    before, after = event.before, event.after
    if "affirmed" in after:
        before, after = before.get("affirmed", {}), after["affirmed"]
    for code in {**before, **after}:
        if label := wording.label(code):
            field = "affirmed_on" if "affirmed" in event.after else code
            was, now = before.get(code), after.get(code)
            is_said_again = "affirmed" in event.after
            yield Change(
                label=label,
                words=label if is_said_again else change_words(code, label, was, now),
                before=public_value(field, was),
                after=public_value(field, now),
                own=tuple(dict.fromkeys((*own_words(field, was), *own_words(field, now)))),
                is_same=event.actor == Event.Actor.REGISTER and is_checked_again(was, now),
            )
