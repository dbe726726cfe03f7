"""What the actions of this feature share: lock, open and end a case, keep documents, tell."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.credentials.models import Credential, CredentialCase, CredentialRefused, Evidence
from clinics.documents.actions.keep import discard, put
from clinics.documents.check import MOST, Checked
from clinics.listing.models import Clinic
from clinics.memberships.permissions import may_edit


def locked_for(clinic_id: int, by: User) -> Clinic:
    """The clinic, locked. Raises CredentialRefused unless the person speaks for it."""
    clinic: Clinic = Clinic.objects.locked(clinic_id)
    if not may_edit(by, clinic.pk):
        raise CredentialRefused(_("You do not speak for this clinic, or no longer."))
    return clinic


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
    """Let a credential wait for a moderator; the caller has locked the clinic and looked first."""
    case = CredentialCase.objects.create(
        clinic_id=credential.clinic_id, credential=credential, why=why, opened_by=by,
        expires_on=expires_on,
    )  # fmt: skip
    record("credential case opened", case, actor=actor, by=by, clinic_id=credential.clinic_id,
           after={"credential": credential.pk, "why": why}, why=words)  # fmt: skip
    return case


def end_cases(credential_ids: Sequence[int]) -> None:
    """End what waits of these credentials without a decision: the clinic took them back."""
    CredentialCase.objects.waiting().filter(credential__in=credential_ids).update(
        decided_at=timezone.now()
    )


def keep(credential: Credential, documents: Sequence[Checked], *, by: User) -> list[Evidence]:
    """Store documents under names of our own; takes them away again when one cannot be stored.

    Raises CredentialRefused for more than five.
    """
    if len(documents) > MOST:
        raise CredentialRefused(_("Hand in at most five documents."))
    kept: list[Evidence] = []
    try:
        for checked in documents:
            row = Evidence(credential=credential, content_type=checked.content_type,
                           sha256=checked.sha256, size=len(checked.content),
                           uploaded_by=by)  # fmt: skip
            kept.append(row)
            name = f"{credential.pk}-{secrets.token_hex(8)}.{checked.ending}"
            put(row, checked, name=name, refused=CredentialRefused)
            row.save()
    except Exception:
        discard(kept)
        raise
    return kept


def said(credential: Credential) -> dict[str, Any]:
    """What the trail keeps of a credential."""
    whole = {
        "kind": credential.kind, "clinician": credential.clinician_id, "state": credential.state,
        "number": credential.number, "name": credential.name,
        "expires_on": credential.expires_on and credential.expires_on.isoformat(),
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value}
