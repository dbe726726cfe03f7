"""The clinics that a search found, with their answers. The pages and the API use it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.checklist import CHECKLIST
from clinics.listing.course import CoursePrice, course_price
from clinics.listing.search_row import last_confirmed
from clinics.models import Clinic, Fact, Price, SourceKind
from directory.presenting import wording
from directory.search.answer import Found

CHECK_WORDS = {
    SourceKind.REGISTER: gettext_lazy("register compared on %(day)s"),
    SourceKind.PUBLIC_LIST: gettext_lazy("public list looked at on %(day)s"),
    SourceKind.DOCUMENT: gettext_lazy("document seen on %(day)s"),
}
"""What happened at a check of each kind. Comparing a register needs nobody who looks."""


@dataclass(frozen=True)
class Listed:
    """A clinic with its answers prefetched: no property runs a query."""

    clinic: Clinic
    distance_miles: float | None = None

    @property
    def town(self) -> str:
        """Its town and state: `Delray Beach, FL`."""
        return ", ".join(part for part in (self.clinic.city, self.clinic.state) if part)

    @property
    def name_and_town(self) -> str:
        """The clinic's name and its town, if that is stated and not a part of the name."""
        name, town = self.clinic.name, self.clinic.city
        named = re.search(rf"\b{re.escape(town)}\b", name, re.IGNORECASE)
        return name if not town or named else f"{name}, {town}"

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every stated answer by code; a code that is missing is not stated."""
        return {fact.code: fact for fact in self.clinic.facts.all()}

    @cached_property
    def prices(self) -> dict[str, Price]:
        """Every stated price by code (`price.session.iv-infusion`)."""
        return {price.code: price for price in self.clinic.prices.all()}

    @cached_property
    def course(self) -> CoursePrice | None:
        """The course price, whole or partial; None when no price of it is published."""
        sessions = self.facts.get("number.sessions_in_course")
        return course_price(self.prices.values(), sessions.number if sessions else None)

    @cached_property
    def last_confirmed(self) -> dt.date | None:
        """When the clinic last repeated an answer, or somebody else last confirmed one."""
        return last_confirmed(self.clinic, self.facts.values(), self.prices.values())

    @cached_property
    def repeated_on(self) -> dt.date | None:
        """When the clinic itself last stated or repeated something here; None: it never did."""
        if hasattr(self.clinic, "repeated_on"):
            return self.clinic.repeated_on
        rows = (self.clinic, *self.facts.values(), *self.prices.values())
        own = (row.affirmed_on for row in rows if row.source == SourceKind.CLINIC)
        return max(own, default=None)

    @property
    def imported_from(self) -> str:
        """The list that its name and contact details come from; '' if they are not imported."""
        clinic = self.clinic
        return clinic.source_name if clinic.source == SourceKind.IMPORT else ""

    @property
    def asks_prices(self) -> bool | None:
        """Whether that list asks about prices; None if nobody knows."""
        return getattr(self.clinic, "asks_prices", None)

    @property
    def said(self) -> str:
        """Who says what is here, in one sentence. A check by others is not the clinic's word."""
        if self.repeated_on:
            day = wording.day(self.repeated_on)
            return _("The clinic last stated or repeated an answer on %(day)s.") % {"day": day}
        if self.imported_from:
            words = {"list": self.imported_from}
            return _("Imported from %(list)s. The clinic itself has stated nothing here.") % words
        return _("The clinic itself has stated nothing here.")

    def overdue(self, *, on: dt.date) -> list[Fact]:
        """The facts that were confirmed, and whose check is past its date on that day."""
        return [f for f in self.facts.values() if f.confirmed_by and not f.is_confirmed(on=on)]

    def last_checks(self, *, on: dt.date) -> list[str]:
        """The last check of each kind that still counts: `register compared on 3 March 2026`."""
        days: dict[str, dt.date] = {}
        for fact in self.confirmed(on=on):
            if fact.confirmed_on:
                last = days.get(fact.confirmed_by, fact.confirmed_on)
                days[fact.confirmed_by] = max(last, fact.confirmed_on)
        return [str(CHECK_WORDS[kind] % {"day": wording.day(days[kind])}) for kind in CHECK_WORDS
                if kind in days]  # fmt: skip

    def confirmed(self, *, on: dt.date) -> list[Fact]:
        """The facts that somebody other than the clinic confirmed, not overdue on that day."""
        return [fact for fact in self.facts.values() if fact.is_confirmed(on=on)]


def listed(page: Iterable[Found], *, codes: Collection[str] | None = None) -> list[Listed]:
    """The clinics found, in the same order, with their answers. Three queries in all.

    With `codes`, only those answers, all confirmed ones and what an authority warns of are loaded.
    `last_confirmed` is then wrong: read it from the search row instead. `repeated_on` is right.
    """
    found = list(page)
    facts = Fact.objects.all()
    if codes is not None:
        facts = facts.filter(Q(code__in=[*codes, *CHECKLIST.warned]) | ~Q(confirmed_by=""))
    clinics = (
        Clinic.objects.published()
        .with_last_word()
        .with_asked_prices()
        .select_related("organization", "search_row")
        .prefetch_related(Prefetch("facts", facts), "prices")
        .in_bulk([one.clinic_id for one in found])
    )
    return [
        Listed(clinics[one.clinic_id], one.distance_miles)
        for one in found
        if one.clinic_id in clinics
    ]
