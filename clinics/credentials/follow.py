"""Facts that follow from credentials: who works there, ACLS on site, who has inspected it.

What a fact says is a function of the credentials alone, never of the day: a confirmation that ran
out keeps its past `due_on` and reads overdue.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from clinics.checklist import CHECKLIST, STAFF_NEEDS
from clinics.credentials.checks import Check
from clinics.credentials.kinds import LOOKED_UP, REMS_CERTIFIED
from clinics.credentials.models import Clinician, Credential, CredentialRefused
from clinics.listing.actions import save
from clinics.listing.draft import Draft
from clinics.listing.models import Clinic, Fact, SourceKind

Kind, Standing = Credential.Kind, Credential.Standing
ACLS_ON_SITE = "safety.acls-on-site"


def FOLLOWED(code: str) -> bool:
    """Whether a fact's confirmation comes from credentials only."""
    return code == ACLS_ON_SITE or code.startswith(("staff.", "accreditation."))


@dataclass(frozen=True, kw_only=True)
class _Confirmation:
    """Who confirms a fact, on which day, until when: inclusive."""

    by: str
    on: dt.date
    due: dt.date


def follow(clinic_id: int, *, actor: str, by: Any = None, why: str) -> None:
    """Bring the followed facts of a clinic to what its credentials show.

    In the caller's transaction, which has locked the clinic. Raises CredentialRefused when the
    listing cannot be stored.
    """
    follow_all([clinic_id], actor=actor, by=by, why=why)


def follow_all(clinic_ids: Sequence[int], *, actor: str, by: Any = None, why: str) -> None:
    """Do so for several clinics: six queries, and those of each listing that changes."""
    held: dict[int, list[Credential]] = {pk: [] for pk in clinic_ids}
    confirmed = Check.objects.filter(credential=OuterRef("pk"), outcome=Check.Outcome.CONFIRMED)
    credentials = Credential.objects.filter(clinic__in=clinic_ids).exclude(
        standing=Standing.CLAIMED
    )
    credentials = credentials.annotate(was_confirmed=Exists(confirmed))
    for credential in credentials.select_related("clinician", "current").order_by("pk"):
        held[credential.clinic_id].append(credential)
    wanted = [pk for pk, theirs in held.items() if any(c.kind != Kind.NOT_EXCLUDED for c in theirs)]
    for clinic in Clinic.objects.filter(pk__in=wanted).with_answers().order_by("pk"):
        draft = Draft.of(clinic)
        if _bring(draft, held[clinic.pk]):
            try:
                save(draft, clinic=clinic, actor=actor, by=by, why=why)
            except ValidationError as invalid:
                raise CredentialRefused(" ".join(invalid.messages)) from None


def _bring(draft: Draft, credentials: list[Credential]) -> bool:
    """Change a draft's followed facts to what the credentials show; whether one changed."""
    before = dict(draft.facts)  # rows are equal by key: what changed is another object
    counting = [c for c in credentials if _counts(c)]
    for person_of, theirs in _people(counting).items():
        _staff(draft, person_of, theirs)
    cards = [c for c in counting if c.clinician_id and c.kind == Kind.ACLS]
    if cards and ACLS_ON_SITE in draft.facts:
        best = _best([_confirmation([c]) for c in cards if _is_public(c)])
        _confirm(draft, ACLS_ON_SITE, best)
    for code, stated in _accreditations(counting).items():
        shown = [c for c in stated if c.standing == Standing.SHOWN]
        _ensure(draft, code, shown)
        _confirm(draft, code, _best([_confirmation([c]) for c in shown]))
    return any(before.get(code) is not fact for code, fact in draft.facts.items())


def _counts(credential: Credential) -> bool:
    """Whether it is, or once was, more than a claim: facts of others are not ours to change."""
    was_confirmed = getattr(credential, "was_confirmed", False)
    return credential.standing == Standing.SHOWN or was_confirmed


def _is_public(credential: Credential) -> bool:
    person = credential.clinician
    return credential.standing == Standing.SHOWN and (person is None or person.left_on is None)


def _people(credentials: Iterable[Credential]) -> dict[str, dict[Clinician, list[Credential]]]:
    """Credentials by profession and person; nobody of whom only the exclusion list was asked."""
    found: dict[str, dict[Clinician, list[Credential]]] = {}
    for credential in credentials:
        if person := credential.clinician:
            found.setdefault(person.profession, {}).setdefault(person, []).append(credential)
    return {
        profession: known
        for profession, people in found.items()
        if (known := {p: cs for p, cs in people.items() if any(map(_is_more_than_list, cs))})
    }


def _is_more_than_list(credential: Credential) -> bool:
    return credential.kind != Kind.NOT_EXCLUDED


def _staff(draft: Draft, profession: str, people: dict[Clinician, list[Credential]]) -> None:
    """`staff.<profession>`: stated by who is there, confirmed by whoever holds all it asks for."""
    code = f"staff.{profession}"
    if CHECKLIST.get(code) is None:
        return
    public = [[c for c in theirs if _is_public(c)] for theirs in people.values()]
    public = [theirs for theirs in public if any(map(_is_more_than_list, theirs))]
    _ensure(draft, code, [c for theirs in public for c in theirs if _is_more_than_list(c)])
    needed = STAFF_NEEDS.get(profession, ())
    whole = [chosen for theirs in public if (chosen := _chosen(theirs, needed))]
    _confirm(draft, code, _best([_confirmation(chosen) for chosen in whole]))


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
