"""A comparison as CSV and as JSON: the same rows, each cell with its source and dates.

`docs/exchange.md` tells what stands where an answer is put together from several.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from clinics.files.formulas import guarded
from directory.compare.cells import Cell, CompareRow, CompareSection
from directory.compare.compared import Compared
from directory.presenting.answers import ShownAnswer
from directory.presenting.coverage import Coverage
from directory.presenting.joined import labels, said_alike
from directory.presenting.patient_reports import Reported
from directory.presenting.warnings import ShownWarning


def as_csv(compared: Compared, sections: Sequence[CompareSection]) -> str:
    """Columns: section, code, item; for each clinic its value, source, since, check, reports.

    What the page shows a second time has one row here.
    """
    header = [_("section"), _("code"), _("item")]
    for one in compared.clinics:
        name = one.clinic.name
        header += [
            name,
            *(
                f"{name}: {part}"
                for part in (_("source"), _("since"), _("confirmed"), _("reports"))
            ),
        ]
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(map(guarded, header))
    for section in sections:
        for row in _once(section):
            cells = [part for cell in row.cells for part in _csv_cells(cell)]
            rows.writerow(map(guarded, [str(section.title), row.code, str(row.label), *cells]))
    return out.getvalue()


def _once(section: CompareSection) -> list[CompareRow]:
    return [row for row in section.rows if not row.repeats]


def _csv_cells(cell: Cell) -> tuple[str, ...]:
    answer, groups = cell.answer, said_alike(cell.parts)
    value = f"{answer.value} ({answer.detail})" if answer.detail else answer.value
    source, check = answer.source, _check(answer)
    if len(groups) > 1:
        source = " · ".join(f"{labels(group)}: {_source(group[0])}" for group in groups)
        checks = [(labels(group), _check(group[0])) for group in groups]
        check = " · ".join(f"{names}: {said}" for names, said in checks if said)
    return str(value), source, str(answer.since or ""), check, str(answer.reported or "")


def _source(answer: ShownAnswer) -> str:
    """Who says one part, since when: `stated by the clinic, since 2026-03-03`."""
    return f"{answer.source}, {answer.since_words} {answer.since}"


def _check(answer: ShownAnswer) -> str:
    if not answer.checked:
        return ""
    due = _("overdue since") if answer.overdue else _("due")
    return f"{answer.checked}, {answer.confirmed_on}; {due} {answer.due_on}"


def as_json(compared: Compared, sections: Sequence[CompareSection]) -> dict[str, Any]:
    """The comparison as a dict. A cell that is not stated is None.

    `differs`: not all answer alike. `one_does_not_say`: those that answer do. `coverage`: what an
    insurer's *yes* pays for; None for everything else. `parts`: the answers that one is put
    together from, each with its own source and dates; [] for everything else.
    """
    return {
        "clinics": [
            {
                "slug": one.clinic.slug,
                "name": one.clinic.name,
                "url": one.clinic.get_absolute_url(),
                "warnings": [_json_warning(warning) for warning in compared.warnings(one)],
            }
            for one in compared.clinics
        ],
        "sections": [
            {
                "code": section.code,
                "title": str(section.title),
                "rows": [
                    {
                        "code": row.code,
                        "label": str(row.label),
                        "differs": row.differs,
                        "one_does_not_say": row.mark() == "silent",
                        "cells": [_json_cell(cell) for cell in row.cells],
                    }
                    for row in _once(section)
                ],
            }
            for section in sections
        ],
    }


def _json_warning(warning: ShownWarning) -> dict[str, Any]:
    return {
        "kind": warning.kind,
        "text": warning.text,
        "count": warning.count,
        "detail": str(warning.detail),
    }


def _json_cell(shown: Cell) -> dict[str, Any] | None:
    if not shown.is_stated:
        return None
    cell = shown.answer
    return {
        "state": cell.state,
        "value": cell.value,
        "detail": cell.detail,
        **_json_said(cell),
        "coverage": _json_coverage(shown.coverage) if shown.coverage else None,
        "parts": [
            {"code": part.code, "label": part.label, "value": part.value, **_json_said(part)}
            for part in shown.parts
        ],
    }


def _json_said(answer: ShownAnswer) -> dict[str, Any]:
    """Who says an answer, since when, who confirmed it, and what is reported about it."""
    return {
        "source": answer.source_kind or None,
        "source_words": answer.source or None,
        "since": answer.since,
        "affirmed_on": answer.affirmed_on,
        "confirmed_by": answer.checked_by or None,
        "confirmed_on": answer.confirmed_on,
        "due_on": answer.due_on,
        "overdue": answer.overdue,
        "not_recently_confirmed": answer.stale,
        "reports": _json_reports(answer.reported) if answer.reported else None,
    }


def _json_coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "covers": list(coverage.covers) or None,
        "prior_authorization": coverage.prior_authorization,
        "words": coverage.words,
        "note": coverage.note,
    }


def _json_reports(reported: Reported) -> dict[str, Any]:
    return {"count": reported.count, "since": reported.since}
