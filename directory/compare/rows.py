"""Clinics side by side: a row for each thing on the checklist, and which rows differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.listing.phones import shown_phone
from directory.compare.clinician_rows import clinician_rows
from directory.presenting import course, wording
from directory.presenting.answers import (
    ShownAnswer,
    contact_answer,
    item_answer,
    number_answer,
    price_of,
    price_rows,
    with_reports,
)
from directory.presenting.clinicians import Clinicians
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reports
from directory.presenting.reviews import rating_words
from directory.presenting.status import status_words


@dataclass(frozen=True, kw_only=True)
class CompareRow:
    """One thing, answered by each clinic."""

    code: str
    label: Any
    cells: list[ShownAnswer]

    @property
    def differs(self) -> bool:
        """Whether the clinics do not all answer alike. "Not stated" is an answer of its own."""
        return len({(cell.state, cell.value) for cell in self.cells}) > 1


@dataclass(frozen=True, kw_only=True)
class CompareSection:
    """A group of rows."""

    code: str
    title: Any
    rows: list[CompareRow]


def sections(
    clinics: Sequence[Listed],
    clinicians: Mapping[int, Clinicians],
    *,
    on: dt.date,
    only_differences: bool = False,
) -> list[CompareSection]:
    """Every row of the comparison as of a day, or only the rows that differ. No query.

    `clinicians`: those of each clinic, by its key.
    """
    every = [
        CompareSection(code="contact", title=_("At a glance"), rows=_contact_rows(clinics, on)),
        CompareSection(code="price", title=_("Prices"), rows=_price_rows(clinics, on)),
        CompareSection(code="number", title=_("Times and numbers"), rows=_number_rows(clinics)),
    ]
    for group in CHECKLIST.groups:
        rows = [
            CompareRow(
                code=item.qualified,
                label=item.label,
                cells=[item_answer(item, c.facts.get(item.qualified), on=on) for c in clinics],
            )
            for item in group.items
        ]
        if group.code == "staff":
            every.append(_clinicians_section(clinics, clinicians, on))
        every.append(CompareSection(code=group.code, title=group.title, rows=rows))
    if not only_differences:
        return every
    differing = [
        CompareSection(code=s.code, title=s.title, rows=[row for row in s.rows if row.differs])
        for s in every
    ]
    return [section for section in differing if section.rows]


def with_reported(
    sections: Sequence[CompareSection], clinics: Sequence[Listed], reports: Mapping[int, Reports]
) -> list[CompareSection]:
    """The same sections, each cell with its open reports. `reports`: by the clinic's key."""
    of_each = [reports[one.clinic.pk] for one in clinics]

    def reported(row: CompareRow) -> CompareRow:
        pairs = zip(row.cells, of_each, strict=True)
        return replace(row, cells=[with_reports([cell], own)[0] for cell, own in pairs])

    return [replace(section, rows=[reported(row) for row in section.rows]) for section in sections]


def _clinicians_section(
    clinics: Sequence[Listed], clinicians: Mapping[int, Clinicians], on: dt.date
) -> CompareSection:
    rows = [
        CompareRow(code=code, label=label, cells=cells)
        for code, label, cells in clinician_rows(clinics, clinicians, on=on)
    ]
    return CompareSection(code="people", title=_("Checks of people"), rows=rows)


def _contact_rows(clinics: Sequence[Listed], on: dt.date) -> list[CompareRow]:
    def row(code: str, label: str, value) -> CompareRow:
        cells = [contact_answer(code, label, value(c), c.clinic, on=on) for c in clinics]
        return CompareRow(code=code, label=label, cells=cells)

    def town(one: Listed) -> str:
        return ", ".join(part for part in (one.clinic.city, one.clinic.state) if part)

    return [
        *_status_rows(clinics, on),
        row("town", _("Town"), town),
        row("phone", _("Phone"), lambda one: shown_phone(one.clinic.phone)),
        row("website", _("Website"), lambda one: one.clinic.website),
        _repeated_row(clinics),
        _checked_row(clinics, on),
        _reviews_row(clinics),
    ]


def _status_rows(clinics: Sequence[Listed], on: dt.date) -> list[CompareRow]:
    """What stands in the way of going there; no row when nothing does."""
    words = [status_words(one.clinic, on=on) for one in clinics]
    cells = [_worked_out("status", _("Listing"), said or _("Open")) for said in words]
    return [CompareRow(code="status", label=_("Listing"), cells=cells)] if any(words) else []


def _repeated_row(clinics: Sequence[Listed]) -> CompareRow:
    code, label = "last_repeated", _("The clinic last stated or repeated an answer")
    days = [wording.day(one.repeated_on) if one.repeated_on else _("Never here") for one in clinics]
    return CompareRow(code=code, label=label, cells=[_worked_out(code, label, d) for d in days])


def _checked_row(clinics: Sequence[Listed], on: dt.date) -> CompareRow:
    code, label = "last_checked", _("Last checks by others")
    checks = ["; ".join(one.last_checks(on=on)) or _("None that counts") for one in clinics]
    return CompareRow(code=code, label=label, cells=[_worked_out(code, label, c) for c in checks])


def _reviews_row(clinics: Sequence[Listed]) -> CompareRow:
    code, label = "reviews", _("Reviews")
    cells = [
        ShownAnswer(
            code=code,
            label=label,
            state="stated" if one.clinic.marks_count else "unstated",
            value=rating_words(one.clinic),
        )
        for one in clinics
    ]
    return CompareRow(code=code, label=label, cells=cells)


def _worked_out(code: str, label: str, value: str, detail: str = "") -> ShownAnswer:
    """A cell worked out from other answers. It has no source: they carry their own."""
    if not value:
        return ShownAnswer(code=code, label=label, value=_("Not stated"))
    return ShownAnswer(code=code, label=label, state="stated", value=value, detail=detail)


def _course_row(clinics: Sequence[Listed]) -> CompareRow:
    code, label, cells = "course_price", _("Whole first course"), []
    for price in [one.course for one in clinics]:
        amount = course.amount(price) if price else ""
        detail = "; ".join(filter(None, (course.addition(price), course.missing(price))))
        cells.append(_worked_out(code, label, amount, detail))
    return CompareRow(code=code, label=label, cells=cells)


def _price_rows(clinics: Sequence[Listed], on: dt.date) -> list[CompareRow]:
    rows = [_course_row(clinics)]
    for kind, route in price_rows(clinics):
        cells = [price_of(one, kind, route, on=on) for one in clinics]
        rows.append(CompareRow(code=cells[0].code, label=cells[0].label, cells=cells))
    return rows


def _number_rows(clinics: Sequence[Listed]) -> list[CompareRow]:
    return [
        CompareRow(
            code=number.qualified,
            label=number.label,
            cells=[number_answer(number, c.facts.get(number.qualified)) for c in clinics],
        )
        for number in CHECKLIST.numbers
    ]
