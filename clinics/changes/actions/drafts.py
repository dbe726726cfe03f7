"""Saves and discards what a clinic admin has typed and not sent yet."""

from __future__ import annotations

from typing import Any

from clinics.accounts.models import User
from clinics.changes.actions.editing import refuse_unless_speaking
from clinics.changes.models import EditDraft
from clinics.listing.models import Clinic


def save_draft(clinic: Clinic, data: dict[str, Any], *, by: User) -> EditDraft:
    """Save what a person has typed. Nobody else sees it. Raises ChangeRefused."""
    refuse_unless_speaking(by, clinic.pk)
    draft, _made = EditDraft.objects.update_or_create(
        user=by, clinic=clinic, defaults={"data": data}
    )
    return draft


def discard_draft(clinic: Clinic, *, by: User) -> None:
    """Delete what a person has typed."""
    EditDraft.objects.filter(user=by, clinic=clinic).delete()
