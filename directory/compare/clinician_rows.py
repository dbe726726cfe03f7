"""The checks of clinicians, as rows of the comparison."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.checklist import CHECKLIST, ROUTE_NEEDS, STAFF_NEEDS
from clinics.credentials.route_requirements import RouteNeed
from clinics.listing.wording import source_words
from clinics.models import Check, Credential, SourceKind
from clinics.vocabulary import Need
from directory.compare.cells import Cell, CompareRow
from directory.presenting import wording
from directory.presenting.answers import ShownAnswer, item_answer
from directory.presenting.clinicians import (
    NEED_WORDS,
    Clinicians,
    PublicClinician,
    basis_of,
    needs_of,
    source_of,
    state_of,
)
from directory.presenting.joined import joined
from directory.presenting.listed_clinic import Listed

NOT_EXCLUDED = Credential.Kind.NOT_EXCLUDED
CREDENTIAL_WORDS = {
    "confirmed": gettext_lazy("Confirmed"),
    "overdue": gettext_lazy("Check overdue"),
    "stated": gettext_lazy("Stated, not confirmed"),
    "unchecked": gettext_lazy("Not known"),
    "excluded": gettext_lazy("On the exclusion list"),
}
"""How a credential stands, in words."""


def clinician_rows(
    clinics: Sequence[Listed], clinicians: Mapping[int, Clinicians], *, on: dt.date
) -> list[CompareRow]:
    """How many clinicians are fully confirmed, who is excluded, and what each route requires.

    `clinicians` are those of each clinic, by its key. A route that none of the clinics offers has
    no row. No query.
    """
    of_each = [clinicians[one.clinic.pk] for one in clinics]
    label = _("People whose checks are all confirmed")
    cells = [_confirmed(one, label, on) for one in of_each]
    rows = [CompareRow(code="people.confirmed", label=label, cells=cells)]
    if any(person.is_excluded(on=on) for one in of_each for person in one.named):
        label = _("People on the federal exclusion list")
        cells = [_excluded(one, label, on) for one in of_each]
        rows.append(CompareRow(code="people.excluded", label=label, cells=cells))
    needs = [
        {(need.route, need.need.code): need for need in needs_of(clinic, one, on=on)}
        for clinic, one in zip(clinics, of_each, strict=True)
    ]
    for route, asked in ROUTE_NEEDS.items():
        for need in asked:
            met = [by_code.get((route, need.code)) for by_code in needs]
            if any(met):
                code, label = f"needs.{route}.{need.code}", _need_label(route, need)
                pairs = zip(clinics, met, strict=True)
                cells = [_cell(code, label, route, c, m, on) for c, m in pairs]
                rows.append(CompareRow(code=code, label=label, cells=cells))
    return rows


def _need_label(route: str, need: Need) -> str:
    return f"{CHECKLIST.label(f'route.{route}')}: {need.label}"


def _confirmed(clinicians: Clinicians, label: str, on: dt.date) -> Cell:
    """`2 of 3 people`, from the credentials that their professions ask for.

    Not stated when nobody is named.
    """
    if not clinicians.named:
        answer = ShownAnswer(code="people.confirmed", label=label, value=_("Not stated"))
        return Cell(answer=answer)
    count = len(clinicians.named)
    sentence = ngettext("%(some)d of %(all)d person", "%(some)d of %(all)d people", count)
    confirmed = sum(person.is_confirmed(on=on) for person in clinicians.named)
    answer = ShownAnswer(
        code="people.confirmed",
        label=label,
        state="stated",
        value=sentence % {"some": confirmed, "all": count},
        detail="; ".join(_name_and_profession(person) for person in clinicians.named),
    )
    held = [one for person in clinicians.named for one in _asked_for(person, on)]
    parts = tuple(_credential(one, on) for one in held)
    # The list of exclusions is one of the checks. Who is here is the clinic's word.
    return Cell(answer=replace(joined(answer, parts), **_by_clinic()), parts=parts)


def _asked_for(person: PublicClinician, on: dt.date) -> list[Credential]:
    """The credentials that decide whether a person is confirmed; without such, all stated."""
    needed = STAFF_NEEDS.get(person.clinician.profession, ())
    stated = [one for one in person.credentials if state_of(one, on=on) != "unchecked"]
    return [one for one in stated if one.kind in needed] or stated


def _credential(credential: Credential, on: dt.date) -> ShownAnswer:
    """A credential as an answer: who states it since when, and its check. Nobody states of
    somebody that they are on no list: that is looked up."""
    state, check = state_of(credential, on=on), credential.current
    counts = check if state in ("confirmed", "overdue") else None
    said: dict[str, Any] = {**_by_clinic(), "since": credential.stated_on}
    if credential.kind == NOT_EXCLUDED and check is not None:
        said = _looked_up([check])
    return ShownAnswer(
        code=f"credential.{credential.kind}",
        label=f"{credential.clinician or _('the clinic')}: {credential.get_kind_display()}",
        state="stated" if state == "confirmed" else "unconfirmed",
        value=str(CREDENTIAL_WORDS[state]),
        checked_by=counts.method if counts else "",
        checked=counts.how if counts else "",
        confirmed_on=timezone.localdate(counts.at) if counts else None,
        due_on=counts.valid_until if counts else None,
        overdue=state == "overdue",
        **said,
    )


def _by_clinic() -> dict[str, Any]:
    """The source of what the clinic states."""
    return {
        "source_kind": str(SourceKind.CLINIC),
        "source": source_words(SourceKind.CLINIC),
    }


def _list(check: Check) -> str:
    """Where somebody looked, in the language of now; how, if nothing else is known."""
    if not check.source_said:
        return check.how
    source = source_of(check)
    return _(source) if check.register_as_of else source


def _looked_up(checks: Sequence[Check]) -> dict[str, Any]:
    """The source of what was looked up, and the first day of it."""
    return {
        "source_kind": str(SourceKind.REGISTER),
        "source": "; ".join(dict.fromkeys(_list(check) for check in checks)),
        "since": min(timezone.localdate(check.at) for check in checks),
    }


def _name_and_profession(person: PublicClinician) -> str:
    return f"{person.clinician}, {person.clinician.profession_label}"


def _excluded(clinicians: Clinicians, label: str, on: dt.date) -> Cell:
    """Who is excluded; "none" only when everybody named was searched for on the list."""
    code = "people.excluded"
    searched = [c for c in clinicians.credentials if c.kind == NOT_EXCLUDED and c.clinician]
    excluded = [one for one in searched if state_of(one, on=on) == "excluded"]
    if excluded:
        value = "; ".join(dict.fromkeys(str(one.clinician) for one in excluded))
        answer = ShownAnswer(code=code, label=label, state="stated", value=value)
        return _from_list(answer, excluded)
    if not searched or any(state_of(one, on=on) != "confirmed" for one in searched):
        return Cell(answer=ShownAnswer(code=code, label=label, value=_("Not known")))
    bases = dict.fromkeys(basis_of(one.current) for one in searched if one.current)
    answer = ShownAnswer(
        code=code,
        label=label,
        state="stated",
        value=_("None of those named"),
        detail="; ".join(filter(None, bases)),
    )
    return _from_list(answer, searched)


def _from_list(answer: ShownAnswer, searched: Sequence[Credential]) -> Cell:
    """What a list says, with the list and the days on which somebody looked."""
    checks = [one.current for one in searched if one.current]
    pattern = _("looked up in %(list)s on %(day)s")
    looks = dict.fromkeys(
        pattern % {"list": _list(check), "day": wording.day(timezone.localdate(check.at))}
        for check in checks
    )
    return Cell(answer=replace(answer, **_looked_up(checks)), told=" · ".join(looks))


def _cell(
    code: str, label: str, route: str, clinic: Listed, need: RouteNeed | None, on: dt.date
) -> Cell:
    """How far a clinic meets a requirement: whose credential does, and its latest check."""
    if need is None:
        offered = clinic.facts.get(f"route.{route}")
        if offered is None:
            return Cell(answer=ShownAnswer(code=code, label=label, value=_("Not stated")))
        said = item_answer(CHECKLIST.item(f"route.{route}"), offered, on=on)
        answer = ShownAnswer(code=code, label=label, state="no", value=_("Not offered"))
        return Cell(answer=joined(answer, [said]), parts=(said,))
    shape, value = NEED_WORDS[need.state]
    checks = [one.current for one in need.by if one.current and one.current.valid_until]
    check = max(checks, key=lambda c: c.valid_until or dt.date.min, default=None)
    holders = dict.fromkeys(str(one.clinician or _("the clinic")) for one in need.by)
    parts = tuple(_credential(one, on) for one in need.by)
    answer = ShownAnswer(code=code, label=label, state=shape, value=str(value))
    answer = replace(
        joined(answer, parts),
        detail=", ".join(holders),
        checked_by=check.method if check else "",
        checked=check.how if check else "",
        confirmed_on=timezone.localdate(check.at) if check else None,
        due_on=check.valid_until if check else None,
        overdue=need.state == "overdue",
    )
    return Cell(answer=answer, parts=parts)
