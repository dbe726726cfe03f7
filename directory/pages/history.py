"""The trail of one clinic in words: what changed, when, on whose word; never a person's name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.checklist import CHECKLIST
from clinics.models import Event, SourceKind
from directory.pages import words
from directory.pages.answers import counted, price_label, source_words

FIELDS = {
    "name": gettext_lazy("Name"),
    "organization": gettext_lazy("Organization"),
    "description": gettext_lazy("Description"),
    "how_to_find": gettext_lazy("How to find it"),
    "street": gettext_lazy("Street"),
    "street2": gettext_lazy("Street, second line"),
    "city": gettext_lazy("Town"),
    "state": gettext_lazy("State"),
    "postal_code": gettext_lazy("ZIP code"),
    "county": gettext_lazy("County"),
    "country": gettext_lazy("Country"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "is_approximate": gettext_lazy("The location is approximate"),
    "phone": gettext_lazy("Phone"),
    "website": gettext_lazy("Website"),
    "email": gettext_lazy("E-mail address"),
    "slug": gettext_lazy("Address of this page"),
    "source": gettext_lazy("Who states name and contact details"),
    "source_name": gettext_lazy("Where name and contact details come from"),
    "since": gettext_lazy("Name and contact details stated since"),
    "affirmed_on": gettext_lazy("Name and contact details last repeated"),
}
"""The plain fields in words. The directory's own keys (listed_by, external_id …) mean nothing to
a reader and are left out."""

VERBS = {
    "listed": gettext_lazy("Listed"),
    "changed": gettext_lazy("Changed"),
    "confirmed": gettext_lazy("Confirmed as still right"),
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
    for code in {**event.before, **event.after}:
        if label := _label(code):
            before, after = (_value(code, side.get(code)) for side in (event.before, event.after))
            yield Change(label=label, before=before, after=after)


def _label(code: str) -> str:
    """What changed, in words; '' for the directory's own keys."""
    if code in FIELDS:
        return str(FIELDS[code])
    if "." in code:
        return _code_label(code)
    weekday, _blank, opens = code.partition(" ")
    if not opens or not weekday.isdigit():
        return ""
    return _("Open on %(weekday)s from %(time)s") % {
        "weekday": WEEKDAYS[int(weekday)],
        "time": _time(opens),
    }


def _code_label(code: str) -> str:
    """The label of an item, a number or a price; the code itself when it is known no more."""
    kind = {price.code: price for price in CHECKLIST.prices}.get(code.split(".")[1])
    if code.startswith("price.") and kind:
        return price_label(kind, code.removeprefix(kind.qualified).lstrip("."))
    known = CHECKLIST.get(code) or CHECKLIST.number(code)
    return str(known.label) if known else code


def _time(text: str) -> str:
    moment = parse_time(text)
    return str(time_format(moment, "P")) if moment else text


def _value(code: str, value: Any) -> str:
    """A value of the trail in words; what is missing is not stated."""
    if value is None or value == "":
        return _("Not stated")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return "; ".join(_parts(code, value))
    if code == "source":
        return source_words(value, "")
    return _day(value) if code in ("since", "affirmed_on") else str(value)


def _day(text: str) -> str:
    date = parse_date(str(text))
    return words.day(date) if date else str(text)


def _parts(code: str, said: dict[str, Any]) -> Iterator[str]:
    """The parts of a fact, a price or hours, as the trail keeps them."""
    if "closes" in said:
        yield _("until %(time)s") % {"time": _time(said["closes"])}
    if "value" in said:
        yield _("Yes") if said["value"] else _("No")
    number = CHECKLIST.number(code)
    if "number" in said:
        yield counted(number, said["number"]) if number else str(said["number"])
    if "amount" in said:
        yield words.money(Decimal(str(said["amount"])), said.get("currency", "USD"))
    if said.get("includes"):
        yield _("includes: %(what)s") % {"what": said["includes"]}
    if said.get("required_for_course"):
        yield _("must be bought with the course")
    if said.get("detail"):
        yield said["detail"]
    yield from _standing(said)


def _standing(said: dict[str, Any]) -> Iterator[str]:
    """Who says so, since when, and who confirmed it."""
    if "source" in said:
        yield source_words(said["source"], said.get("source_name", ""))
    for name, sentence in (
        ("valid_from", _("valid from %(day)s")),
        ("since", _("since %(day)s")),
        ("affirmed_on", _("repeated %(day)s")),
    ):
        if name in said and not (name == "affirmed_on" and said.get("since") == said[name]):
            yield sentence % {"day": _day(said[name])}
    if said.get("confirmed_by"):
        yield _("confirmed on %(day)s: %(how)s") % {
            "day": _day(said["confirmed_on"]),
            "how": SourceKind(said["confirmed_by"]).label,
        }
    if "due_on" in said:
        yield _("next check due %(day)s") % {"day": _day(said["due_on"])}
