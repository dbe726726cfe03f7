"""Objects to who speaks for a clinic: a case for a moderator."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.claims.actions.arrive import bring_to_desk
from clinics.claims.models import Claim, ClaimRefused
from clinics.listing.models import Clinic
from clinics.memberships.permissions import may_object
from clinics.text import tidy


@transaction.atomic
def object_to(clinic: Clinic, *, by: User, statement: str) -> Claim:
    """Object to who speaks for a clinic; a moderator decides.

    Raises ClaimRefused for somebody who neither speaks for the clinic nor did until somebody ended
    it, who has an open request already, or who says nothing.
    """
    clinic = Clinic.objects.locked(clinic.pk)
    if not may_object(by, clinic.pk):
        raise ClaimRefused(_("Only who speaks for this clinic, or did, can object."))
    if Claim.objects.open().filter(user=by, clinic=clinic).exists():
        raise ClaimRefused(_("You have already asked. Your request is still open."))
    if not (said := tidy(statement, lines=True)):
        raise ClaimRefused(_("Say what is wrong: a moderator reads it."))
    claim = Claim.objects.create(
        clinic=clinic, user=by, method=Claim.Method.OBJECTION, statement=said
    )
    bring_to_desk(clinic, claim)
    return claim
