"""Clinics with all their answers: as models, or many of them as records. Pages and API use them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from clinics.listing.card import SESSIONS
from clinics.listing.course import CoursePrice, course_price
from clinics.listing.records import (
    FACT_COLUMNS,
    PRICE_COLUMNS,
    AnyPrice,
    FactRecord,
    PriceRecord,
)
from clinics.listing.search_row import last_confirmed
from clinics.models import Clinic, Fact, Price, SourceKind
from directory.presenting import wording
from directory.presenting.shown import Shown
from directory.search.answer import Found

CHECK_WORDS = {
    SourceKind.REGISTER: gettext_lazy("register compared on %(day)s"),
    SourceKind.PUBLIC_LIST: gettext_lazy("public list looked at on %(day)s"),
    SourceKind.DOCUMENT: gettext_lazy("document seen on %(day)s"),
}
"""What happened at a check of each kind. Comparing a register needs nobody who looks."""


class WithAllAnswers(Shown):
    """What follows from all answers of a clinic."""

    if TYPE_CHECKING:

        @property
        def clinic(self) -> Clinic:
            """The clinic itself."""

        @property
        def prices(self) -> Mapping[str, AnyPrice]:
            """Every stated price by code (`price.session.iv-infusion`)."""

    @cached_property
    def course(self) -> CoursePrice | None:
        """The course price, whole or partial; None when no price of it is published."""
        sessions = self.facts.get(SESSIONS)
        return course_price(self.prices.values(), sessions.number if sessions else None)

    @cached_property
    def last_confirmed(self) -> dt.date | None:
        """When the clinic last repeated an answer, or somebody else last confirmed one."""
        return last_confirmed(self.clinic, self.facts.values(), self.prices.values())

    @cached_property
    def repeated_on(self) -> dt.date | None:
        """When the clinic itself last stated or repeated something; None: it never did."""
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


@dataclass(frozen=True)
class Listed(WithAllAnswers):
    """A clinic with its answers prefetched."""

    clinic: Clinic
    distance_miles: float | None = None

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every stated answer by code; a code that is missing is not stated."""
        return {fact.code: fact for fact in self.clinic.facts.all()}

    @cached_property
    def prices(self) -> dict[str, Price]:
        """Every stated price by code (`price.session.iv-infusion`)."""
        return {price.code: price for price in self.clinic.prices.all()}

    def last_checks(self, *, on: dt.date) -> list[str]:
        """The last check of each kind that still counts: `register compared on 3 March 2026`."""
        days: dict[str, dt.date] = {}
        for fact in self.confirmed(on=on):
            if fact.confirmed_on:
                last = days.get(fact.confirmed_by, fact.confirmed_on)
                days[fact.confirmed_by] = max(last, fact.confirmed_on)
        return [str(CHECK_WORDS[kind] % {"day": wording.day(days[kind])}) for kind in CHECK_WORDS
                if kind in days]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ListedRecords(WithAllAnswers):
    """A clinic with its answers as records."""

    clinic: Clinic
    distance_miles: float | None
    facts: dict[str, FactRecord]
    prices: dict[str, PriceRecord]


def listed(page: Iterable[Found]) -> list[ListedRecords]:
    """The clinics found, in the same order, with all their answers. Three queries in all."""
    found = list(page)
    published = Clinic.objects.published().select_related("organization")
    clinics = published.in_bulk([one.clinic_id for one in found])
    facts: dict[int, dict[str, FactRecord]] = {key: {} for key in clinics}
    prices: dict[int, dict[str, PriceRecord]] = {key: {} for key in clinics}
    stated = Fact.objects.filter(clinic__in=clinics).values_list("clinic_id", *FACT_COLUMNS)
    for row in stated:
        facts[row[0]][row[1]] = FactRecord(*row[1:])
    charged = Price.objects.filter(clinic__in=clinics).values_list("clinic_id", *PRICE_COLUMNS)
    for row in charged:
        price = PriceRecord(*row[1:])
        prices[row[0]][price.code] = price
    return [
        ListedRecords(
            clinic=clinics[key],
            distance_miles=one.distance_miles,
            facts=facts[key],
            prices=prices[key],
        )
        for one in found
        if (key := one.clinic_id) in clinics
    ]
