"""What decides between clinics, as rows: what is known against them, price, insurance, safety."""

from __future__ import annotations

from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Number
from directory.compare.cells import Cell, CompareRow
from directory.compare.compared import Compared, Counted
from directory.presenting import course
from directory.presenting.answers import ShownAnswer, counted, item_answer, number_answer
from directory.presenting.coverage import coverages_of
from directory.presenting.joined import course_parts
from directory.presenting.listed_clinic import Listed
from directory.presenting.reviews import rating_words
from directory.presenting.ticks import ShownTick

ON_SITE, WATCHED = "safety.clinician-on-site", "safety.continuous-observation"
OBSERVED, WAIT = "number.patients_per_observer", "number.wait_days"
ACCEPTING = "access.accepting-new-patients"
REVIEWS = "reviews"
"""The kind of source of what reviews say, beside those of `SourceKind`."""


def decides_rows(compared: Compared) -> list[CompareRow]:
    """The rows in the order in which they decide. Each row that `repeats` stands below, too."""
    return [
        _warnings_row(compared),
        _routes_row(compared),
        _course_row(compared),
        _insurance_row(compared),
        _item_row(compared, ON_SITE),
        _watched_row(compared),
        _safety_row(compared),
        _wait_row(compared),
        _item_row(compared, ACCEPTING),
        _reviews_row(compared),
    ]


def worked_out(code: str, label: str, value: str, detail: str = "") -> ShownAnswer:
    """An answer worked out from others. It has no source: they carry their own (`joined`)."""
    if not value:
        return ShownAnswer(code=code, label=label, value=_("Not stated"))
    return ShownAnswer(code=code, label=label, state="stated", value=value, detail=detail)


def _warnings_row(compared: Compared) -> CompareRow:
    code, label, cells = "warnings", _("Warnings"), []
    for one in compared.clinics:
        found = tuple(compared.warnings(one))
        value = "; ".join(warning.text for warning in found) or _("None known here")
        cells.append(Cell(answer=worked_out(code, label, value), warnings=found))
    is_kept = any(cell.warnings for cell in cells)
    return CompareRow(code=code, label=label, cells=cells, is_kept=is_kept)


def _routes_row(compared: Compared) -> CompareRow:
    code, label, cells = "how_given", str(CHECKLIST.group("route").title), []
    count = len(CHECKLIST.group("route").items)
    for one in compared.clinics:
        stated = _answers(compared, one, "route")
        parts = [answer for answer in stated if answer.state == "yes"]
        value = ", ".join(answer.label for answer in parts)
        if not parts and len(stated) == count:
            value, parts = _("In none of these ways"), stated
        cells.append(compared.joined(one, worked_out(code, label, value), parts))
    return CompareRow(code=code, label=label, cells=cells)


def _answers(compared: Compared, one: Listed, group: str) -> list[ShownAnswer]:
    """What a clinic states of a group, each with its short label."""
    items = [item for item in CHECKLIST.group(group).items if item.qualified in one.facts]
    return [
        replace(item_answer(item, one.facts[item.qualified], on=compared.on), label=str(item.brief))
        for item in items
    ]


def _course_row(compared: Compared) -> CompareRow:
    code, label, cells = "course_price", _("Whole first course"), []
    for one in compared.clinics:
        price = one.course
        amount = course.amount(price) if price else ""
        detail = "; ".join(filter(None, (course.addition(price), course.missing(price))))
        answer = worked_out(code, label, amount, detail)
        cells.append(compared.joined(one, answer, course_parts(one, on=compared.on)))
    return CompareRow(code=code, label=label, cells=cells)


def _insurance_row(compared: Compared) -> CompareRow:
    code, label, cells = "insurance_covers", _("What insurance pays for"), []
    for one in compared.clinics:
        lines = _insurers(compared, one)
        value = "; ".join(filter(None, (_insurer_words(line) for line in lines)))
        parts = [a for a in _answers(compared, one, "insurance") if a.state == "yes"]
        answer = worked_out(code, label, value)
        cells.append(compared.joined(one, answer, parts, ticks=lines))
    return CompareRow(code=code, label=label, cells=cells)


def _insurer_words(line: ShownTick) -> str:
    return ": ".join(filter(None, (line.label, line.remark)))


def _insurers(compared: Compared, one: Listed) -> tuple[ShownTick, ...]:
    """What each insurer pays for. Insurers of whom the same is said share a line."""
    routes = compared.question.ticks.get("route", ())
    reports = compared.reports[one.clinic.pk]
    alike: dict[tuple[str, tuple[str, ...], str], list[str]] = {}
    for coverage in coverages_of(one):
        code = f"insurance.{coverage.code}"
        remarks = [*coverage.remarks, *([str(reports[code])] if code in reports else [])]
        state = coverage.state(routes)
        alike.setdefault((state, tuple(remarks), coverage.note), []).append(
            str(CHECKLIST.item(code).brief)
        )
    return tuple(
        ShownTick(
            code="insurance",
            label=", ".join(names),
            state=state,
            remarks=remarks,
            own=(note,) if note else (),
        )
        for (state, remarks, note), names in alike.items()
    )


def _item_row(compared: Compared, code: str) -> CompareRow:
    item, on = CHECKLIST.item(code), compared.on
    answers = [item_answer(item, one.facts.get(code), on=on) for one in compared.clinics]
    return replace(compared.row(code, str(item.label), answers), repeats=True)


def _watched_row(compared: Compared) -> CompareRow:
    """Whether a clinician watches, and how many patients at a time."""
    row, number = _item_row(compared, WATCHED), _number(OBSERVED)
    cells = []
    for cell, one in zip(row.cells, compared.clinics, strict=True):
        fact, said = one.facts.get(OBSERVED), cell.answer
        if fact and fact.number is not None:
            each = {"patients": counted(number, fact.number)}
            words = _("%(patients)s per person watching") % each
            said = replace(said, detail="; ".join(filter(None, (said.detail, words))))
            parts = [part for part in (cell.answer, number_answer(number, fact)) if part.is_stated]
            if said.is_stated:
                cell = replace(cell, parts=tuple(parts))
            else:
                cell = compared.joined(one, said, parts)
                said = cell.answer
        cells.append(replace(cell, answer=said))
    return replace(row, cells=cells)


def _number(code: str) -> Number:
    return next(number for number in CHECKLIST.numbers if number.qualified == code)


def _safety_row(compared: Compared) -> CompareRow:
    code, label = "safety_count", _("Safety questions answered with yes")
    cells = []
    for one in compared.clinics:
        answer = worked_out(code, label, *_safety(compared, one))
        cells.append(compared.joined(one, answer, _answers(compared, one, "safety")))
    return CompareRow(code=code, label=label, cells=cells)


def _safety(compared: Compared, one: Listed) -> tuple[str, str]:
    """`11 of 12 · 5 confirmed · 0 overdue`, and how many it answers with no."""
    items = CHECKLIST.group("safety").items
    facts = [one.facts[i.qualified] for i in items if i.qualified in one.facts]
    if not facts:
        return "", ""
    value = _("%(yes)d of %(all)d · %(confirmed)d confirmed · %(overdue)d overdue") % {
        "yes": sum(bool(fact.value) for fact in facts),
        "all": len(items),
        "confirmed": sum(fact.is_confirmed(on=compared.on) for fact in facts),
        "overdue": sum(fact in one.overdue(on=compared.on) for fact in facts),
    }
    refused = sum(not fact.value for fact in facts)
    return value, _("%(n)d answered with no") % {"n": refused} if refused else ""


def _wait_row(compared: Compared) -> CompareRow:
    number = _number(WAIT)
    answers = [number_answer(number, one.facts.get(WAIT)) for one in compared.clinics]
    return replace(compared.row(WAIT, str(number.label), answers), repeats=True)


def _reviews_row(compared: Compared) -> CompareRow:
    code, label, cells = "reviews", _("Reviews"), []
    for one in compared.clinics:
        reviewed, value = compared.reviewed[one.clinic.pk], rating_words(one.clinic)
        if not one.clinic.marks_count:
            cells.append(Cell(answer=ShownAnswer(code=code, label=label, value=value)))
            continue
        answer = ShownAnswer(
            code=code,
            label=label,
            state="stated",
            value=value,
            detail=_quoted(reviewed),
            source_kind=REVIEWS,
            source=_("reviews by patients and people close to them"),
            since=reviewed.first,
            affirmed_on=reviewed.last,
        )
        cells.append(Cell(answer=answer, told=_counted(reviewed)))
    return CompareRow(code=code, label=label, cells=cells)


def _quoted(reviewed: Counted) -> str:
    if not reviewed.asked:
        return ""
    pattern = ngettext(
        "the price matched the quote for %(yes)d of %(n)d",
        "the price matched the quote for %(yes)d of %(n)d",
        reviewed.asked,
    )
    return pattern % {"yes": reviewed.matched, "n": reviewed.asked}


def _counted(reviewed: Counted) -> str:
    """Whose reviews are counted, and of which months: `visits Mar 2025 to May 2026`."""
    parts = [
        _("counted from what patients and people close to them wrote here in the last two years")
    ]
    if reviewed.first and reviewed.last:
        first, last = (date_format(m, "YEAR_MONTH_FORMAT") for m in (reviewed.first, reviewed.last))
        words = {"first": first, "last": last}
        one = reviewed.first == reviewed.last
        parts.append(
            _("visits in %(last)s") % words if one else _("visits %(first)s to %(last)s") % words
        )
    return " · ".join(parts)
