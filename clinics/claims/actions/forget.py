"""Deletes the files of old claims. The rows and fingerprints stay."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from clinics.claims.models import Claim, ClaimDocument
from clinics.documents.actions.forget import AFTER_DECISION, finish, let_go
from clinics.listing.models import Clinic


def forget_documents(*, on: dt.date) -> int:
    """Delete the documents of claims decided at least 90 days before `on`. Returns how many.

    Documents are kept while the same person has a claim on the clinic that is open or was decided
    later, because that claim may rely on them. Files that an earlier run missed are deleted too.
    """
    finish(ClaimDocument)
    last_day = on - AFTER_DECISION
    later = Claim.objects.filter(user=OuterRef("claim__user"), clinic=OuterRef("claim__clinic"))
    later = later.filter(Q(decision="") | Q(decided_at__date__gt=last_day))
    due = ClaimDocument.objects.exclude(file="").exclude(Exists(later))
    rows = due.values_list("pk", "claim__clinic").order_by("pk")
    return sum(_forget_document(pk, clinic_id) for pk, clinic_id in list(rows))


@transaction.atomic
def _forget_document(pk: int, clinic_id: int) -> bool:
    Clinic.objects.locked(clinic_id)
    row = ClaimDocument.objects.select_for_update(of=("self",)).exclude(file="").filter(pk=pk)
    if document := row.first():
        let_go(document, clinic_id=clinic_id)
        document.save(update_fields=["file"])
    return document is not None
