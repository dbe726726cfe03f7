"""Deletes evidence files that are no longer needed. Their rows and hashes stay."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from clinics.audit.models import Event
from clinics.credentials.models import Credential, CredentialCase, Evidence
from clinics.documents.actions.forget import AFTER_DECISION, finish, let_go
from clinics.listing.models import Clinic

AFTER_WITHDRAWAL = dt.timedelta(days=30)
"""How long evidence is kept after the clinic took a credential back or the person left."""


def forget_evidence(*, on: dt.date) -> int:
    """Delete the files that no decision needs any more on that day. Returns how many.

    A file is kept until 90 days after the credential's last case was decided, or until 30 days
    after the credential was withdrawn or the person left. It is safe to run it again, or twice at
    once: nothing else is deleted.
    """
    finish(Evidence)
    due = _due(on).values_list("pk", "credential__clinic").order_by("pk")
    return sum(_forget(pk, clinic_id, on) for pk, clinic_id in list(due))


def _due(on: dt.date) -> QuerySet[Evidence]:
    """Evidence whose file still exists but is no longer needed."""
    decided_by, gone_by = on - AFTER_DECISION, on - AFTER_WITHDRAWAL
    cases = CredentialCase.objects.filter(credential=OuterRef("credential"))
    young = cases.filter(Q(decided_at=None) | Q(decided_at__date__gt=decided_by))
    taken_back = Event.objects.filter(
        clinic_id=OuterRef("credential__clinic"), target="credential",
        target_id=OuterRef("credential"), verb="credential withdrawn", at__date__lte=gone_by,
    )  # fmt: skip
    is_gone = Q(credential__standing=Credential.Standing.WITHDRAWN) & Exists(taken_back)
    has_left = Q(credential__clinician__left_on__lte=gone_by)
    settled = Exists(cases) & ~Exists(young)
    return Evidence.objects.filter(deleted_at=None).filter(settled | is_gone | has_left)


@transaction.atomic
def _forget(pk: int, clinic_id: int, on: dt.date) -> bool:
    """Delete one file, unless a case was opened meanwhile."""
    Clinic.objects.locked(clinic_id)
    row = _due(on).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is not None:
        let_go(row, clinic_id=clinic_id)
        row.deleted_at = timezone.now()
        row.save(update_fields=["file", "deleted_at"])
    return row is not None
