"""Atom feeds: what is new at the clinics of a search, and what changed at one clinic.

Somebody can watch a place without an account: the address of the feed is the whole question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from clinics.models import Clinic, Event
from directory.pages.history import HistoryEntry, history_entry

MOST = 100
"""Clinics of a search, and events of a clinic, that a feed looks at."""

NAMED = 5
"""How many things that changed an entry names."""

Absolute = Callable[[str], str]
"""Makes a path an absolute address."""


def feed_of_search(title: str, path: str, keys: Iterable[int], *, absolute: Absolute) -> Atom1Feed:
    """The last news of each of these clinics, the newest first. Two queries.

    `path`: the page with the same results.
    """
    clinics = Clinic.objects.shown().in_bulk(list(keys))
    newest = Event.objects.about_clinics(clinics).public()
    events = newest.order_by("clinic_id", "-at", "-pk").distinct("clinic_id")
    feed = _feed(title, path, absolute)
    for event in sorted(events, key=lambda event: event.at, reverse=True):
        clinic = clinics[event.clinic_id or 0]
        entry = history_entry(event)
        _add(feed, event, f"{clinic.name}: {_what(entry)}", clinic, entry, absolute)
    return feed


def feed_of_clinic(clinic: Clinic, path: str, *, absolute: Absolute) -> Atom1Feed:
    """The public history of a clinic, the newest first. One query."""
    events = Event.objects.about_clinics([clinic.pk]).public()[:MOST]
    feed = _feed(_("%(name)s: what changed") % {"name": clinic.name}, path, absolute)
    for event in events:
        entry = history_entry(event)
        if not entry.is_routine:
            _add(feed, event, _what(entry), clinic, entry, absolute)
    return feed


def _feed(title: str, path: str, absolute: Absolute) -> Atom1Feed:
    return Atom1Feed(title=title, link=absolute(path), description="", language="en-us")


def _what(entry: HistoryEntry) -> str:
    """`Changed: Parking: now yes; Medicare: now no; 3 more`."""
    if entry.is_first or not entry.changes:
        return entry.verb
    words = [change.words for change in entry.changes[:NAMED]]
    if (more := len(entry.changes) - NAMED) > 0:
        words.append(_("%(n)d more") % {"n": more})
    return f"{entry.verb}: {'; '.join(words)}"


def _add(
    feed: Atom1Feed,
    event: Event,
    title: str,
    clinic: Clinic,
    entry: HistoryEntry,
    absolute: Absolute,
) -> None:
    address = absolute(clinic.get_absolute_url())
    feed.add_item(
        title=title,
        link=address,
        description=entry.by_whom,
        unique_id=f"{address}#event-{event.pk}",
        pubdate=event.at,
        updateddate=event.at,
    )
