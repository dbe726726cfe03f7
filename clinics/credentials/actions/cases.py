"""What the actions on credentials share: lock the clinic, open and end a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.credentials.models import Credential, CredentialCase, CredentialRefused
from clinics.listing.actions.editing import Listing
from clinics.listing.models import Clinic
from clinics.memberships.actions import editing as memberships


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


def trail_fields(credential: Credential) -> dict[str, Any]:
    """The fields of a credential that the trail keeps."""
    whole = {
        "kind": credential.kind, "clinician": credential.clinician_id, "state": credential.state,
        "number": credential.number, "name": credential.name,
        "expires_on": credential.expires_on and credential.expires_on.isoformat(),
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value}
