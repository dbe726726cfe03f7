"""What the actions on credentials share: lock the clinic, open and end a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.credentials.models import (
    Check,
    Clinician,
    Credential,
    CredentialCase,
    CredentialRefused,
)
from clinics.credentials.similar_names import Likeness, likeness
from clinics.listing.actions.editing import Listing
from clinics.listing.models import Clinic
from clinics.memberships.actions import editing as memberships
from clinics.memberships.models import Membership
from clinics.memberships.permissions import speaks_for
from clinics.notices.actions.notify import tell_at_once


def editing_own(clinic_id: int, *, by: User) -> AbstractContextManager[Listing]:
    """Lock the clinic. Raises CredentialRefused unless the person speaks for it."""
    words = _("You do not speak for this clinic, or no longer.")
    return memberships.editing_own(clinic_id, by=by, refusal=CredentialRefused(words))


def clinicians_path(clinic: Clinic) -> str:
    """The page where a clinic keeps its people and credentials."""
    return reverse("clinicians", args=[clinic.slug])


def open_case(
    credential: Credential,
    why: str,
    *,
    by: User | None,
    actor: str,
    expires_on: dt.date | None = None,
    words: str = "",
) -> CredentialCase:
    """Let a credential wait for a moderator. The caller holds the clinic; no case is open."""
    case = CredentialCase.objects.create(
        clinic_id=credential.clinic_id, credential=credential, why=why, opened_by=by,
        expires_on=expires_on,
    )  # fmt: skip
    record("credential case opened", case, actor=actor, by=by, clinic_id=credential.clinic_id,
           after={"credential": credential.pk, "why": why}, why=words)  # fmt: skip
    return case


def end_cases(credential_ids: Sequence[int]) -> None:
    """End the open cases of these credentials without a decision: the clinic took them back."""
    CredentialCase.objects.waiting().filter(credential__in=credential_ids).update(
        decided_at=timezone.now()
    )


def carry_exclusion(person: Clinician) -> None:
    """Keep somebody found on the exclusion list when a clinic lists them once more.

    The moderator's finding is copied from whoever has the same name at the same clinic, there or
    gone, however it is written; a moderator can decide it again. One query for anybody else.
    """
    lines = Credential.objects.filter(kind=Credential.Kind.NOT_EXCLUDED, clinic=person.clinic_id)
    former = lines.filter(current__outcome=Check.Outcome.EXCLUDED, clinician__isnull=False)
    newest = former.select_related("current", "clinician").order_by("-pk")
    last = next((one for one in newest if _is_namesake(person, one.clinician)), None)
    if last is None or last.current is None:
        return
    found, line = last.current, lines.get(clinician=person)
    line.current = Check.objects.create(
        credential=line, by=found.by, method=found.method, outcome=found.outcome,
        source=found.source, source_url=found.source_url, compared=found.compared,
        register_as_of=found.register_as_of, note=found.note,
    )  # fmt: skip
    line.save(update_fields=["current"])


def _is_namesake(person: Clinician, other: Clinician | None) -> bool:
    """Whether two names are equal, apart from titles, degrees, middle names and spelling."""
    return other is not None and likeness(
        person.given_name, person.family_name,
        last=other.family_name, first=other.given_name, middle="",
    ) == Likeness.EQUAL  # fmt: skip


def tell_who_asked(clinic: Clinic, case: CredentialCase, words: Callable[[], str]) -> None:
    """Tell who asked for a case at once; if a register opened it, all clinic admins."""
    asked = case.opened_by
    if asked is not None and speaks_for(asked, clinic.pk):
        people = [asked]
    else:
        members = Membership.objects.filter(clinic=clinic).select_related("user")
        people = [member.user for member in members.order_by("pk")]
    tell_at_once(people, lambda: f"{_what(clinic, case)}: {words()}".strip(), clinic=clinic,
                 path=clinicians_path(clinic))  # fmt: skip


def _what(clinic: Clinic, case: CredentialCase) -> str:
    """Whose credential it is, and which."""
    is_list = case.credential.kind == Credential.Kind.NOT_EXCLUDED
    about = _("federal exclusion list") if is_list else case.credential.get_kind_display()
    return f"{case.credential.clinician or clinic.name}, {about}"


def trail_fields(credential: Credential) -> dict[str, Any]:
    """The fields of a credential that the trail keeps."""
    whole = {
        "kind": credential.kind, "clinician": credential.clinician_id, "state": credential.state,
        "number": credential.number, "name": credential.name,
        "expires_on": credential.expires_on and credential.expires_on.isoformat(),
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value}
