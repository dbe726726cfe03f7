"""One clinic's page: facts by group, prices, numbers, what is confirmed, what to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.checklist import CHECKLIST
from clinics.listing.corrections import is_detail, standing
from clinics.listing.hours import closing
from clinics.listing.wording import day, label
from clinics.models import Absence, Clinic, UpcomingMove
from clinics.vocabulary import Group, Source
from directory.presenting import course, wording
from directory.presenting.answers import (
    ShownAnswer,
    contact_answer,
    corrected_answer,
    item_answer,
    number_answer,
    price_of,
    price_rows,
    with_reports,
)
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reported, Reports, of_codes

DAY = dt.timedelta(days=1)
CONTACT_CODES = ("phone", "website", "email", "address")
GROUP_NOTES = {
    "accreditation": gettext_lazy(
        "Many states license no ketamine clinic as such, so there may be no license to show. "
        "The people who treat you have licenses of their own."
    ),
    "condition": gettext_lazy(
        "Next to each condition is what the guidelines say, not what the clinic says."
    ),
}
"""What a reader must know before reading a group, by the group's code."""


@dataclass(frozen=True, kw_only=True)
class AnswerSection:
    """A group of answers with its heading, and the question that covers the whole group."""

    code: str
    title: Any
    question: Any
    note: Any
    answers: list[ShownAnswer]

    @property
    def stated(self) -> list[ShownAnswer]:
        """The answers that are stated."""
        return [answer for answer in self.answers if answer.is_stated]

    @property
    def to_ask(self) -> list[ShownAnswer]:
        """The unstated answers that have a question of their own."""
        return [a for a in self.answers if not a.is_stated and a.question]

    @property
    def unstated(self) -> list[ShownAnswer]:
        """The unstated answers that the group's question covers."""
        return [a for a in self.answers if not a.is_stated and not a.question]


def _absence(*, source: str, since: str, outcome: str, decided_on: str | None) -> str:
    """`No longer in SAMHSA’s list since 3 March 2026.`, and whether a moderator found it open."""
    words = {"list": source, "day": wording.day(dt.date.fromisoformat(since))}
    sentence = _("No longer in %(list)s’s list since %(day)s.") % words
    if outcome != Absence.Outcome.OPEN or not decided_on:
        return sentence
    found = {"day": wording.day(dt.date.fromisoformat(decided_on))}
    return f"{sentence} {_('A moderator found it open on %(day)s.') % found}"


def _year(source: Source) -> tuple[int, str]:
    return source.year, source.short


class ClinicPage:
    """A clinic with its prefetched answers, as of a day. No query."""

    def __init__(self, clinic: Clinic, *, on: dt.date, reports: Reports | None = None) -> None:
        """`reports` are the clinic's open reports."""
        self.clinic, self.on, self.listed = clinic, on, Listed(clinic)
        self.reports = reports or {}

    @cached_property
    def sections(self) -> list[AnswerSection]:
        """One section for each group of the checklist."""
        return [self._section(group) for group in CHECKLIST.groups]

    def _with_reports(self, answers: Iterable[ShownAnswer]) -> list[ShownAnswer]:
        return with_reports(answers, self.reports)

    def _section(self, group: Group) -> AnswerSection:
        return AnswerSection(
            code=group.code,
            title=group.title,
            question=group.question,
            note=GROUP_NOTES.get(group.code, ""),
            answers=self._with_reports(
                item_answer(item, self.listed.facts.get(item.qualified), on=self.on)
                for item in group.items
            ),
        )

    @cached_property
    def numbers(self) -> AnswerSection:
        """Counts and durations."""
        return AnswerSection(
            code="number",
            title=_("Times and numbers"),
            question="",
            note="",
            answers=self._with_reports(
                number_answer(number, self.listed.facts.get(number.qualified))
                for number in CHECKLIST.numbers
            ),
        )

    @cached_property
    def prices(self) -> AnswerSection:
        """Prices. A kind that has prices by route gets no blank row for all routes."""
        rows = [price_of(self.listed, *row, on=self.on) for row in price_rows([self.listed])]
        priced = {price.kind for price in self.listed.prices.values() if price.route}
        shown = [a for a in rows if a.since or a.code.removeprefix("price.") not in priced]
        answers = self._with_reports(shown)
        return AnswerSection(code="price", title=_("Prices"), question="", note="", answers=answers)

    @property
    def all_sections(self) -> list[AnswerSection]:
        """Every section: conditions first, then prices and numbers, then the rest."""
        first, *rest = self.sections
        return [first, self.prices, self.numbers, *rest]

    @property
    def absences(self) -> list[str]:
        """Which lists no longer have the clinic, a sentence each."""
        return [_absence(**said) for said in getattr(self.clinic, "missing_from", ())]

    @property
    def answers(self) -> list[ShownAnswer]:
        """Every answer of the page."""
        return [answer for section in self.all_sections for answer in section.answers]

    @property
    def unstated_count(self) -> int:
        """How many things the clinic does not state."""
        return sum(not answer.is_stated for answer in self.answers)

    @property
    def confirmed(self) -> list[str]:
        """The labels of the answers that are confirmed and not overdue."""
        return [answer.label for answer in self.answers if answer.is_confirmed]

    @property
    def overdue(self) -> list[ShownAnswer]:
        """The answers whose check is past its date."""
        return [answer for answer in self.answers if answer.overdue]

    @property
    def last_checks(self) -> list[str]:
        """What kinds of checks there are that still count, each with its last day."""
        return self.listed.last_checks(on=self.on)

    @property
    def warnings(self) -> list[tuple[str, str, list[Source]]]:
        """Official warnings about what the clinic offers, as (labels, warning, sources)."""
        warned = [a for a in self.answers if a.state == "yes" and a.warning]
        return [
            (
                "; ".join(a.label for a in warned if a.warning == text),
                text,
                sorted({s for a in warned if a.warning == text for s in a.sources}, key=_year),
            )
            for text in dict.fromkeys(a.warning for a in warned)
        ]

    @property
    def sources(self) -> list[Source]:
        """Every source that the page cites, in the order of the checklist."""
        cited = {source.short for answer in self.answers for source in answer.sources}
        return [source for source in CHECKLIST.sources if source.short in cited]

    @property
    def contact(self) -> ShownAnswer:
        """The provenance of address and phone: its source, its dates, whether it is stale."""
        return contact_answer("contact", "", self.clinic.name, self.clinic, on=self.on)

    @property
    def corrected(self) -> list[ShownAnswer]:
        """The details that a moderator corrected, each with where they found it; not the hours."""
        found = standing(self.clinic).items()
        return [
            corrected_answer(code, label(code), "", said, on=self.on)
            for code, said in found
            if is_detail(code) and code != "hours"
        ]

    @property
    def hours_corrected(self) -> ShownAnswer | None:
        """Where a moderator found the opening hours; None when they did not correct them."""
        said = standing(self.clinic).get("hours")
        return corrected_answer("hours", label("hours"), "", said, on=self.on) if said else None

    @property
    def contact_reports(self) -> list[tuple[str, Reported]]:
        """Open reports about address and phone, each with the label of the answer."""
        return [(label(code), reported) for code, reported in of_codes(self.reports, CONTACT_CODES)]

    @property
    def hours_reported(self) -> Reported | None:
        """Open reports about the opening hours."""
        return self.reports.get("hours")

    @property
    def move(self) -> UpcomingMove | None:
        """The move that is ahead of it; None: it stays."""
        return getattr(self.clinic, "upcoming_move", None)

    @property
    def move_words(self) -> str:
        """From which day the new address holds, before the address itself."""
        if self.move is None:
            return ""
        words = {"day": day(self.move.holds_from), "before": day(self.move.holds_from - DAY)}
        if self.move.holds_from > self.on:
            return _("Until %(before)s. From %(day)s at:") % words
        return _("It has moved. Since %(day)s at:") % words

    @property
    def course(self) -> dict[str, str]:
        """The course price in words: the amount, the sum written out, the missing parts."""
        price = self.listed.course
        return {
            "amount": course.price_of(self.listed),
            "addition": course.addition(price),
            "missing": course.missing(price),
        }

    @property
    def hours(self) -> list[tuple[str, str]]:
        """Each weekday with its opening times, '' for a day without. [] without any hours."""
        rows = sorted(self.clinic.hours.all(), key=lambda row: (row.weekday, row.opens))
        if not rows:
            return []
        return [
            (
                str(name),
                ", ".join(
                    f"{time_format(r.opens, 'P')} – {closing(r.closes)}"
                    for r in rows
                    if r.weekday == number
                ),
            )
            for number, name in WEEKDAYS.items()
        ]

    @property
    def address(self) -> list[str]:
        """The address in lines."""
        clinic = self.clinic
        town = " ".join(
            part for part in (clinic.city + "," * bool(clinic.city and clinic.state),
                              clinic.state, clinic.postal_code) if part
        )  # fmt: skip
        return [line for line in (clinic.street, clinic.street2, town) if line]
