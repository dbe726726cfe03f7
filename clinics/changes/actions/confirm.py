"""A clinic confirms that what it stated is still right."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.changes.actions.editing import editing_own
from clinics.changes.doubts import doubts
from clinics.changes.values import ChangeRefused
from clinics.listing.actions.affirm import affirm
from clinics.listing.models import Clinic


def confirm_all(clinic: Clinic, *, by: User) -> int:
    """Set all that the clinic itself stated to "repeated today". Returns how many statements.

    What others stated or an import brought stays as it is, and so does what is in `doubts`. Raises
    ChangeRefused.
    """
    with editing_own(clinic.pk, by=by) as listing:
        in_doubt = doubts(listing.clinic)
        before = affirm(listing.clinic, but=in_doubt.keys())
        if not before and in_doubt:
            raise ChangeRefused(
                _("Everything else the clinic states was confirmed today already. What a proposal "
                  "changes or a report disputes is left out.")
            )  # fmt: skip
        if not before:
            raise ChangeRefused(_("Everything the clinic states was repeated today already."))
        today = timezone.localdate().isoformat()
        record("confirmed", listing.clinic, actor="clinic", by=by, clinic_id=clinic.pk,
               before={"affirmed": before},
               after={"affirmed": dict.fromkeys(before, today)})  # fmt: skip
    return len(before)
