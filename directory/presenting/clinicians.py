"""The people of clinics and what was checked of them, as far as the public may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from clinics.checklist import CHECKLIST, STAFF_NEEDS
from clinics.credentials import route_requirements
from clinics.models import Check, Clinician, Credential
from directory.presenting.listed_clinic import Listed

Kind, Outcome = Credential.Kind, Check.Outcome

KINDS = {str(kind): place for place, kind in enumerate(Kind.values)}
ROLES = {str(role): place for place, role in enumerate(Clinician.Role.values)}
WITH_NUMBER = (Kind.NPI, Kind.LICENCE)
"""Credentials whose number is public: anybody can look it up."""
STATES = ("confirmed", "overdue", "stated", "unchecked", "excluded")
"""How a shown credential can stand."""
TOLD_AT_ONCE = (Outcome.CONFIRMED, Outcome.AGREES)
"""What a check by a machine tells the public; every other answer waits for a moderator.

That a credential expired, its own date tells.
"""
TOLD = (*TOLD_AT_ONCE, Outcome.UNCONFIRMED, Outcome.EXCLUDED)
"""Every outcome that the public can see."""
NEEDS = {
    "met": ("yes", _("Met")),
    "overdue": ("unconfirmed", _("Check overdue")),
    "stated": ("unconfirmed", _("Stated, not confirmed")),
    "unstated": ("unstated", _("Not stated")),
}
"""The shape and the words of how far a clinic meets what a route asks for."""


def state_of(credential: Credential, *, on: dt.date) -> str:
    """How a shown credential stands on a day.

    One of `confirmed`, `overdue`, `stated` (the clinic's word alone), `unchecked` (nobody's word:
    the exclusion list was not asked yet) and `excluded`.
    """
    if credential.current is not None and credential.current.outcome == Outcome.EXCLUDED:
        return "excluded"
    state = route_requirements.state_of(credential, on=on)
    if state == "met":
        return "confirmed"
    return "unchecked" if state == "stated" and credential.kind == Kind.NOT_EXCLUDED else state


def number_of(credential: Credential) -> str:
    """The number that a patient can look up; '' for kinds whose number is nobody's business."""
    return credential.number if credential.kind in WITH_NUMBER else ""


def name_of(credential: Credential) -> str:
    """Which board, body or insurer, in words; '' without one."""
    item = CHECKLIST.get(f"accreditation.{credential.name}")
    is_body = credential.kind == Kind.ACCREDITATION and item is not None
    return str(item.label) if is_body and item else credential.name


def source_of(check: Check) -> str:
    """Where it was checked; a register without the name of its file, whose day stands beside it."""
    register, _comma, file = check.source.rpartition(", ")
    return register if check.register_as_of and "." in file else check.source


def checks_of(credential: Credential) -> list[Check]:
    """The checks that the public sees, newest first. An exclusion shows only while it counts."""
    return [
        check
        for check in credential.checks.all()
        if check.pk == credential.current_id
        or check.outcome in TOLD_AT_ONCE
        or (check.outcome == Outcome.UNCONFIRMED and check.by_id is not None)
    ]


@dataclass(frozen=True)
class Person:
    """Somebody who treats or watches patients, with the credentials that the public sees."""

    clinician: Clinician
    credentials: list[Credential]

    def is_excluded(self, *, on: dt.date) -> bool:
        """Whether a moderator found the person on the federal exclusion list."""
        return any(state_of(one, on=on) == "excluded" for one in self.credentials)

    def is_confirmed(self, *, on: dt.date) -> bool:
        """Whether everything that the person's profession asks for is confirmed on that day."""
        held = {one.kind for one in self.credentials if state_of(one, on=on) == "confirmed"}
        needed = STAFF_NEEDS.get(self.clinician.profession, ())
        return bool(needed) and held.issuperset(needed)


@dataclass(frozen=True)
class People:
    """The public people of one clinic and the credentials of the clinic itself."""

    people: list[Person] = field(default_factory=list)
    own: list[Credential] = field(default_factory=list)

    @property
    def credentials(self) -> list[Credential]:
        """Every credential, the people's and the clinic's."""
        return [one for person in self.people for one in person.credentials] + self.own


def people_of(clinic_ids: Iterable[int], *, with_checks: bool = True) -> dict[int, People]:
    """The people of clinics by clinic, for every clinic asked for. Two queries; one without checks.

    Who left, and credentials that wait, were refused or withdrawn, are not among them.
    """
    found = {clinic_id: People() for clinic_id in clinic_ids}
    shown = (
        Credential.objects.shown()
        .filter(Q(clinician=None) | Q(clinician__left_on=None), clinic__in=found)
        .select_related("clinician", "current")
    )
    if with_checks:
        shown = shown.prefetch_related(Prefetch("checks", Check.objects.order_by("-at", "-pk")))
    by_person: dict[Clinician, list[Credential]] = {}
    for one in sorted(shown, key=lambda c: (KINDS[c.kind], c.state, c.number, c.name, c.pk)):
        if one.clinician is None:
            found[one.clinic_id].own.append(one)
        else:
            by_person.setdefault(one.clinician, []).append(one)
    for clinician in sorted(by_person, key=_rank):
        held = by_person[clinician]
        if _has_more_than_the_list(held):
            found[clinician.clinic_id].people.append(Person(clinician, held))
    for people in found.values():
        if not _has_more_than_the_list(people.own):
            people.own.clear()
    return found


def needs_of(listed: Listed, people: People, *, on: dt.date) -> list[route_requirements.RouteNeed]:
    """What the routes that a clinic states to offer ask for, in the checklist's order."""
    offered = [
        item.code
        for item in CHECKLIST.group("route").items
        if (fact := listed.facts.get(item.qualified)) is not None and fact.value
    ]
    return route_requirements.route_needs(offered, people.credentials, on=on)


def _has_more_than_the_list(held: list[Credential]) -> bool:
    """Whether more is shown than the exclusion list's answer, which never stands alone."""
    return any(one.kind != Kind.NOT_EXCLUDED for one in held)


def _rank(person: Clinician) -> tuple[int, str, str, int]:
    return ROLES[person.role], person.family_name, person.given_name, person.pk
