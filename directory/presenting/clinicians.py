"""The clinicians of clinics and the checks of their credentials, as far as the public sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.checklist import CHECKLIST, STAFF_NEEDS
from clinics.credentials.route_requirements import RouteNeed, route_needs
from clinics.credentials.route_requirements import state_of as requirement_state_of
from clinics.models import Check, Clinician, Credential
from directory.presenting.listed_clinic import Listed

Kind, Outcome = Credential.Kind, Check.Outcome

KIND_ORDER = {str(kind): place for place, kind in enumerate(Kind.values)}
ROLE_ORDER = {str(role): place for place, role in enumerate(Clinician.Role.values)}
WITH_PUBLIC_NUMBER = (Kind.NPI, Kind.LICENCE)
"""Kinds of credentials whose number is public: anybody can look it up."""
CREDENTIAL_STATES = ("confirmed", "overdue", "stated", "unchecked", "excluded")
"""The answers of `state_of`."""
SHOWN_AT_ONCE = (Outcome.CONFIRMED, Outcome.AGREES)
"""Outcomes of an automatic check that are shown at once; all others wait for a moderator.

Expiry is not among them: it follows from the credential's own date.
"""
PUBLIC_OUTCOMES = (*SHOWN_AT_ONCE, Outcome.UNCONFIRMED, Outcome.EXCLUDED)
"""Every outcome that the public can see."""
NEED_WORDS = {
    "met": ("yes", gettext_lazy("Met")),
    "overdue": ("unconfirmed", gettext_lazy("Check overdue")),
    "stated": ("unconfirmed", gettext_lazy("Stated, not confirmed")),
    "unstated": ("unstated", gettext_lazy("Not stated")),
}
"""How far a clinic meets a route's requirement: the CSS class of the value, and its words."""


def state_of(credential: Credential, *, on: dt.date) -> str:
    """One of CREDENTIAL_STATES: how a shown credential stands on a day.

    `stated`: only the clinic says so. `unchecked`: the exclusion list was not searched yet.
    """
    if credential.current is not None and credential.current.outcome == Outcome.EXCLUDED:
        return "excluded"
    state = requirement_state_of(credential, on=on)
    if state == "met":
        return "confirmed"
    return "unchecked" if state == "stated" and credential.kind == Kind.NOT_EXCLUDED else state


def number_of(credential: Credential) -> str:
    """The number that a patient can look up; '' for kinds whose number is not public."""
    return credential.number if credential.kind in WITH_PUBLIC_NUMBER else ""


def name_of(credential: Credential) -> str:
    """The name of the board, accreditor or insurer; '' without one."""
    item = CHECKLIST.get(f"accreditation.{credential.name}")
    is_body = credential.kind == Kind.ACCREDITATION and item is not None
    return str(item.label) if is_body and item else credential.name


def source_of(check: Check) -> str:
    """Where it was checked. A register's file name is left out: its date is shown instead."""
    register, _comma, file = check.source.rpartition(", ")
    return register if check.register_as_of and "." in file else check.source


def basis_of(check: Check) -> str:
    """By what the exclusion list was searched: NPI or name, and where; '' for any other check."""
    row = next((row for row in check.compared if row["what"] == "searched"), None)
    if row is None or check.outcome != Outcome.CONFIRMED:
        return ""
    words = {"states": row["claimed"] or _("no state")}
    if row["npi"] and row["everywhere"]:
        pattern = _("by NPI, and by name in %(states)s and all other states")
    elif row["npi"]:
        pattern = _("by NPI, and by name in %(states)s only")
    elif row["everywhere"]:
        pattern = _("by name in %(states)s and all other states; no NPI known")
    else:
        pattern = _("by name in %(states)s only; no NPI known")
    return pattern % words


def checks_of(credential: Credential) -> list[Check]:
    """The checks that the public sees, newest first. An exclusion is shown only while it counts."""
    return [
        check
        for check in credential.checks.all()
        if check.pk == credential.current_id
        or check.outcome in SHOWN_AT_ONCE
        or (check.outcome == Outcome.UNCONFIRMED and check.by_id is not None)
    ]


@dataclass(frozen=True)
class PublicClinician:
    """A clinician with the credentials that the public sees."""

    clinician: Clinician
    credentials: list[Credential]

    def is_excluded(self, *, on: dt.date) -> bool:
        """Whether a moderator found the clinician on the federal exclusion list."""
        return any(state_of(one, on=on) == "excluded" for one in self.credentials)

    def is_confirmed(self, *, on: dt.date) -> bool:
        """Whether every credential that the profession requires is confirmed on that day."""
        held = {one.kind for one in self.credentials if state_of(one, on=on) == "confirmed"}
        needed = STAFF_NEEDS.get(self.clinician.profession, ())
        return bool(needed) and held.issuperset(needed)


@dataclass(frozen=True)
class Clinicians:
    """The public clinicians of one clinic, and the credentials of the clinic itself."""

    named: list[PublicClinician] = field(default_factory=list)
    own_credentials: list[Credential] = field(default_factory=list)

    @property
    def credentials(self) -> list[Credential]:
        """Every credential: the clinicians' and the clinic's."""
        return [one for person in self.named for one in person.credentials] + self.own_credentials


def clinicians_of(clinic_ids: Iterable[int], *, with_checks: bool = True) -> dict[int, Clinicians]:
    """The public clinicians of each clinic asked for. Two queries; one without checks.

    Leaves out clinicians who left, and credentials that wait, were refused or were withdrawn.
    """
    by_clinic = {clinic_id: Clinicians() for clinic_id in clinic_ids}
    shown = (
        Credential.objects.shown()
        .filter(Q(clinician=None) | Q(clinician__left_on=None), clinic__in=by_clinic)
        .select_related("clinician", "current")
    )
    if with_checks:
        shown = shown.prefetch_related(Prefetch("checks", Check.objects.order_by("-at", "-pk")))
    by_clinician: dict[Clinician, list[Credential]] = {}
    for one in sorted(shown, key=lambda c: (KIND_ORDER[c.kind], c.state, c.number, c.name, c.pk)):
        if one.clinician is None:
            by_clinic[one.clinic_id].own_credentials.append(one)
        else:
            by_clinician.setdefault(one.clinician, []).append(one)
    for clinician in sorted(by_clinician, key=rank):
        held = by_clinician[clinician]
        if _has_more_than_the_list(held):
            by_clinic[clinician.clinic_id].named.append(PublicClinician(clinician, held))
    for clinicians in by_clinic.values():
        if not _has_more_than_the_list(clinicians.own_credentials):
            clinicians.own_credentials.clear()
    return by_clinic


def needs_of(listed: Listed, clinicians: Clinicians, *, on: dt.date) -> list[RouteNeed]:
    """What the routes that a clinic says it offers require, in the checklist's order."""
    offered = [
        item.code
        for item in CHECKLIST.group("route").items
        if (fact := listed.facts.get(item.qualified)) is not None and fact.value
    ]
    return route_needs(offered, clinicians.credentials, on=on)


def _has_more_than_the_list(held: list[Credential]) -> bool:
    """Whether there is more to show than the exclusion list's answer, never shown by itself."""
    return any(one.kind != Kind.NOT_EXCLUDED for one in held)


def rank(clinician: Clinician) -> tuple[int, str, str, int]:
    """By what the people of a clinic are in order: the medical director first, then by name."""
    role = ROLE_ORDER[clinician.role]
    return role, clinician.family_name, clinician.given_name, clinician.pk
