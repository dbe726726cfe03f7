"""Clinics side by side: rows of answers derived from the checklist, and which rows differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.checklist import CHECKLIST
from clinics.models import Clinic
from directory.compare.clinician_rows import clinician_rows
from directory.presenting import course, wording
from directory.presenting.answers import (
    Answer,
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

FEWEST, MOST = 2, 6
LONGEST_SLUG = 90


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing, answered by each clinic."""

    code: str
    label: Any
    cells: list[Answer]

    @property
    def differs(self) -> bool:
        """Whether the clinics do not all answer alike; *not stated* is an answer of its own."""
        return len({(cell.state, cell.value) for cell in self.cells}) > 1


@dataclass(frozen=True, kw_only=True)
class Section:
    """A group of rows."""

    code: str
    title: Any
    rows: list[Row]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which clinics were asked for, as far as they are known, and what is wrong with the asking.

    `problems` are sentences for the person; `fewest` is how many clinics it takes.
    """

    clinics: list[Listed]
    slugs: list[str]
    only_differences: bool
    problems: list[str]
    fewest: int

    @property
    def is_enough(self) -> bool:
        """Whether as many clinics are known as it takes, and not too many."""
        return self.fewest <= len(self.clinics) <= MOST


def choose(params: QueryDict, *, fewest: int = FEWEST) -> Choice:
    """The clinics that the parameters name, in their order. Three queries, none without a name.

    Unknown parameters, unknown and repeated clinics, too few and too many are problems in words.
    """
    asked = [slug for slug in params.getlist("clinic") if slug.strip()]
    slugs = list(dict.fromkeys(asked))
    known = _known(slugs[: 10 * MOST])
    problems = _parameter_problems(params, flags=("differences",) if fewest > 1 else ())
    problems += [
        _("“%(slug)s” was given twice; it is shown once.") % {"slug": _shown(slug)}
        for slug in slugs
        if asked.count(slug) > 1
    ]
    problems += [
        _("There is no clinic “%(slug)s” here.") % {"slug": _shown(slug)}
        for slug in slugs[: 10 * MOST]
        if slug not in known
    ]
    problems += _number_problems(len(slugs), len(known), fewest)
    return Choice(
        clinics=[Listed(known[slug]) for slug in slugs if slug in known],
        slugs=slugs,
        only_differences=params.get("differences") == "1",
        problems=problems,
        fewest=fewest,
    )


def _shown(slug: str) -> str:
    return slug[:LONGEST_SLUG].replace("\0", "\ufffd")


def _known(slugs: Sequence[str]) -> dict[str, Clinic]:
    possible = [slug for slug in slugs if len(slug) <= LONGEST_SLUG and "\0" not in slug]
    clinics = (
        Clinic.objects.published()
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
    if asked > MOST:
        return [
            _("You chose %(n)d clinics; at most %(most)d fit side by side. Untick some.")
            % {"n": asked, "most": MOST}
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
) -> list[Section]:
    """Every row of the comparison as of a day, or only those that differ. No query.

    `clinicians` are those of each clinic, by its key.
    """
    found = [
        Section(code="contact", title=_("At a glance"), rows=_contact_rows(clinics, on)),
        Section(code="price", title=_("Prices"), rows=_price_rows(clinics, on)),
        Section(code="number", title=_("Times and numbers"), rows=_number_rows(clinics)),
    ]
    for group in CHECKLIST.groups:
        rows = [
            Row(
                code=item.qualified,
                label=item.label,
                cells=[item_answer(item, c.facts.get(item.qualified), on=on) for c in clinics],
            )
            for item in group.items
        ]
        if group.code == "staff":
            found.append(_clinicians_section(clinics, clinicians, on))
        found.append(Section(code=group.code, title=group.title, rows=rows))
    if not only_differences:
        return found
    differing = [
        Section(code=s.code, title=s.title, rows=[row for row in s.rows if row.differs])
        for s in found
    ]
    return [section for section in differing if section.rows]


def with_reported(
    sections: Sequence[Section], clinics: Sequence[Listed], reports: Mapping[int, Reports]
) -> list[Section]:
    """The sections, each cell with its open reports; `reports` are by clinic's key and code."""
    of_each = [reports[one.clinic.pk] for one in clinics]

    def told(row: Row) -> Row:
        pairs = zip(row.cells, of_each, strict=True)
        return replace(row, cells=[with_reports([cell], own)[0] for cell, own in pairs])

    return [replace(section, rows=[told(row) for row in section.rows]) for section in sections]


def _clinicians_section(
    clinics: Sequence[Listed], clinicians: Mapping[int, Clinicians], on: dt.date
) -> Section:
    rows = [
        Row(code=code, label=label, cells=cells)
        for code, label, cells in clinician_rows(clinics, clinicians, on=on)
    ]
    return Section(code="people", title=_("Checks of people"), rows=rows)


def _contact_rows(clinics: Sequence[Listed], on: dt.date) -> list[Row]:
    def row(code: str, label: str, value) -> Row:
        cells = [contact_answer(code, label, value(c), c.clinic, on=on) for c in clinics]
        return Row(code=code, label=label, cells=cells)

    confirmed = _("Last confirmed")
    return [
        row("town", _("Town"), lambda c: ", ".join(
            part for part in (c.clinic.city, c.clinic.state) if part)),
        row("phone", _("Phone"), lambda c: wording.phone(c.clinic.phone)),
        row("website", _("Website"), lambda c: c.clinic.website),
        Row(code="last_confirmed", label=confirmed, cells=[
            _derived("last_confirmed", confirmed, wording.day(c.last_confirmed)
                     if c.last_confirmed else "") for c in clinics]),
        Row(code="reviews", label=_("Reviews"), cells=[_reviews(c.clinic) for c in clinics]),
    ]  # fmt: skip


def _reviews(clinic: Clinic) -> Answer:
    state = "stated" if clinic.marks_count else "unstated"
    return Answer(code="reviews", label=_("Reviews"), state=state, value=rating_words(clinic))


def _derived(code: str, label: str, value: str, detail: str = "") -> Answer:
    """A cell worked out from other answers, which carry their own sources."""
    if not value:
        return Answer(code=code, label=label, value=_("Not stated"))
    return Answer(code=code, label=label, state="stated", value=value, detail=detail)


def _price_rows(clinics: Sequence[Listed], on: dt.date) -> list[Row]:
    label = _("Whole first course")
    total = [
        _derived("course_price", label, course.amount(c.course) if c.course else "",
                 "; ".join(filter(None, (course.addition(c.course), course.missing(c.course)))))
        for c in clinics
    ]  # fmt: skip
    rows = [Row(code="course_price", label=label, cells=total)]
    for kind, route in price_rows(clinics):
        cells = [price_of(one, kind, route, on=on) for one in clinics]
        rows.append(Row(code=cells[0].code, label=cells[0].label, cells=cells))
    return rows


def _number_rows(clinics: Sequence[Listed]) -> list[Row]:
    return [
        Row(
            code=number.qualified,
            label=number.label,
            cells=[number_answer(number, c.facts.get(number.qualified)) for c in clinics],
        )
        for number in CHECKLIST.numbers
    ]
