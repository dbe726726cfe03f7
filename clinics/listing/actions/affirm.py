"""Records that a clinic repeats what it stated."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from clinics.listing.actions.search_rows import refresh_search
from clinics.listing.models import Clinic, Fact, Price, SourceKind


def affirm(clinic: Clinic, *, but: Collection[str] = ()) -> dict[str, str]:
    """Set `affirmed_on` to today for all that a locked clinic itself stated, `but` for some codes.

    Returns the former days by code, with `contact` for name and contact details; {} when nothing
    changed. What others stated or confirmed stays as it is. Updates the search row; the caller
    writes the trail.
    """
    today = timezone.localdate()
    before: dict[str, str] = {}
    for model in (Fact, Price):
        rows = model.objects.filter(clinic=clinic, source=SourceKind.CLINIC, affirmed_on__lt=today)
        repeated = [row for row in rows if row.code not in but]
        before |= {row.code: row.affirmed_on.isoformat() for row in repeated}
        model.objects.filter(pk__in=[row.pk for row in repeated]).update(affirmed_on=today)
    is_own = clinic.source == SourceKind.CLINIC and "contact" not in but
    if is_own and clinic.affirmed_on < today:
        before["contact"] = clinic.affirmed_on.isoformat()
        Clinic.objects.filter(pk=clinic.pk).update(affirmed_on=today)
    if before:
        refresh_search([clinic.pk])
    return before
