"""Facts that follow from credentials: who works there, ACLS on site, who has inspected it.

What a fact says is a function of the credentials alone, never of the day: a confirmation that ran
out keeps its past `due_on` and reads overdue.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clinics.checklist import CHECKLIST, STAFF_NEEDS
from clinics.credentials.credential_kinds import LOOKED_UP, REMS_CERTIFIED
from clinics.credentials.models import Check, Clinician, Credential
from clinics.credentials.route_requirements import excludes
from clinics.listing.draft import Draft
from clinics.listing.models import Fact, SourceKind

Kind, Standing = Credential.Kind, Credential.Standing
ACLS_ON_SITE = "safety.acls-on-site"

Held = dict[int, list[Credential]]
"""The credentials of clinics, by the clinic's key."""


def FOLLOWED(code: str) -> bool:
    """Whether a fact's confirmation comes from credentials only."""
    return code == ACLS_ON_SITE or code.startswith(("staff.", "accreditation."))


@dataclass(frozen=True, kw_only=True)
class _Confirmation:
    """Who confirms a fact, on which day, until when: inclusive."""

    by: str
    on: dt.date
    due: dt.date


def confirm(clinic_id: int, draft: Draft) -> None:
    """Give a draft's followed facts the confirmations that the clinic's credentials show.

    Whoever writes a listing hands this in: an edit, an undone one or an import can neither lose
    nor forge them. One query, and none for a draft that states no such fact.
    """
    if any(FOLLOWED(code) and fact.value for code, fact in draft.facts.items()):
        confirm_by(held([clinic_id]), clinic_id, draft)


def held(clinic_ids: Sequence[int]) -> Held:
    """The credentials that are shown or once were confirmed, by clinic, of clinics with any.

    Others' facts are not ours to change: a claim alone takes no imported confirmation away.
    """
    confirmed = Check.objects.filter(credential=OuterRef("pk"), outcome=Check.Outcome.CONFIRMED)
    counting = Credential.objects.filter(clinic__in=clinic_ids).filter(
        Q(standing=Standing.SHOWN) | Exists(confirmed)
    )
    found: Held = {}
    for credential in counting.select_related("clinician", "current").order_by("pk"):
        found.setdefault(credential.clinic_id, []).append(credential)
    return {pk: theirs for pk, theirs in found.items() if any(map(_is_more_than_list, theirs))}


def state(draft: Draft, credentials: list[Credential]) -> None:
    """State what the clinic's shown credentials say, unless it is stated already."""
    for code, people in _by_profession(credentials).items():
        public = [c for theirs in people for c in theirs if _is_more_than_list(c)]
        _ensure(draft, code, public)
    for code, stated in _accreditations(credentials).items():
        _ensure(draft, code, [c for c in stated if _is_public(c)])


def confirm_by(held: Held, clinic_id: int, draft: Draft) -> None:
    """Confirm each followed fact that is stated as far as the clinic's credentials do."""
    credentials = held.get(clinic_id, [])
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


def _is_public(credential: Credential) -> bool:
    person = credential.clinician
    return credential.standing == Standing.SHOWN and (person is None or person.left_on is None)


def _by_profession(credentials: Iterable[Credential]) -> dict[str, list[list[Credential]]]:
    """`staff.<profession>` of everybody who was more than named: what each public one shows."""
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
    """For each kind that is needed the one confirmed for longest; [] when one is missing."""
    chosen = []
    for kind in needed:
        confirmed = [c for c in credentials if c.kind == kind and _confirmation([c])]
        if not confirmed:
            return []
        chosen.append(max(confirmed, key=lambda c: c.current.valid_until))  # type: ignore[union-attr, return-value, arg-type]
    return chosen


def _confirmation(credentials: list[Credential]) -> _Confirmation | None:
    """What these credentials together confirm; None when one of them is not confirmed."""
    checks = [c.current for c in credentials]
    if not checks or any(c is None or c.outcome != Check.Outcome.CONFIRMED for c in checks):
        return None
    days = [timezone.localdate(check.at) for check in checks if check]
    due = min(check.valid_until for check in checks if check and check.valid_until)
    return _Confirmation(
        by=_by({check.method for check in checks if check}),
        on=max((day for day in days if day <= due), default=due),
        due=due,
    )


def _by(methods: set[str]) -> str:
    if methods == {Check.Method.PUBLIC_LIST}:
        return SourceKind.PUBLIC_LIST
    return SourceKind.REGISTER if methods <= set(LOOKED_UP) else SourceKind.DOCUMENT


def _best(found: Iterable[_Confirmation | None]) -> _Confirmation | None:
    """The one that holds longest."""
    return max((one for one in found if one), key=lambda one: (one.due, one.on), default=None)


def _accreditations(credentials: Iterable[Credential]) -> dict[str, list[Credential]]:
    """The clinic's own accreditations by the code of their fact."""
    found: dict[str, list[Credential]] = {}
    for credential in credentials:
        if credential.clinician_id is None and credential.kind in (Kind.REMS, Kind.ACCREDITATION):
            name = REMS_CERTIFIED if credential.kind == Kind.REMS else credential.name
            code = f"accreditation.{name}"
            if CHECKLIST.get(code):
                found.setdefault(code, []).append(credential)
    return found


def _ensure(draft: Draft, code: str, shown: list[Credential]) -> None:
    """State a fact that the clinic's shown credentials say, unless it is stated already."""
    fact = draft.facts.get(code)
    if shown and (fact is None or not fact.value):
        since = min(credential.stated_on for credential in shown)
        draft.facts[code] = Fact(code=code, value=True, source=SourceKind.CLINIC, since=since,
                                 affirmed_on=since)  # fmt: skip


def _confirm(draft: Draft, code: str, found: _Confirmation | None) -> None:
    """Give a fact its confirmation, or take it away."""
    fact = draft.facts.get(code)
    if fact is None or not fact.value:
        return
    new = (found.by, found.on, found.due) if found else ("", None, None)
    if (fact.confirmed_by, fact.confirmed_on, fact.due_on) != new:
        fact = copy.copy(fact)
        fact.confirmed_by, fact.confirmed_on, fact.due_on = new
        draft.facts[code] = fact
