"""Clinics side by side: a row for each thing on the checklist, and which rows differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.checklist import CHECKLIST
from clinics.listing.phones import shown_phone
from clinics.models import Clinic
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

FEWEST_CLINICS, MOST_CLINICS = 2, 6
MOST_LOOKED_UP = 10 * MOST_CLINICS
LONGEST_SLUG = Clinic._meta.get_field("slug").max_length or 0


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


@dataclass(frozen=True, kw_only=True)
class ChosenClinics:
    """The clinics to compare, and what is wrong with the request.

    `clinics`: the published ones. `slugs`: all that were asked for. `problems`: sentences for the
    person. `fewest`: how many clinics the page needs.
    """

    clinics: list[Listed]
    slugs: list[str]
    only_differences: bool
    problems: list[str]
    fewest: int

    @property
    def is_enough(self) -> bool:
        """Whether enough clinics were found, and not too many."""
        return self.fewest <= len(self.clinics) <= MOST_CLINICS


def choose(params: QueryDict, *, fewest: int = FEWEST_CLINICS) -> ChosenClinics:
    """The clinics that the parameters name, in the same order. Three queries; none without a name.

    Unknown parameters, unknown or repeated clinics, too few and too many become `problems`.
    """
    asked = [slug for slug in params.getlist("clinic") if slug.strip()]
    slugs = list(dict.fromkeys(asked))
    known = _published(slugs[:MOST_LOOKED_UP])
    problems = _parameter_problems(params, flags=("differences",) if fewest > 1 else ())
    problems += [
        _("“%(slug)s” was given twice; it is shown once.") % {"slug": _printable(slug)}
        for slug in slugs
        if asked.count(slug) > 1
    ]
    problems += [
        _("There is no clinic “%(slug)s” here.") % {"slug": _printable(slug)}
        for slug in slugs[:MOST_LOOKED_UP]
        if slug not in known
    ]
    problems += _number_problems(len(slugs), len(known), fewest)
    return ChosenClinics(
        clinics=[Listed(known[slug]) for slug in slugs if slug in known],
        slugs=slugs,
        only_differences=params.get("differences") == "1",
        problems=problems,
        fewest=fewest,
    )


def _printable(slug: str) -> str:
    return slug[:LONGEST_SLUG].replace("\0", "\ufffd")


def _published(slugs: Sequence[str]) -> dict[str, Clinic]:
    possible = [slug for slug in slugs if len(slug) <= LONGEST_SLUG and "\0" not in slug]
    clinics = (
        Clinic.objects.published()
        .with_import_days()
        .select_related("organization")
        .prefetch_related("facts", "prices")
        .filter(slug__in=possible)
    )
    return {clinic.slug: clinic for clinic in clinics} if possible else {}


def _parameter_problems(params: QueryDict, *, flags: Iterable[str]) -> list[str]:
    problems = [
        _("“%(name)s” is not a parameter of this page.") % {"name": name[:60]}
        for name in params
        if name not in ("clinic", *flags)
    ]
    for flag in flags:
        if not set(params.getlist(flag)) <= {"", "1"}:
            problems.append(_("“%(name)s” can only be 1.") % {"name": flag})
    return problems


def _number_problems(asked: int, known: int, fewest: int) -> list[str]:
    if asked > MOST_CLINICS:
        return [
            _("You chose %(n)d clinics; at most %(most)d fit side by side. Untick some.")
            % {"n": asked, "most": MOST_CLINICS}
        ]
    if known == 0:
        return [_("No clinic is chosen yet.")]
    if known < fewest:
        return [
            ngettext(
                "One clinic is chosen: choose at least %(more)d more to compare.",
                "%(n)d clinics are chosen: choose at least %(more)d more to compare.",
                known,
            )
            % {"n": known, "more": fewest - known}
        ]
    return []


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
        row("town", _("Town"), town),
        row("phone", _("Phone"), lambda one: shown_phone(one.clinic.phone)),
        row("website", _("Website"), lambda one: one.clinic.website),
        _repeated_row(clinics),
        _checked_row(clinics, on),
        _reviews_row(clinics),
    ]


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
