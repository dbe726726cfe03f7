"""What was checked of the people of clinics, as cells of the comparison."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.checklist import CHECKLIST, ROUTE_NEEDS
from clinics.credentials.route_requirements import RouteNeed
from clinics.vocabulary import Need
from directory.presenting.answers import Answer
from directory.presenting.clinicians import NEEDS, People, Person, needs_of, state_of
from directory.presenting.listed_clinic import Listed

Rows = list[tuple[str, str, list[Answer]]]
"""Code, label and a cell for each clinic."""


def people_rows(clinics: Sequence[Listed], people: Mapping[int, People], *, on: dt.date) -> Rows:
    """How many people are fully confirmed, who is excluded, and what each route asks for.

    A route that none of the clinics offers has no row. No query.
    """
    found = [people[one.clinic.pk] for one in clinics]
    named = _("People whose checks are all confirmed")
    rows: Rows = [("people.confirmed", named, [_confirmed(p, named, on) for p in found])]
    if any(person.is_excluded(on=on) for one in found for person in one.people):
        listed = _("People on the federal exclusion list")
        rows.append(("people.excluded", listed, [_excluded(p, listed, on) for p in found]))
    needs = [
        {(need.route, need.need.code): need for need in needs_of(one, who, on=on)}
        for one, who in zip(clinics, found, strict=True)
    ]
    for route, asked in ROUTE_NEEDS.items():
        for need in asked:
            met = [by_code.get((route, need.code)) for by_code in needs]
            if any(met):
                code, label = f"needs.{route}.{need.code}", _label(route, need)
                cells = [_cell(code, label, route, c, m) for c, m in zip(clinics, met, strict=True)]
                rows.append((code, label, cells))
    return rows


def _label(route: str, need: Need) -> str:
    return f"{CHECKLIST.label(f'route.{route}')}: {need.label}"


def _confirmed(people: People, label: str, on: dt.date) -> Answer:
    """`2 of 3 people`; not stated when nobody is named."""
    if not people.people:
        return Answer(code="people.confirmed", label=label, value=_("Not stated"))
    everybody = len(people.people)
    words = ngettext("%(some)d of %(all)d person", "%(some)d of %(all)d people", everybody)
    confirmed = sum(person.is_confirmed(on=on) for person in people.people)
    return Answer(
        code="people.confirmed",
        label=label,
        state="stated",
        value=words % {"some": confirmed, "all": everybody},
        detail="; ".join(_named(person) for person in people.people),
    )


def _named(person: Person) -> str:
    return f"{person.clinician}, {person.clinician.profession_label}"


def _excluded(people: People, label: str, on: dt.date) -> Answer:
    """The names; *none* only when the list was asked about everybody named."""
    code = "people.excluded"
    excluded = [str(one.clinician) for one in people.people if one.is_excluded(on=on)]
    if excluded:
        return Answer(code=code, label=label, state="stated", value="; ".join(excluded))
    asked = [c for c in people.credentials if c.kind == "not-excluded" and c.clinician]
    if not asked or any(state_of(one, on=on) != "confirmed" for one in asked):
        return Answer(code=code, label=label, value=_("Not known"))
    return Answer(code=code, label=label, state="stated", value=_("None of those named"))


def _cell(code: str, label: str, route: str, clinic: Listed, need: RouteNeed | None) -> Answer:
    """How far a clinic meets a need, whose credential it is and its latest check."""
    if need is None:
        offered = clinic.facts.get(f"route.{route}")
        if offered is None:
            return Answer(code=code, label=label, value=_("Not stated"))
        return Answer(code=code, label=label, state="no", value=_("Not offered"))
    shape, value = NEEDS[need.state]
    checks = [one.current for one in need.by if one.current and one.current.valid_until]
    check = max(checks, key=lambda c: c.valid_until or dt.date.min, default=None)
    holders = dict.fromkeys(str(one.clinician or _("the clinic")) for one in need.by)
    return Answer(
        code=code,
        label=label,
        state=shape,
        value=str(value),
        detail=", ".join(holders),
        checked_by=check.method if check else "",
        checked=check.get_method_display() if check else "",
        confirmed_on=timezone.localdate(check.at) if check else None,
        due_on=check.valid_until if check else None,
        overdue=need.state == "overdue",
    )
