"""One clinic's page: its answers by group, prices, numbers, and where to find what decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.checklist import CHECKLIST
from clinics.listing.corrections import standing
from clinics.listing.wording import label
from clinics.models import Absence, Clinic
from clinics.vocabulary import Group, Source
from directory.pages.answer_section import AnswerSection
from directory.pages.contact import Contact
from directory.presenting import course, wording
from directory.presenting.answers import (
    ShownAnswer,
    corrected_answer,
    item_answer,
    number_answer,
    price_of,
    price_rows,
    with_reports,
)
from directory.presenting.coverage import coverage_of
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reported, Reports
from directory.search.question import Question

GROUP_NOTES = {
    "accreditation": gettext_lazy(
        "Many states license no ketamine clinic as such, so there may be no license to show. "
        "The people who treat you have licenses of their own."
    ),
    "condition": gettext_lazy(
        "Next to each condition is what the guidelines say, not what the clinic says."
    ),
    "insurance": gettext_lazy(
        "A full tick means that the clinic says the insurer pays for the treatment itself."
    ),
}
"""What a reader must know before reading a group, by the group's code."""


def _absence(*, source: str, since: str, outcome: str, decided_on: str | None) -> str:
    """`No longer in SAMHSA’s list since 3 March 2026.`, and whether a moderator found it open."""
    words = {"list": source, "day": wording.day(dt.date.fromisoformat(since))}
    sentence = _("No longer in %(list)s’s list since %(day)s.") % words
    if outcome != Absence.Outcome.OPEN or not decided_on:
        return sentence
    found = {"day": wording.day(dt.date.fromisoformat(decided_on))}
    return f"{sentence} {_('A moderator found it open on %(day)s.') % found}"


class ClinicPage:
    """A clinic with its prefetched answers, as of a day. No query."""

    def __init__(
        self,
        clinic: Clinic,
        *,
        on: dt.date,
        reports: Reports | None = None,
        question: Question | None = None,
    ) -> None:
        """`reports` are the clinic's open reports. `question`: what the reader asked for."""
        self.clinic, self.on, self.listed = clinic, on, Listed(clinic)
        self.reports = reports or {}
        self.question = question or Question()

    @cached_property
    def sections(self) -> list[AnswerSection]:
        """One section for each group of the checklist."""
        return [self._section(group) for group in CHECKLIST.groups]

    def _with_reports(self, answers: Iterable[ShownAnswer]) -> list[ShownAnswer]:
        return with_reports(answers, self.reports)

    def _section(self, group: Group) -> AnswerSection:
        answers = [
            item_answer(item, self.listed.facts.get(item.qualified), on=self.on)
            for item in group.items
        ]
        return AnswerSection(
            code=group.code,
            title=group.title,
            question=group.question,
            note=GROUP_NOTES.get(group.code, ""),
            answers=self._with_reports(map(self._with_coverage, answers)),
        )

    def _with_coverage(self, answer: ShownAnswer) -> ShownAnswer:
        """The same answer; an insurer's *yes* with what it pays for, and half a tick for a part."""
        fact = self.listed.facts.get(answer.code)
        if fact is None or (coverage := coverage_of(fact)) is None:
            return answer
        said = replace(answer, detail=" · ".join(coverage.remarks))
        if coverage.pays_for(self.question.ticks.get("route", ())):
            return said
        return replace(said, state="half", value=_("In part") if coverage.covers else answer.value)

    @cached_property
    def numbers(self) -> AnswerSection:
        """Counts and durations."""
        answers = [
            number_answer(number, self.listed.facts.get(number.qualified))
            for number in CHECKLIST.numbers
        ]
        return AnswerSection(
            code="number", title=_("Times and numbers"), answers=self._with_reports(answers)
        )

    @cached_property
    def prices(self) -> AnswerSection:
        """Prices. A kind that has prices by route gets no blank row for all routes."""
        rows = [price_of(self.listed, *row, on=self.on) for row in price_rows([self.listed])]
        priced = {price.kind for price in self.listed.prices.values() if price.route}
        shown = [a for a in rows if a.since or a.code.removeprefix("price.") not in priced]
        return AnswerSection(code="price", title=_("Prices"), answers=self._with_reports(shown))

    @cached_property
    def all_sections(self) -> list[AnswerSection]:
        """Every section: conditions first, then prices and numbers, then the rest."""
        first, *rest = self.sections
        return [first, self.prices, self.numbers, *rest]

    def section(self, code: str) -> AnswerSection:
        """The section of that code. Raises KeyError."""
        return {section.code: section for section in self.all_sections}[code]

    @property
    def absences(self) -> list[str]:
        """Which lists no longer have the clinic, a sentence each."""
        return [_absence(**said) for said in getattr(self.clinic, "missing_from", ())]

    @property
    def answers(self) -> list[ShownAnswer]:
        """Every answer of the page."""
        return [answer for section in self.all_sections for answer in section.answers]

    @property
    def last_checks(self) -> list[str]:
        """What kinds of checks there are that still count, each with its last day."""
        return self.listed.last_checks(on=self.on)

    @property
    def sources(self) -> list[Source]:
        """Every source that the page cites, in the order of the checklist."""
        cited = {source.short for answer in self.answers for source in answer.sources}
        return [source for source in CHECKLIST.sources if source.short in cited]

    @cached_property
    def contact(self) -> Contact:
        """How to reach it, and who says so."""
        return Contact(self.clinic, on=self.on, reports=self.reports)

    @property
    def hours_corrected(self) -> ShownAnswer | None:
        """Where a moderator found the opening hours; None when they did not correct them."""
        said = standing(self.clinic).get("hours")
        return corrected_answer("hours", label("hours"), "", said, on=self.on) if said else None

    @property
    def hours_reported(self) -> Reported | None:
        """Open reports about the opening hours."""
        return self.reports.get("hours")

    @property
    def course(self) -> dict[str, str]:
        """The course price in words: the amount, the sum written out, the missing parts."""
        price = self.listed.course
        return {
            "amount": course.price_of(self.listed),
            "addition": course.addition(price),
            "missing": course.missing(price),
        }
