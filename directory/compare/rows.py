"""Clinics side by side: a row for each thing on the checklist, and which rows differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clinics.checklist import CHECKLIST
from clinics.listing.phones import shown_phone
from clinics.models import Event
from clinics.vocabulary import Item, PriceKind
from directory.compare.asked import asked_rows
from directory.compare.cells import Cell, CompareRow, CompareSection
from directory.compare.clinician_rows import clinician_rows
from directory.compare.compared import Compared
from directory.compare.decides import decides_rows, worked_out
from directory.presenting import wording
from directory.presenting.answers import (
    ShownAnswer,
    contact_answer,
    item_answer,
    number_answer,
    price_answer,
    price_of,
    price_rows,
)
from directory.presenting.coverage import coverage_of
from directory.presenting.listed_clinic import Listed
from directory.presenting.status import status_words


def sections(compared: Compared, *, only_differences: bool = False) -> list[CompareSection]:
    """Every row of the comparison, or only the rows that differ. No query.

    What was asked for comes first, if anything was; then what decides.
    """
    every = [
        CompareSection(
            code="asked", title=_("What you asked for"), rows=asked_rows(compared), is_open=True
        ),
        CompareSection(
            code="decides", title=_("What decides"), rows=decides_rows(compared), is_open=True
        ),
        CompareSection(code="price", title=_("Prices"), rows=_price_rows(compared)),
        CompareSection(code="number", title=_("Times and numbers"), rows=_number_rows(compared)),
    ]
    for group in CHECKLIST.groups:
        if group.code == "staff":
            every.append(_clinicians_section(compared))
        rows = [_item_row(compared, item) for item in group.items]
        every.append(CompareSection(code=group.code, title=group.title, rows=rows))
    contact = _contact_rows(compared)
    every.append(CompareSection(code="contact", title=_("Contact and dates"), rows=contact))
    if only_differences:
        every = [_differing(section) for section in every]
    return [section for section in every if section.rows]


def _differing(section: CompareSection) -> CompareSection:
    return replace(section, rows=[row for row in section.rows if row.differs or row.is_kept])


def _item_row(compared: Compared, item: Item) -> CompareRow:
    """An item of the checklist. An insurer's *yes* is told with what it pays for."""
    facts = [one.facts.get(item.qualified) for one in compared.clinics]
    answers = [item_answer(item, fact, on=compared.on) for fact in facts]
    row = compared.row(item.qualified, str(item.label), answers)
    routes, cells = compared.question.ticks.get("route", ()), []
    for cell, fact in zip(row.cells, facts, strict=True):
        coverage = coverage_of(fact) if fact else None
        cells.append(
            Cell(
                answer=replace(cell.answer, detail="; ".join(coverage.remarks)),
                shape="yes" if coverage.pays_for(routes) else "half",
                coverage=coverage,
            )
            if coverage
            else cell
        )
    return replace(row, cells=cells)


def _clinicians_section(compared: Compared) -> CompareSection:
    rows = clinician_rows(compared.clinics, compared.clinicians, on=compared.on)
    return CompareSection(code="people", title=_("Checks of people"), rows=rows)


def _contact_rows(compared: Compared) -> list[CompareRow]:
    def row(code: str, label: str, value: Callable[[Listed], str], of: str = "") -> CompareRow:
        """`of`: the detail that a moderator corrects, where the row shows a part of it."""
        answers = [
            contact_answer(of or code, label, value(one), one.clinic, on=compared.on)
            for one in compared.clinics
        ]
        shown = [replace(answer, code=code) for answer in answers]
        return compared.row(code, label, shown, is_own=True)

    return [
        *_status_rows(compared),
        row("town", _("Town"), lambda one: one.town, of="address"),
        row("phone", _("Phone"), lambda one: shown_phone(one.clinic.phone)),
        row("website", _("Website"), lambda one: one.clinic.website),
        _repeated_row(compared),
        _checked_row(compared),
    ]


def _status_rows(compared: Compared) -> list[CompareRow]:
    """What stands in the way of going there; no row when nothing does."""
    code, label, cells = "status", _("Listing"), []
    words = [status_words(one.clinic, on=compared.on) for one in compared.clinics]
    for one, said in zip(compared.clinics, words, strict=True):
        answer = worked_out(code, label, said or pgettext("clinic", "Open"))
        event = compared.ended.get(one.clinic.pk) if said else None
        cells.append(_ended(answer, event) if event else Cell(answer=answer))
    return [CompareRow(code=code, label=label, cells=cells)] if any(words) else []


def _ended(answer: ShownAnswer, event: Event) -> Cell:
    """That a listing is paused or closed, with who said so, and when."""
    since, who = timezone.localdate(event.at), str(Event.Actor(event.actor).label)
    told = _("said by %(who)s on %(day)s") % {"who": who, "day": wording.day(since)}
    said = replace(answer, source_kind=event.actor, source=who, since=since)
    return Cell(answer=said, told=told)


def _repeated_row(compared: Compared) -> CompareRow:
    code, label = "last_repeated", _("The clinic last stated or repeated an answer")
    days = [one.repeated_on for one in compared.clinics]
    said = [wording.day(day) if day else _("Never here") for day in days]
    return _dates_row(compared, code, label, said)


def _checked_row(compared: Compared) -> CompareRow:
    code, label = "last_checked", _("Last checks by others")
    checks = ["; ".join(one.last_checks(on=compared.on)) for one in compared.clinics]
    return _dates_row(compared, code, label, [said or _("None that counts") for said in checks])


def _dates_row(compared: Compared, code: str, label: str, said: Sequence[str]) -> CompareRow:
    answers = [worked_out(code, label, words) for words in said]
    return compared.row(code, label, answers, is_own=True)


def _price_rows(compared: Compared) -> list[CompareRow]:
    rows = []
    for kind, route in price_rows(compared.clinics):
        answers = [price_of(one, kind, route, on=compared.on) for one in compared.clinics]
        row = compared.row(answers[0].code, answers[0].label, answers)
        pairs = zip(row.cells, compared.clinics, strict=True)
        cells = [_by_route(compared, one, kind, cell) for cell, one in pairs]
        rows.append(replace(row, cells=cells))
    return rows


def _by_route(compared: Compared, one: Listed, kind: PriceKind, cell: Cell) -> Cell:
    """That each route has its price rests on those prices; any other cell stays as it is."""
    if not cell.is_stated or cell.answer.source:
        return cell
    codes = sorted(code for code, price in one.prices.items() if price.kind == kind.code)
    routes = [(one.prices[code].route, one.prices[code]) for code in codes]
    parts = [price_answer(kind, route, price, on=compared.on) for route, price in routes]
    return compared.joined(one, cell.answer, parts)


def _number_rows(compared: Compared) -> list[CompareRow]:
    return [
        compared.row(
            number.qualified,
            str(number.label),
            [number_answer(number, one.facts.get(number.qualified)) for one in compared.clinics],
        )
        for number in CHECKLIST.numbers
    ]
