"""The card of a clinic: what a list of results shows of it, as a small JSON and as it is read.

Nothing in it depends on the day. What is overdue, paused or open today follows from its dates, as
it does from the listing's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple
from zlib import crc32

from django.urls import reverse

from clinics.checklist import CHECKLIST
from clinics.geo import Point
from clinics.listing.course import CoursePrice, course_price
from clinics.listing.models import Clinic, Fact, Hours, Price, SourceKind, StoredCard
from clinics.listing.models.status import is_paused
from clinics.listing.records import FactRecord

NEW_PATIENTS = "access.accepting-new-patients"
ROUTES = tuple(item.qualified for item in CHECKLIST.group("route").items)
YES = frozenset((*ROUTES, *CHECKLIST.warned))
"""The codes whose *yes* a card knows, besides all that somebody confirmed."""
SESSIONS = "number.sessions_in_course"

VERSION = 1
"""Raise it when `said_of` says something else, or says it in another way."""
LAYOUT = crc32(repr((VERSION, NEW_PATIENTS, sorted(YES))).encode())
"""Tells cards apart that were made by another version, or for another checklist."""

_PLAIN = ("slug", "name", "city", "state", "phone", "latitude", "longitude", "is_approximate",
          "status", "marks_count", "marks_sum")  # fmt: skip
_DAYS = ("status_since", "paused_until", "says_closed_since")
_plain, _days = attrgetter(*_PLAIN), attrgetter(*_DAYS)
_COURSE = tuple(field.name for field in fields(CoursePrice))
_AMOUNTS = ("amount", "consultation", "session", "extras")


class OpenHours(NamedTuple):
    """When a clinic is open on one day of the week; Monday is 0."""

    weekday: int
    opens: dt.time
    closes: dt.time


@dataclass(slots=True, kw_only=True)
class Card:
    """What a list of results shows of a clinic. Its names are those of the clinic.

    `source_name` is that of the list which states name and contact details; '' if none does.
    `repeated_on`: when the clinic itself last stated or repeated something; None: it never did.
    `new_patients`: whether it takes some, and when it last said so. `facts`: all that somebody
    confirmed, and each *yes* to the codes of YES.
    """

    pk: int
    slug: str
    name: str
    city: str
    state: str
    phone: str
    latitude: float | None
    longitude: float | None
    is_approximate: bool
    status: str
    status_since: dt.date | None
    paused_until: dt.date | None
    says_closed_since: dt.date | None
    marks_count: int
    marks_sum: int
    source_name: str
    repeated_on: dt.date | None
    new_patients: tuple[bool, dt.date] | None
    course: CoursePrice | None
    hours: list[OpenHours]
    facts: dict[str, FactRecord]

    @property
    def point(self) -> Point | None:
        """Its location; None when none is known."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(latitude=self.latitude, longitude=self.longitude)

    def get_absolute_url(self) -> str:
        """The clinic's page."""
        return reverse("clinic", args=[self.slug])

    def is_paused(self, *, on: dt.date) -> bool:
        """Whether it says that it takes nobody on that day."""
        return is_paused(self.status, self.paused_until, on=on)


def stored_card(
    clinic: Clinic, facts: Iterable[Fact], prices: Iterable[Price], hours: Iterable[Hours]
) -> StoredCard:
    """The unsaved card of a clinic with these answers. No queries."""
    said = said_of(clinic, list(facts), list(prices), hours)
    return StoredCard(clinic_id=clinic.pk, layout=LAYOUT, said=said)


def said_of(
    clinic: Clinic, facts: list[Fact], prices: list[Price], hours: Iterable[Hours]
) -> dict[str, Any]:
    """What the card says, as plain JSON. Blanks are left out; amounts are in cents."""
    answers = {fact.code: fact for fact in facts}
    sessions, new = answers.get(SESSIONS), answers.get(NEW_PATIENTS)
    course = course_price(
        sorted(prices, key=attrgetter("code")), sessions.number if sessions else None
    )
    is_imported = clinic.source == SourceKind.IMPORT
    own = [row.affirmed_on for row in (clinic, *facts, *prices) if row.source == SourceKind.CLINIC]
    said = {
        **dict(zip(_PLAIN, _plain(clinic), strict=True)),
        **{name: _day(day) for name, day in zip(_DAYS, _days(clinic), strict=True)},
        "source_name": clinic.source_name if is_imported else "",
        "repeated_on": _day(max(own, default=None)),
        "new_patients": [new.value, _day(new.affirmed_on)] if new else None,
        "course": _course(course),
        "hours": sorted([h.weekday, f"{h.opens:%H:%M}", f"{h.closes:%H:%M}"] for h in hours),
        "yes": sorted(code for code in YES & answers.keys() if answers[code].value),
        "confirmed": {
            code: [fact.confirmed_by, _day(fact.confirmed_on), _day(fact.due_on)]
            for code, fact in sorted(answers.items())
            if fact.confirmed_by
        },
    }
    return {name: value for name, value in said.items() if value not in ("", None, [], {})}


def read_card(clinic_id: int, said: Mapping[str, Any]) -> Card:
    """The card that was stored as this JSON."""
    get = said.get
    return Card(
        pk=clinic_id,
        slug=said["slug"],
        name=said["name"],
        city=get("city", ""),
        state=get("state", ""),
        phone=get("phone", ""),
        latitude=get("latitude"),
        longitude=get("longitude"),
        is_approximate=said["is_approximate"],
        status=said["status"],
        status_since=_date(get("status_since")),
        paused_until=_date(get("paused_until")),
        says_closed_since=_date(get("says_closed_since")),
        marks_count=said["marks_count"],
        marks_sum=said["marks_sum"],
        source_name=get("source_name", ""),
        repeated_on=_date(get("repeated_on")),
        new_patients=_read_new_patients(get("new_patients")),
        course=_read_course(get("course")),
        hours=[
            OpenHours(day, dt.time.fromisoformat(opens), dt.time.fromisoformat(closes))
            for day, opens, closes in get("hours", ())
        ],
        facts=_read_facts(get("yes", ()), get("confirmed", {})),
    )


def _read_facts(
    yes: Iterable[str], confirmed: Mapping[str, tuple[str, str, str]]
) -> dict[str, FactRecord]:
    facts = {code: FactRecord(code, True) for code in yes}
    for code, (by, confirmed_on, due_on) in confirmed.items():
        facts[code] = FactRecord(
            code, True, confirmed_by=by, confirmed_on=_date(confirmed_on), due_on=_date(due_on)
        )
    return facts


def _read_new_patients(said: tuple[bool, str] | None) -> tuple[bool, dt.date] | None:
    return (said[0], dt.date.fromisoformat(said[1])) if said else None


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _date(day: str | None) -> dt.date | None:
    return dt.date.fromisoformat(day) if day else None


def _course(course: CoursePrice | None) -> dict[str, Any] | None:
    if course is None:
        return None
    said = {name: getattr(course, name) for name in _COURSE}
    return said | {name: _cents(said[name]) for name in _AMOUNTS}


def _read_course(said: dict[str, Any] | None) -> CoursePrice | None:
    if said is None:
        return None
    return CoursePrice(**(said | {name: _amount(said[name]) for name in _AMOUNTS}))


def _cents(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount.scaleb(2))


def _amount(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-2)
