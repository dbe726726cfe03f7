"""One clinic's page: facts by group, prices, numbers, what was confirmed and what to ask."""

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
from clinics.listing import wording
from clinics.models import Clinic
from clinics.vocabulary import Group, Source
from directory.presenting import course
from directory.presenting import wording as words
from directory.presenting.answers import (
    Answer,
    contact_answer,
    item_answer,
    number_answer,
    price_of,
    price_rows,
    with_reports,
)
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reported, Reports, of_codes

CONTACT = ("phone", "website", "email", "address")
NOTES = {
    "accreditation": gettext_lazy(
        "Many states license no ketamine clinic as such, so there may be no license to show. "
        "The people who treat you have licenses of their own."
    ),
    "condition": gettext_lazy(
        "Beside each condition stands what the guidelines say, not what the clinic says."
    ),
}
"""What a reader must know to read a group rightly."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A group of answers: those stated, those to ask about, those that are only not stated."""

    code: str
    title: Any
    question: Any
    note: Any
    answers: list[Answer]

    @property
    def stated(self) -> list[Answer]:
        """What is answered."""
        return [answer for answer in self.answers if answer.is_stated]

    @property
    def to_ask(self) -> list[Answer]:
        """What is not stated and has a question of its own."""
        return [a for a in self.answers if not a.is_stated and a.question]

    @property
    def unstated(self) -> list[Answer]:
        """What is not stated and is asked with the group's question."""
        return [a for a in self.answers if not a.is_stated and not a.question]


def _year(source: Source) -> tuple[int, str]:
    return source.year, source.short


class ClinicPage:
    """A clinic with its answers at hand, as of a day: no property asks the database."""

    def __init__(self, clinic: Clinic, *, on: dt.date, reports: Reports | None = None) -> None:
        """`reports` are the open ones of the clinic, by code."""
        self.clinic, self.on, self.listed = clinic, on, Listed(clinic)
        self.reports = reports or {}

    @cached_property
    def sections(self) -> list[Section]:
        """The groups of the checklist."""
        return [self._section(group) for group in CHECKLIST.groups]

    def _told(self, answers: Iterable[Answer]) -> list[Answer]:
        return with_reports(answers, self.reports)

    def _section(self, group: Group) -> Section:
        return Section(
            code=group.code,
            title=group.title,
            question=group.question,
            note=NOTES.get(group.code, ""),
            answers=self._told(
                item_answer(item, self.listed.facts.get(item.qualified), on=self.on)
                for item in group.items
            ),
        )

    @cached_property
    def numbers(self) -> Section:
        """Counts and durations."""
        return Section(
            code="number",
            title=_("Times and numbers"),
            question="",
            note="",
            answers=self._told(
                number_answer(number, self.listed.facts.get(number.qualified))
                for number in CHECKLIST.numbers
            ),
        )

    @cached_property
    def prices(self) -> Section:
        """Prices; a kind with prices by route shows those instead of a blank general one."""
        rows = [price_of(self.listed, *row, on=self.on) for row in price_rows([self.listed])]
        priced = {price.kind for price in self.listed.prices.values() if price.route}
        shown = [a for a in rows if a.since or a.code.removeprefix("price.") not in priced]
        answers = self._told(shown)
        return Section(code="price", title=_("Prices"), question="", note="", answers=answers)

    @property
    def all_sections(self) -> list[Section]:
        """Every section: conditions first, then prices and numbers, then the rest."""
        first, *rest = self.sections
        return [first, self.prices, self.numbers, *rest]

    @property
    def answers(self) -> list[Answer]:
        """Every answer of the page."""
        return [answer for section in self.all_sections for answer in section.answers]

    @property
    def unstated_count(self) -> int:
        """How many things the clinic does not state."""
        return sum(not answer.is_stated for answer in self.answers)

    @property
    def confirmed(self) -> list[str]:
        """What others confirmed and is in date."""
        return [answer.label for answer in self.answers if answer.is_confirmed]

    @property
    def overdue(self) -> list[Answer]:
        """What others confirmed once and is past its date."""
        return [answer for answer in self.answers if answer.overdue]

    @property
    def warnings(self) -> list[tuple[str, str, list[Source]]]:
        """What an authority warns of among what the clinic offers: labels, warning, sources."""
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
        """Every text the page cites, in the order of the checklist."""
        cited = {source.short for answer in self.answers for source in answer.sources}
        return [source for source in CHECKLIST.sources if source.short in cited]

    @property
    def contact(self) -> Answer:
        """Who says how the clinic is reached, and whether that is recent."""
        return contact_answer("contact", "", self.clinic.name, self.clinic, on=self.on)

    @property
    def contact_reports(self) -> list[tuple[str, Reported]]:
        """Open reports of how the clinic is reached: what it is called, how many."""
        return [(wording.label(code), r) for code, r in of_codes(self.reports, CONTACT)]

    @property
    def hours_reported(self) -> Reported | None:
        """Open reports of the opening hours."""
        return self.reports.get("hours")

    @property
    def course(self) -> dict[str, str]:
        """The course price in words, its sum written out, and what it leaves out."""
        price = self.listed.course
        return {
            "amount": course.amount(price),
            "addition": course.addition(price),
            "missing": course.missing(price),
        }

    @property
    def hours(self) -> list[tuple[str, str]]:
        """Each weekday with its opening times; '' where none are stated. [] without any."""
        rows = sorted(self.clinic.hours.all(), key=lambda row: (row.weekday, row.opens))
        if not rows:
            return []
        return [
            (
                str(name),
                ", ".join(
                    f"{time_format(r.opens, 'P')} – {time_format(r.closes, 'P')}"
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

    @property
    def phone(self) -> str:
        """The phone number as people write it."""
        return words.phone(self.clinic.phone)
