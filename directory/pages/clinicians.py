"""Who treats patients at a clinic and what was checked of them, in words for its page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.checklist import CHECKLIST
from clinics.credentials.route_requirements import RouteNeed
from clinics.models import Check, Clinician, Credential
from directory.presenting.clinicians import (
    NEEDS,
    People,
    Person,
    checks_of,
    name_of,
    needs_of,
    number_of,
    source_of,
    state_of,
)
from directory.presenting.listed_clinic import Listed

STATES = {
    "confirmed": ("yes", gettext_lazy("Confirmed")),
    "overdue": ("unconfirmed", gettext_lazy("Check overdue")),
    "stated": ("unconfirmed", gettext_lazy("Stated, not confirmed")),
    "unchecked": ("unstated", gettext_lazy("Not checked yet")),
    "excluded": ("no", gettext_lazy("On the exclusion list")),
}
"""The shape and the words of each state of a credential."""

SUPERVISING = (Clinician.Role.MEDICAL_DIRECTOR, Clinician.Role.PRESCRIBES)
"""Roles of which a patient asks which routes they supervise."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One check in words: what came out, how and where it was made, and on which days."""

    result: Any
    how: Any
    source: str
    address: str
    file_of: dt.date | None
    on: dt.date
    until: dt.date | None


def look(check: Check, *, is_past: bool) -> Look:
    """A check in words; one that is past *was* confirmed."""
    result: Any = check.get_outcome_display()
    if check.outcome == Check.Outcome.CONFIRMED and is_past:
        result = _("was confirmed")
    return Look(
        result=result,
        how=check.get_method_display(),
        source=source_of(check),
        address=check.source_url,
        file_of=check.register_as_of,
        on=timezone.localdate(check.at),
        until=check.valid_until,
    )


@dataclass(frozen=True, kw_only=True)
class Line:
    """One credential: how it stands, the check that counts, the newest after it, the others."""

    label: str
    detail: str
    state: str
    shape: str
    value: Any
    stated_on: dt.date
    expires_on: dt.date | None
    is_expired: bool
    current: Look | None
    latest: Look | None
    earlier: list[Look]

    @property
    def is_own_word(self) -> bool:
        """Whether the clinic says it, as opposed to what is looked up without its word."""
        return self.state not in ("unchecked", "excluded")

    @property
    def is_overdue(self) -> bool:
        """Whether the check that counts is past its date."""
        return self.state == "overdue"


def line(credential: Credential, *, on: dt.date) -> Line:
    """A credential in words as of a day; its checks are at hand."""
    state = state_of(credential, on=on)
    shape, value = STATES[state]
    current = credential.current if state not in ("stated", "unchecked") else None
    others = [check for check in checks_of(credential) if check != current]
    is_after = bool(others) and (current is None or others[0].at > current.at)
    latest = others[0] if is_after else None
    parts = (credential.state, number_of(credential), name_of(credential))
    return Line(
        label=credential.get_kind_display(),
        detail=" ".join(part for part in parts if part),
        state=state,
        shape=shape,
        value=value,
        stated_on=credential.stated_on,
        expires_on=credential.expires_on,
        is_expired=credential.expires_on is not None and credential.expires_on < on,
        current=look(current, is_past=state == "overdue") if current else None,
        latest=look(latest, is_past=True) if latest else None,
        earlier=[look(check, is_past=True) for check in others if check != latest],
    )


@dataclass(frozen=True, kw_only=True)
class PersonWords:
    """One person: name, what they are and do there, and a line for each check."""

    anchor: str
    name: str
    profession: str
    role: str
    is_on_site: bool | None
    supervises: list[str]
    may_supervise: bool
    lines: list[Line]
    is_excluded: bool
    is_confirmed: bool


def person_words(person: Person, *, on: dt.date) -> PersonWords:
    """A person in words as of a day."""
    clinician = person.clinician
    return PersonWords(
        anchor=f"person-{clinician.pk}",
        name=str(clinician),
        profession=clinician.profession_label,
        role=clinician.get_role_display(),
        is_on_site=clinician.is_on_site,
        supervises=[_route(code) for code in clinician.supervises],
        may_supervise=clinician.role in SUPERVISING,
        lines=[line(credential, on=on) for credential in person.credentials],
        is_excluded=person.is_excluded(on=on),
        is_confirmed=person.is_confirmed(on=on),
    )


def _route(code: str) -> str:
    item = CHECKLIST.get(f"route.{code}")
    return str(item.label) if item else code


@dataclass(frozen=True, kw_only=True)
class NeedWords:
    """What a route asks for: met, overdue, stated or not stated, and whose credential it is.

    `by` holds names and links to them on the page.
    """

    label: Any
    state: str
    shape: str
    value: Any
    by: list[tuple[str, str]]


class PeoplePage:
    """The people and credentials of one clinic as of a day: no property asks the database."""

    def __init__(self, people: People, listed: Listed, *, on: dt.date) -> None:
        self.found, self.listed, self.on = people, listed, on

    @cached_property
    def people(self) -> list[PersonWords]:
        """Everybody whom the public sees, the medical director first."""
        return [person_words(person, on=self.on) for person in self.found.people]

    @cached_property
    def own(self) -> list[Line]:
        """The clinic's own credentials."""
        return [line(credential, on=self.on) for credential in self.found.own]

    @property
    def confirmed_count(self) -> int:
        """How many people hold everything that their profession asks for, confirmed."""
        return sum(person.is_confirmed for person in self.people)

    @property
    def excluded(self) -> list[PersonWords]:
        """Those found on the federal exclusion list."""
        return [person for person in self.people if person.is_excluded]

    @cached_property
    def routes(self) -> list[tuple[str, list[NeedWords]]]:
        """Each route that the clinic offers and what it asks for."""
        needs: dict[str, list[NeedWords]] = {}
        for need in needs_of(self.listed, self.found, on=self.on):
            needs.setdefault(need.route, []).append(_need_words(need))
        return [(_route(route), rows) for route, rows in needs.items()]


def _need_words(need: RouteNeed) -> NeedWords:
    shape, value = NEEDS[need.state]
    by = []
    for credential in need.by:
        person = credential.clinician
        row = (str(person), f"#person-{person.pk}") if person else (_("the clinic"), "#own-checks")
        if row not in by:
            by.append(row)
    return NeedWords(label=need.need.label, state=need.state, shape=shape, value=value, by=by)
