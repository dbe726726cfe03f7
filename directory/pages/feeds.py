"""Atom feeds: what is new at the clinics of a search, at one clinic, and in the whole directory.

Somebody can watch a place without an account: the address of the feed is the whole question.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from clinics.languages import spoken_now
from clinics.listing.change_log import Change
from clinics.models import Clinic, Event
from directory.pages.history import HistoryEntry, history_entry

MOST = 100
"""Clinics of a search, and events of a clinic, that a feed looks at."""

MOST_CHANGES = 50
"""Clinics in the feed of the whole directory."""

NAMED = 5
"""How many things that changed an entry names."""

NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""When a feed without news changed last: a day that stays, so that no reader loads it again."""

NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML can have: with one of them, a whole feed could not be read."""

Absolute = Callable[[str], str]
"""Makes a path an absolute address."""


class Feed(Atom1Feed):
    """A feed that changes with its entries only: the same news are the same bytes."""

    def latest_post_date(self) -> dt.datetime:
        """When the newest entry was made, or `NEVER`."""
        return super().latest_post_date() if self.items else NEVER


def feed_of_search(
    title: str, page: str, path: str, keys: Iterable[int], *, count: int, absolute: Absolute
) -> Atom1Feed:
    """The last news of each of these clinics, the newest first. Two queries.

    `page` is the path of the page with the same results, `path` that of the feed; `count` says how
    many clinics the search finds, of which `keys` may be the first.
    """
    clinics = Clinic.objects.shown().in_bulk(list(keys))
    newest = Event.objects.about_clinics(clinics).public()
    events = newest.order_by("clinic_id", "-at", "-pk").distinct("clinic_id")
    feed = _feed(title, page, path, absolute, note=_limit(count))
    for event in sorted(events, key=lambda event: event.at, reverse=True):
        clinic = clinics[event.clinic_id or 0]
        entry = history_entry(event)
        _add(feed, event, f"{clinic.name}: {_what(entry)}", clinic, entry, absolute)
    return feed


def feed_of_clinic(clinic: Clinic, page: str, path: str, *, absolute: Absolute) -> Atom1Feed:
    """The public history of a clinic, the newest first. One query. Paths as above."""
    events = Event.objects.about_clinics([clinic.pk]).public()[:MOST]
    feed = _feed(_("%(name)s: what changed") % {"name": clinic.name}, page, path, absolute)
    for event in events:
        entry = history_entry(event)
        if not entry.is_routine:
            _add(feed, event, _what(entry), clinic, entry, absolute)
    return feed


def feed_of_changes(
    changes: Iterable[Change], page: str, path: str, *, absolute: Absolute
) -> Atom1Feed:
    """Which clinics changed or were taken off, the newest first. One query. Paths as above.

    Of a clinic that was taken off it says no more than its address did.
    """
    changes = list(changes)
    names = dict(
        Clinic.objects.shown()
        .filter(pk__in=[change.clinic_id for change in changes])
        .values_list("slug", "name")
    )
    note = _("For programs that keep a copy, the API tells every change.")
    feed = _feed(_("Ketamine clinics: what changed"), page, path, absolute, note=note)
    for change in changes:
        name = names.get(change.slug)
        title = _("%(name)s: changed") if name else _("%(name)s: no longer listed")
        address = absolute(reverse("clinic", args=[change.slug]))
        feed.add_item(
            title=_in_xml(title % {"name": name or change.slug}),
            link=address,
            description="",
            unique_id=f"{address}#change-{change.position.xid}-{change.position.id}",
            pubdate=change.at,
            updateddate=change.at,
        )
    return feed


def _limit(count: int) -> str:
    if count <= MOST:
        return ""
    words = _("News of the first %(most)d of the %(count)d clinics that this search finds.")
    return words % {"most": MOST, "count": count}


def _feed(title: str, page: str, path: str, absolute: Absolute, *, note: str = "") -> Feed:
    return Feed(
        title=_in_xml(title),
        link=absolute(page),
        description="",
        subtitle=note or None,
        language=f"{spoken_now()}-us",
        author_name=_("Clinic Directory"),
        feed_url=absolute(path),
    )


def _in_xml(text: str) -> str:
    return NOT_IN_XML.sub("", text)


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
        title=_in_xml(title),
        link=address,
        # Atom1Feed says of it that it is HTML, and readers show it as such.
        description=escape(_in_xml(entry.by_whom)),
        unique_id=f"{address}#event-{event.pk}",
        pubdate=event.at,
        updateddate=event.at,
    )
