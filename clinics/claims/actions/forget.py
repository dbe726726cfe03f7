"""Documents of claims are deleted when the rule says so; row and fingerprint stay."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from clinics.claims.models import Claim, ClaimDocument
from clinics.documents.actions.forget import AFTER_DECISION, finish, let_go
from clinics.listing.models import Clinic


def forget_documents(*, on: dt.date) -> int:
    """Delete the files of claims decided 90 days before `on`, and left ones; how many rows.

    Not while a later claim of the same person on the clinic is open, or younger: it rests on them.
    """
    finish(ClaimDocument)
    last_day = on - AFTER_DECISION
    later = Claim.objects.filter(user=OuterRef("claim__user"), clinic=OuterRef("claim__clinic"))
    later = later.filter(Q(decision="") | Q(decided_at__date__gt=last_day))
    due = ClaimDocument.objects.exclude(file="").exclude(Exists(later))
    found = due.values_list("pk", "claim__clinic").order_by("pk")
    return sum(_forget_document(pk, clinic_id) for pk, clinic_id in list(found))


@transaction.atomic
def _forget_document(pk: int, clinic_id: int) -> bool:
    Clinic.objects.locked(clinic_id)
    row = ClaimDocument.objects.select_for_update(of=("self",)).exclude(file="").filter(pk=pk)
    if document := row.first():
        let_go(document, clinic_id=clinic_id)
        document.save(update_fields=["file"])
    return document is not None
