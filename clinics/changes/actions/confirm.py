"""A clinic confirms that what it stated is still right."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.changes.actions.editing import editing_own
from clinics.changes.values import ChangeRefused
from clinics.listing.actions.affirm import affirm
from clinics.listing.models import Clinic


def confirm_all(clinic: Clinic, *, by: User) -> int:
    """Set all that the clinic itself stated to "repeated today". Returns how many statements.

    What others stated or an import brought stays as it is. Raises ChangeRefused.
    """
    with editing_own(clinic.pk, by=by) as listing:
        before = affirm(listing.clinic)
        if not before:
            raise ChangeRefused(_("Everything the clinic states was repeated today already."))
        today = timezone.localdate().isoformat()
        record("confirmed", listing.clinic, actor="clinic", by=by, clinic_id=clinic.pk,
               before={"affirmed": before},
               after={"affirmed": dict.fromkeys(before, today)})  # fmt: skip
    return len(before)
