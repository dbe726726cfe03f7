"""One clinic in the list of results: what speaks against it, what decides, who confirmed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from clinics.checklist import CHECKLIST
from clinics.listing.card import NEW_PATIENTS, ROUTES, Card
from clinics.text_lists import all_of
from directory.pages import opening
from directory.presenting import course, wording
from directory.presenting.listed_card import ListedCard, cards
from directory.presenting.one_language import brief, ngettext
from directory.presenting.one_language import gettext as _
from directory.presenting.patient_reports import Reports, reported
from directory.presenting.reviews import rating_words
from directory.presenting.status import status_words
from directory.presenting.ticks import MOST_NAMED, ShownTick, matches, ticks_of
from directory.presenting.warnings import ShownWarning, excluded_names, warnings_of
from directory.search.answer import Found
from directory.search.carried import carry
from directory.search.question import OWN_AREA, Question


@dataclass(frozen=True, kw_only=True)
class Result:
    """A clinic found, as the list shows it as of a day. No property runs a query.

    `carry`: what was asked for, as a query. `reports`: its open reports. `excluded`: who of it is
    on the exclusion list.
    """

    listed: ListedCard
    question: Question
    carry: str
    on: dt.date
    reports: Reports
    excluded: Sequence[str]

    @property
    def clinic(self) -> Card:
        """The card of the clinic."""
        return self.listed.clinic

    @cached_property
    def url(self) -> str:
        """The address of its page, with what was asked for."""
        return f"{self.clinic.get_absolute_url()}{'?' * bool(self.carry)}{self.carry}"

    @cached_property
    def warnings(self) -> list[ShownWarning]:
        """What is known against it, the gravest first."""
        return warnings_of(self.listed, on=self.on, reports=self.reports, excluded=self.excluded)

    @property
    def town(self) -> str:
        """Its town and state."""
        return self.listed.town

    @property
    def distance(self) -> str:
        """How far it is, measured on the map; '' from no place, or from a county or a state."""
        miles, area = self.listed.distance_miles, self.question.area
        if miles is None or area is None or area.kind in OWN_AREA:
            return ""
        return wording.distance(
            miles, self.question.unit, is_approximate=self.clinic.is_approximate
        )

    @property
    def where(self) -> str:
        """`4.9 miles in a straight line · Boynton Beach, FL`, or `in Delray Beach, FL`."""
        far, parts = self.distance, [self.town]
        if far and wording.is_here(self.listed.distance_miles or 0, self.question.unit):
            parts = [_("in %(town)s") % {"town": self.town}]
        elif far:
            parts = [_("%(distance)s in a straight line") % {"distance": far}, self.town]
        if self.clinic.is_approximate:
            parts.append(_("approximate location"))
        return " · ".join(filter(None, parts))

    @property
    def given(self) -> str:
        """How it is given there: `IV infusion, Spravato nasal spray`, or that nobody says."""
        facts = self.listed.facts
        routes = [code for code in ROUTES if (fact := facts.get(code)) and fact.value]
        return ", ".join(map(brief, routes)) or _("How it is given: not stated")

    @property
    def takes_patients(self) -> str:
        """Whether it takes new patients, and since when it says so if that is long ago.

        '' while it takes nobody: a warning says so.
        """
        if status_words(self.clinic, on=self.on):
            return ""
        if self.clinic.new_patients is None:
            return _("New patients: not stated")
        takes, affirmed_on = self.clinic.new_patients
        words = _("Taking new patients") if takes else _("Not taking new patients")
        recent = CHECKLIST.item(NEW_PATIENTS).decays_days
        if recent is None or (self.on - affirmed_on).days <= recent:
            return words
        day = wording.day(affirmed_on)
        return _("%(words)s (said %(day)s)") % {"words": words, "day": day}

    @property
    def offers(self) -> str:
        """Both in one line: `IV infusion · Taking new patients`."""
        return " · ".join(filter(None, (self.given, self.takes_patients)))

    @property
    def today(self) -> str:
        """When it is open today; '' without hours, and while it takes nobody."""
        return self.open_on(opening.local_day(self.clinic, timezone.now()))

    def open_on(self, today: dt.date) -> str:
        """The same, where that is the day at the clinic."""
        if status_words(self.clinic, on=self.on) or not self.clinic.hours:
            return ""
        return opening.open_on(self.clinic, today)

    @property
    def price(self) -> str:
        """The course price in words, or who states no price."""
        return course.price_of(self.listed)

    @property
    def price_note(self) -> str:
        """`for the first course; not stated: first consultation`; '' without a price."""
        is_sum = self.listed.course is not None and self.listed.course.is_sum
        whole = _("for the first course") if is_sum else ""
        return "; ".join(filter(None, (whole, course.missing(self.listed.course))))

    @property
    def price_in_full(self) -> str:
        """Both in one phrase: `$89 a session · whole course not stated; missing: …`."""
        is_sum = self.listed.course is not None and self.listed.course.is_sum
        return (" " if is_sum else " · ").join(filter(None, (self.price, self.price_note)))

    @property
    def has_whole_price(self) -> bool:
        """Whether the price is that of a whole course: nothing of it is missing."""
        return self.listed.course is not None and not self.listed.course.partial

    @cached_property
    def _ticks(self) -> list[ShownTick]:
        return ticks_of(self.question, self.listed, on=self.on, reports=self.reports)

    @property
    def ticks(self) -> list[ShownTick]:
        """What was asked for, and how it answers each; [] when that is much."""
        return self._ticks if len(self._ticks) <= MOST_NAMED else []

    @property
    def unmet(self) -> list[ShownTick]:
        """What was asked for and is not met."""
        return [tick for tick in self._ticks if tick.state in ("no", "unstated", "unconfirmed")]

    @property
    def matches(self) -> str:
        """How much of what was asked for it meets, in a sentence; '' when nothing was."""
        return matches(self._ticks)

    @property
    def checked(self) -> str:
        """`9 answers confirmed by others, newest 26 November 2026; 5 overdue`, or that none is.

        Checks of people are not counted: they are no answers."""
        days = [f.confirmed_on for f in self.listed.confirmed(on=self.on) if f.confirmed_on]
        overdue = len(self.listed.overdue(on=self.on))
        if not days:
            if not overdue:
                return _("No answer confirmed by others")
            return _("No answer confirmed by others in time; %(n)d overdue") % {"n": overdue}
        words = ngettext(
            "%(n)d answer confirmed by others, %(day)s",
            "%(n)d answers confirmed by others, newest %(day)s",
            len(days),
        ) % {"n": len(days), "day": wording.day(max(days))}
        return words + (_("; %(n)d overdue") % {"n": overdue} if overdue else "")

    @property
    def said(self) -> str:
        """When the clinic itself last said something. A check by others is not its word."""
        if self.listed.repeated_on:
            day = wording.day(self.listed.repeated_on)
            return _("Clinic last stated or repeated an answer %(day)s") % {"day": day}
        return self.listed.said

    @property
    def rating(self) -> str:
        """Its reviews in a few words."""
        return rating_words(self.clinic)


def results_of(found: Iterable[Found], question: Question, *, on: dt.date) -> list[Result]:
    """The clinics found, as the list shows them; without a query when nothing was found.

    One query; a second one where a report may be open, and a third where somebody may be excluded.
    """
    ones, asked = cards(found, codes=question.wanted), carry(question)
    reports = reported(one.clinic.pk for one in ones if one.may_be_reported)
    excluded = excluded_names(one.clinic.pk for one in ones if one.may_be_excluded)
    return [
        Result(
            listed=one,
            question=question,
            carry=asked,
            on=on,
            reports=reports.get(one.clinic.pk, {}),
            excluded=excluded.get(one.clinic.pk, ()),
        )
        for one in ones
    ]


def own_word_only(question: Question) -> str:
    """`CRPS and IV infusion: nobody else confirms this. It is the clinic’s word.`; '' for none.

    Only when answers confirmed by somebody else were asked for.
    """
    if not question.verified:
        return ""
    items = [CHECKLIST.item(code) for code in question.codes]
    own = [str(item.brief) for item in items if not item.confirm]
    if not own:
        return ""
    what = all_of(own) if len(own) <= MOST_NAMED else _("Some of what you chose")
    return _("%(what)s: nobody else confirms this. It is the clinic’s own word.") % {"what": what}
