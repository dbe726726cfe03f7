"""Facts that follow from credentials: who works there, ACLS on site, who accredits the clinic.

They depend on the credentials alone, never on the day. A confirmation that ran out keeps its past
`due_on`, so pages show it as overdue.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clinics.checklist import CHECKLIST, STAFF_NEEDS
from clinics.credentials.credential_kinds import REMS_CERTIFIED
from clinics.credentials.models import Check, Clinician, Credential
from clinics.credentials.route_requirements import excludes
from clinics.listing.draft import Draft
from clinics.listing.models import Fact, SourceKind

Kind, Standing = Credential.Kind, Credential.Standing
ACLS_ON_SITE = "safety.acls-on-site"

CredentialsByClinic = dict[int, list[Credential]]
"""Credentials by clinic id."""


def is_derived(code: str) -> bool:
    """Whether a fact can be confirmed by credentials only. `code` is group-qualified."""
    return code == ACLS_ON_SITE or code.startswith(("staff.", "accreditation."))


@dataclass(frozen=True, kw_only=True)
class _Confirmation:
    """How a fact is confirmed (a SourceKind), on which day, and until which day (inclusive)."""

    by: str
    on: dt.date
    due: dt.date


def confirm(clinic_id: int, draft: Draft) -> None:
    """Set the confirmations of a draft's derived facts from the clinic's credentials.

    Every writer of listings passes this in, so that no edit, undo or import can lose or forge a
    confirmation. One query; none for a draft that states no derived fact.
    """
    if any(is_derived(code) and fact.value for code, fact in draft.facts.items()):
        confirm_from(counting_credentials([clinic_id]), clinic_id, draft)


def counting_credentials(clinic_ids: Sequence[int]) -> CredentialsByClinic:
    """The credentials that are shown or were ever confirmed, by clinic; clinics without any are
    left out.

    A credential that is only claimed does not count, so it takes no imported confirmation away.
    One query.
    """
    confirmed = Check.objects.filter(credential=OuterRef("pk"), outcome=Check.Outcome.CONFIRMED)
    counting = Credential.objects.filter(clinic__in=clinic_ids).filter(
        Q(standing=Standing.SHOWN) | Exists(confirmed)
    )
    by_clinic: CredentialsByClinic = {}
    for credential in counting.select_related("clinician", "current").order_by("pk"):
        by_clinic.setdefault(credential.clinic_id, []).append(credential)
    return {pk: theirs for pk, theirs in by_clinic.items() if any(map(_is_more_than_list, theirs))}


def state_facts(draft: Draft, credentials: list[Credential]) -> None:
    """Add the facts that the clinic's shown credentials imply, unless they are stated already."""
    for code, people in _by_profession(credentials).items():
        public = [c for theirs in people for c in theirs if _is_more_than_list(c)]
        _ensure(draft, code, public)
    for code, stated in _accreditations(credentials).items():
        _ensure(draft, code, [c for c in stated if _is_public(c)])


def confirm_from(by_clinic: CredentialsByClinic, clinic_id: int, draft: Draft) -> None:
    """Confirm each stated derived fact as far as the clinic's credentials allow."""
    credentials = by_clinic.get(clinic_id, [])
    for code, people in _by_profession(credentials).items():
        needed = STAFF_NEEDS.get(code.removeprefix("staff."), ())
        whole = [chosen for theirs in people if (chosen := _chosen(theirs, needed))]
        _confirm(draft, code, _best([_confirmation(chosen) for chosen in whole]))
    if cards := [c for c in credentials if c.clinician_id and c.kind == Kind.ACLS]:
        excluded = {c.clinician_id for c in credentials if excludes(c)}
        counting = [c for c in cards if _is_public(c) and c.clinician_id not in excluded]
        _confirm(draft, ACLS_ON_SITE, _best([_confirmation([c]) for c in counting]))
    for code, stated in _accreditations(credentials).items():
        _confirm(draft, code, _best([_confirmation([c]) for c in stated if _is_public(c)]))


def public_names(credentials: Iterable[Credential]) -> list[str]:
    """The names of the clinicians whom the public sees, in alphabetical order.

    The public sees who has not left and holds something shown besides the exclusion check.
    """
    shown = (one for one in credentials if _is_public(one) and _is_more_than_list(one))
    return sorted({str(one.clinician) for one in shown if one.clinician})


def _is_public(credential: Credential) -> bool:
    person = credential.clinician
    return credential.standing == Standing.SHOWN and (person is None or person.left_on is None)


def _by_profession(credentials: Iterable[Credential]) -> dict[str, list[list[Credential]]]:
    """The shown credentials of each public clinician, by `staff.<profession>`.

    A profession whose clinicians all left keeps its code with an empty list, so that its
    confirmation is taken away. Clinicians with nothing but the exclusion check do not count.
    """
    people: dict[Clinician, list[Credential]] = {}
    for credential in credentials:
        if credential.clinician:
            people.setdefault(credential.clinician, []).append(credential)
    found: dict[str, list[list[Credential]]] = {}
    for person, theirs in people.items():
        code = f"staff.{person.profession}"
        if CHECKLIST.get(code) and any(map(_is_more_than_list, theirs)):
            public = [c for c in theirs if _is_public(c)]
            shown = [public] if any(map(_is_more_than_list, public)) else []
            found.setdefault(code, []).extend(shown)
    return found


def _is_more_than_list(credential: Credential) -> bool:
    return credential.kind != Kind.NOT_EXCLUDED


def _chosen(credentials: list[Credential], needed: Sequence[str]) -> list[Credential]:
    """For each needed kind, the credential confirmed for longest; [] when a kind is missing."""
    chosen = []
    for kind in needed:
        confirmed = [c for c in credentials if c.kind == kind and _confirmation([c])]
        if not confirmed:
            return []
        chosen.append(max(confirmed, key=lambda c: c.current.valid_until))  # type: ignore[union-attr, return-value, arg-type]
    return chosen


def _confirmation(credentials: list[Credential]) -> _Confirmation | None:
    """What these credentials together confirm; None when one of them is not, or not truly."""
    checks = [c.current for c in credentials]
    if not checks or any(c is None or c.outcome != Check.Outcome.CONFIRMED for c in checks):
        return None
    by = _by(credentials)
    if not by:
        return None
    days = [timezone.localdate(check.at) for check in checks if check]
    due = min(check.valid_until for check in checks if check and check.valid_until)
    return _Confirmation(
        by=by,
        on=max((day for day in days if day <= due), default=due),
        due=due,
    )


def _by(credentials: list[Credential]) -> str:
    """The source that may be named for confirmed credentials; '' when no source would be true.

    A document is named as soon as one credential rests on one. What was looked up although a
    register says otherwise is shown with the credential; the fact stays the clinic's word.
    """
    checks = [c.current for c in credentials if c.current]
    methods = {check.method for check in checks}
    if Check.Method.DOCUMENT in methods:
        return SourceKind.DOCUMENT
    if any(check.goes_against_register for check in checks):
        return ""
    is_listed = methods == {Check.Method.PUBLIC_LIST} and not any(c.clinician for c in credentials)
    return SourceKind.PUBLIC_LIST if is_listed else SourceKind.REGISTER


def _best(found: Iterable[_Confirmation | None]) -> _Confirmation | None:
    """The confirmation that is valid for longest."""
    return max((one for one in found if one), key=lambda one: (one.due, one.on), default=None)


def _accreditations(credentials: Iterable[Credential]) -> dict[str, list[Credential]]:
    """The clinic's own accreditations, by the code of their fact."""
    found: dict[str, list[Credential]] = {}
    for credential in credentials:
        if credential.clinician_id is None and credential.kind in (Kind.REMS, Kind.ACCREDITATION):
            name = REMS_CERTIFIED if credential.kind == Kind.REMS else credential.name
            code = f"accreditation.{name}"
            if CHECKLIST.get(code):
                found.setdefault(code, []).append(credential)
    return found


def _ensure(draft: Draft, code: str, shown: list[Credential]) -> None:
    """Add a fact that shown credentials imply, unless it is stated already."""
    fact = draft.facts.get(code)
    if shown and (fact is None or not fact.value):
        since = min(credential.stated_on for credential in shown)
        draft.facts[code] = Fact(code=code, value=True, source=SourceKind.CLINIC, since=since,
                                 affirmed_on=since)  # fmt: skip


def _confirm(draft: Draft, code: str, found: _Confirmation | None) -> None:
    """Set a fact's confirmation; None takes it away."""
    fact = draft.facts.get(code)
    if fact is None or not fact.value:
        return
    new = (found.by, found.on, found.due) if found else ("", None, None)
    if (fact.confirmed_by, fact.confirmed_on, fact.due_on) != new:
        fact = copy.copy(fact)
        fact.confirmed_by, fact.confirmed_on, fact.due_on = new
        draft.facts[code] = fact
