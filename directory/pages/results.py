"""One clinic in the list of results: which ticks it meets, and what is confirmed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.checklist import CHECKLIST
from clinics.models import SourceKind
from directory.presenting import course, wording
from directory.presenting.listed_clinic import Listed
from directory.presenting.reviews import rating_words
from directory.presenting.status import status_words
from directory.search.question import Question

CONFIRMATIONS_SHOWN = 3
TICKS_SHOWN = 20
"""With more ticks, a result only counts how many are met."""

TICK_STATE_WORDS = {
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "unconfirmed": gettext_lazy("not confirmed"),
    "unstated": gettext_lazy("not stated"),
}


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A ticked item and how one clinic answers it: yes, unconfirmed, no or unstated."""

    label: str
    state: str

    @property
    def state_words(self) -> str:
        """The state in words, for readers who cannot see its shape."""
        return str(TICK_STATE_WORDS[self.state])


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """A fact that somebody other than the clinic confirmed."""

    label: str
    by: str
    on: dt.date


def shown_codes(question: Question) -> list[str]:
    """The codes that a result shows, besides the confirmed ones."""
    return [*question.codes, "number.sessions_in_course"]


@dataclass(frozen=True)
class Result:
    """A clinic found, as the list shows it."""

    listed: Listed
    question: Question
    on: dt.date

    @property
    def clinic(self):
        """The clinic itself."""
        return self.listed.clinic

    @property
    def status(self) -> str:
        """What stands in the way of going there, in a few words; '' when nothing does."""
        return status_words(self.clinic, on=self.on)

    @property
    def said(self) -> str:
        """Who says what is here, and when the clinic last did."""
        return self.listed.said

    @property
    def overdue_count(self) -> int:
        """How many checks are past their date."""
        return len(self.listed.overdue(on=self.on))

    @property
    def distance(self) -> str:
        """How far it is, or '' without a place."""
        miles = self.listed.distance_miles
        if miles is None:
            return ""
        near = self.clinic.is_approximate
        return wording.distance(miles, self.question.unit, is_approximate=near)

    @property
    def town(self) -> str:
        """Its town and state."""
        return ", ".join(part for part in (self.clinic.city, self.clinic.state) if part)

    @property
    def price(self) -> str:
        """The course price in words, or who states no price."""
        return course.price_of(self.listed)

    @property
    def price_note(self) -> str:
        """`for the first course; not stated: first consultation`; '' without a price."""
        whole = _("for the first course") if self.has_sum else ""
        return "; ".join(filter(None, (whole, course.missing(self.listed.course))))

    @property
    def has_sum(self) -> bool:
        """Whether the price is that of a course, at least in part: not of single sessions."""
        return self.listed.course is not None and self.listed.course.is_sum

    @property
    def rating(self) -> str:
        """Its reviews in one line."""
        return rating_words(self.clinic)

    @cached_property
    def ticks(self) -> list[Tick]:
        """The ticked items, and how this clinic answers each; [] when there are many."""
        if len(self.question.codes) > TICKS_SHOWN:
            return []
        return [
            Tick(label=str(CHECKLIST.item(code).label), state=self._state(code))
            for code in self.question.codes
        ]

    def _state(self, code: str) -> str:
        fact = self.listed.facts.get(code)
        if fact is None:
            return "unstated"
        if not fact.value:
            return "no"
        return (
            "unconfirmed" if self.question.verified and not fact.is_confirmed(on=self.on) else "yes"
        )

    @property
    def meets(self) -> str:
        """`Meets 4 of your 5 ticks; 1 not stated.`; '' without ticks."""
        states = Counter(self._state(code) for code in self.question.codes)
        ticks = states.total()
        if not ticks:
            return ""
        parts = [
            ngettext("Meets %(met)d of your %(n)d tick", "Meets %(met)d of your %(n)d ticks", ticks)
            % {"met": states["yes"], "n": ticks}
        ]
        for state, pattern in (
            ("unstated", _("%(n)d not stated")),
            ("unconfirmed", _("%(n)d not confirmed by others")),
            ("no", _("%(n)d answered no")),
        ):
            if n := states[state]:
                parts.append(pattern % {"n": n})
        return "; ".join(parts) + "."

    @cached_property
    def confirmations(self) -> list[Confirmation]:
        """Confirmations that are not overdue: of ticked items first, then the latest first."""
        ticked = set(self.question.codes)
        facts = sorted(
            self.listed.confirmed(on=self.on),
            key=lambda fact: (fact.code in ticked, fact.confirmed_on, fact.code),
            reverse=True,
        )
        return [
            Confirmation(
                label=str(CHECKLIST.label(fact.code)),
                by=str(SourceKind(fact.confirmed_by).label),
                on=fact.confirmed_on,
            )
            for fact in facts
            if fact.confirmed_on and CHECKLIST.get(fact.code)
        ]

    @property
    def first_confirmations(self) -> list[Confirmation]:
        """The confirmations that the list shows."""
        return self.confirmations[:CONFIRMATIONS_SHOWN]

    @property
    def more_confirmations(self) -> str:
        """How many more the clinic's page shows; '' if none."""
        more = len(self.confirmations) - CONFIRMATIONS_SHOWN
        if more <= 0:
            return ""
        return ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}
