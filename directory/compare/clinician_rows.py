"""The checks of clinicians, as rows of the comparison."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.checklist import CHECKLIST, ROUTE_NEEDS
from clinics.credentials.route_requirements import RouteNeed
from clinics.vocabulary import Need
from directory.presenting.answers import ShownAnswer
from directory.presenting.clinicians import (
    NEED_WORDS,
    Clinicians,
    PublicClinician,
    basis_of,
    needs_of,
    state_of,
)
from directory.presenting.listed_clinic import Listed

Rows = list[tuple[str, str, list[ShownAnswer]]]
"""Code, label and a cell for each clinic."""


def clinician_rows(
    clinics: Sequence[Listed], clinicians: Mapping[int, Clinicians], *, on: dt.date
) -> Rows:
    """How many clinicians are fully confirmed, who is excluded, and what each route requires.

    `clinicians` are those of each clinic, by its key. A route that none of the clinics offers has
    no row. No query.
    """
    of_each = [clinicians[one.clinic.pk] for one in clinics]
    label = _("People whose checks are all confirmed")
    rows: Rows = [("people.confirmed", label, [_confirmed(one, label, on) for one in of_each])]
    if any(person.is_excluded(on=on) for one in of_each for person in one.named):
        label = _("People on the federal exclusion list")
        rows.append(("people.excluded", label, [_excluded(one, label, on) for one in of_each]))
    needs = [
        {(need.route, need.need.code): need for need in needs_of(clinic, one, on=on)}
        for clinic, one in zip(clinics, of_each, strict=True)
    ]
    for route, asked in ROUTE_NEEDS.items():
        for need in asked:
            met = [by_code.get((route, need.code)) for by_code in needs]
            if any(met):
                code, label = f"needs.{route}.{need.code}", _need_label(route, need)
                cells = [_cell(code, label, route, c, m) for c, m in zip(clinics, met, strict=True)]
                rows.append((code, label, cells))
    return rows


def _need_label(route: str, need: Need) -> str:
    return f"{CHECKLIST.label(f'route.{route}')}: {need.label}"


def _confirmed(clinicians: Clinicians, label: str, on: dt.date) -> ShownAnswer:
    """`2 of 3 people`; not stated when nobody is named."""
    if not clinicians.named:
        return ShownAnswer(code="people.confirmed", label=label, value=_("Not stated"))
    count = len(clinicians.named)
    sentence = ngettext("%(some)d of %(all)d person", "%(some)d of %(all)d people", count)
    confirmed = sum(person.is_confirmed(on=on) for person in clinicians.named)
    return ShownAnswer(
        code="people.confirmed",
        label=label,
        state="stated",
        value=sentence % {"some": confirmed, "all": count},
        detail="; ".join(_name_and_profession(person) for person in clinicians.named),
    )


def _name_and_profession(person: PublicClinician) -> str:
    return f"{person.clinician}, {person.clinician.profession_label}"


def _excluded(clinicians: Clinicians, label: str, on: dt.date) -> ShownAnswer:
    """Who is excluded; "none" only when everybody named was searched for on the list."""
    code = "people.excluded"
    excluded = [str(one.clinician) for one in clinicians.named if one.is_excluded(on=on)]
    if excluded:
        return ShownAnswer(code=code, label=label, state="stated", value="; ".join(excluded))
    searched = [c for c in clinicians.credentials if c.kind == "not-excluded" and c.clinician]
    if not searched or any(state_of(one, on=on) != "confirmed" for one in searched):
        return ShownAnswer(code=code, label=label, value=_("Not known"))
    bases = dict.fromkeys(basis_of(one.current) for one in searched if one.current)
    return ShownAnswer(
        code=code,
        label=label,
        state="stated",
        value=_("None of those named"),
        detail="; ".join(filter(None, bases)),
    )


def _cell(code: str, label: str, route: str, clinic: Listed, need: RouteNeed | None) -> ShownAnswer:
    """How far a clinic meets a requirement: whose credential does, and its latest check."""
    if need is None:
        offered = clinic.facts.get(f"route.{route}")
        if offered is None:
            return ShownAnswer(code=code, label=label, value=_("Not stated"))
        return ShownAnswer(code=code, label=label, state="no", value=_("Not offered"))
    shape, value = NEED_WORDS[need.state]
    checks = [one.current for one in need.by if one.current and one.current.valid_until]
    check = max(checks, key=lambda c: c.valid_until or dt.date.min, default=None)
    holders = dict.fromkeys(str(one.clinician or _("the clinic")) for one in need.by)
    return ShownAnswer(
        code=code,
        label=label,
        state=shape,
        value=str(value),
        detail=", ".join(holders),
        checked_by=check.method if check else "",
        checked=check.how if check else "",
        confirmed_on=timezone.localdate(check.at) if check else None,
        due_on=check.valid_until if check else None,
        overdue=need.state == "overdue",
    )
