"""What somebody asked for, as the first rows of the comparison."""

from __future__ import annotations

from dataclasses import replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from directory.compare.cells import Cell, CompareRow
from directory.compare.compared import Compared
from directory.presenting import course, wording
from directory.presenting.answers import ShownAnswer, contact_answer, item_answer
from directory.presenting.joined import course_parts
from directory.presenting.listed_clinic import Listed
from directory.presenting.ticks import STATE_WORDS, ShownTick, ticks_of

ASKED = "asked."
"""The codes of these rows begin with it: the same things have rows in their groups, too."""


def asked_rows(compared: Compared) -> list[CompareRow]:
    """A row for each tick, then the price and the distance that were asked for. No query."""
    ticks = [
        ticks_of(compared.question, one, on=compared.on, reports=compared.reports[one.clinic.pk])
        for one in compared.clinics
    ]
    rows = [_tick_row(compared, of_each) for of_each in zip(*ticks, strict=True)]
    return [*rows, *_price_rows(compared), *_distance_rows(compared)]


def _tick_row(compared: Compared, ticks: tuple[ShownTick, ...]) -> CompareRow:
    tick, item = ticks[0], CHECKLIST.item(ticks[0].code)
    answers = [item_answer(item, c.facts.get(tick.code), on=compared.on) for c in compared.clinics]
    pairs = zip(answers, ticks, strict=True)
    return CompareRow(
        code=ASKED + tick.code,
        label=tick.label,
        cells=[Cell(answer=_answered(answer, tick)) for answer, tick in pairs],
    )


def _answered(answer: ShownAnswer, tick: ShownTick) -> ShownAnswer:
    """The answer as the tick judges it. Its remarks tell what is overdue and reported."""
    return replace(
        answer,
        code=ASKED + tick.code,
        label=tick.label,
        state=tick.state,
        value=capfirst(tick.state_words),
        detail=tick.remark,
        checked="" if answer.overdue else answer.checked,
        overdue=False,
    )


def _price_rows(compared: Compared) -> list[CompareRow]:
    most = compared.question.max_course_price
    if most is None:
        return []
    label = _("First course at most %(price)s") % {"price": wording.money(most)}
    code, cells = f"{ASKED}max_course_price", []
    for one in compared.clinics:
        state = course.affords(one.course, most)
        detail = course.amount(one.course) if one.course else ""
        value = capfirst(str(STATE_WORDS[state]))
        answer = ShownAnswer(code=code, label=label, state=state, value=value, detail=detail)
        cells.append(compared.joined(one, answer, course_parts(one, on=compared.on)))
    return [CompareRow(code=code, label=label, cells=cells)]


def _distance_rows(compared: Compared) -> list[CompareRow]:
    if all(one.distance_miles is None for one in compared.clinics):
        return []
    code, label = f"{ASKED}distance", _("Distance in a straight line")
    cells = []
    for one in compared.clinics:
        answer = _distance(code, label, one, compared.question.unit)
        if answer.is_stated:
            town = one.town or one.clinic.name
            where = contact_answer("address", _("Address"), town, one.clinic, on=compared.on)
            told = _("worked out here from its address:")
            cells.append(compared.joined(one, answer, [where], told=told))
        else:
            cells.append(Cell(answer=answer))
    return [CompareRow(code=code, label=label, cells=cells, is_own=True)]


def _distance(code: str, label: str, one: Listed, unit: str) -> ShownAnswer:
    if one.distance_miles is None:
        return ShownAnswer(code=code, label=label, value=_("Not known"))
    if wording.is_here(one.distance_miles, unit):
        value = _("in %(town)s") % {"town": one.town}
    else:
        near = one.clinic.is_approximate
        value = wording.distance(one.distance_miles, unit, is_approximate=near)
    return ShownAnswer(code=code, label=label, state="stated", value=value)
