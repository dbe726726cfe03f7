"""The clinics that a search found, with their answers. The pages and the API use it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, Q

from clinics.listing.course import CoursePrice, course_price
from clinics.listing.search_row import last_confirmed
from clinics.models import Clinic, Fact, Price
from directory.search.search import Found


@dataclass(frozen=True)
class Listed:
    """A clinic with its answers prefetched: no property runs a query."""

    clinic: Clinic
    distance_miles: float | None = None

    @property
    def name_and_town(self) -> str:
        """The clinic's name and its town, if that is stated."""
        return ", ".join(part for part in (self.clinic.name, self.clinic.city) if part)

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

    def confirmed(self, *, on: dt.date) -> list[Fact]:
        """The facts that somebody other than the clinic confirmed, not overdue on that day."""
        return [fact for fact in self.facts.values() if fact.is_confirmed(on=on)]


def listed(page: Iterable[Found], *, codes: Collection[str] | None = None) -> list[Listed]:
    """The clinics found, in the same order, with their answers. Three queries in all.

    With `codes`, only those answers and all confirmed ones are loaded. `last_confirmed` is then
    wrong: read it from the search row instead.
    """
    found = list(page)
    facts = Fact.objects.all()
    if codes is not None:
        facts = facts.filter(Q(code__in=codes) | ~Q(confirmed_by=""))
    clinics = (
        Clinic.objects.published()
        .select_related("organization", "search_row")
        .prefetch_related(Prefetch("facts", facts), "prices")
        .in_bulk([one.clinic_id for one in found])
    )
    return [
        Listed(clinics[one.clinic_id], one.distance_miles)
        for one in found
        if one.clinic_id in clinics
    ]
