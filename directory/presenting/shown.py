"""What people read of a clinic, however it was loaded: as models, as records, or as its card."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from directory.presenting import wording
from directory.presenting.one_language import gettext as _

if TYPE_CHECKING:
    from clinics.listing.card import Card
    from clinics.listing.course import CoursePrice
    from clinics.listing.records import AnyFact
    from clinics.models import Clinic


class Shown:
    """A clinic with the answers that were loaded of it. No property runs a query.

    Each kind has its own way to the six properties that are only declared here.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def clinic(self) -> Clinic | Card:
            """The clinic itself, or its card."""

        @property
        def facts(self) -> Mapping[str, AnyFact]:
            """The answers by code."""

        @property
        def course(self) -> CoursePrice | None:
            """The course price, whole or partial; None when no price of it is published."""

        @property
        def repeated_on(self) -> dt.date | None:
            """When the clinic itself last stated or repeated something; None: it never did."""

        @property
        def imported_from(self) -> str:
            """The list that its name and contact details come from; '' if it is none."""

        @property
        def asks_prices(self) -> bool | None:
            """Whether that list asks about prices; None if nobody knows."""

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

    def overdue(self, *, on: dt.date) -> list[AnyFact]:
        """The facts that were confirmed, and whose check is past its date on that day, by code."""
        late = [f for f in self.facts.values() if f.confirmed_by and not f.is_confirmed(on=on)]
        return sorted(late, key=lambda fact: fact.code)

    def confirmed(self, *, on: dt.date) -> list[AnyFact]:
        """The facts that somebody other than the clinic confirmed, not overdue on that day."""
        return [fact for fact in self.facts.values() if fact.is_confirmed(on=on)]
