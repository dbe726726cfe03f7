"""A clinic says again what it states."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.changes.actions.editing import editing_own
from clinics.changes.values import ChangeRefused
from clinics.listing.actions.search_rows import refresh_search
from clinics.listing.models import Clinic, Fact, Price, SourceKind


def confirm_all(clinic: Clinic, *, by: User) -> int:
    """Say again everything the clinic itself stated; how many statements. Raises ChangeRefused.

    What was imported or stated by others stays as it is.
    """
    with editing_own(clinic.pk, by=by) as listing:
        before = _affirm(listing.clinic)
        if not before:
            raise ChangeRefused(_("Everything the clinic states was confirmed today already."))
        refresh_search([clinic.pk])
        today = timezone.localdate().isoformat()
        record("confirmed", listing.clinic, actor="clinic", by=by, clinic_id=clinic.pk,
               before={"affirmed": before},
               after={"affirmed": dict.fromkeys(before, today)})  # fmt: skip
    return len(before)


def _affirm(clinic: Clinic) -> dict[str, str]:
    """Move the days on which the clinic said something to today; the former ones, by code."""
    today = timezone.localdate()
    before: dict[str, str] = {}
    for model in (Fact, Price):
        rows = model.objects.filter(clinic=clinic, source=SourceKind.CLINIC, affirmed_on__lt=today)
        before |= {row.code: row.affirmed_on.isoformat() for row in rows}
        rows.update(affirmed_on=today)
    if clinic.source == SourceKind.CLINIC and clinic.affirmed_on < today:
        before["contact"] = clinic.affirmed_on.isoformat()
        Clinic.objects.filter(pk=clinic.pk).update(affirmed_on=today)
    return before
