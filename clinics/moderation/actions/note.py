"""Moderators' notes on clinics."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.listing.models import Clinic
from clinics.memberships.permissions import may_decide
from clinics.moderation.actions.hold import DeskRefused
from clinics.moderation.models import Note


@transaction.atomic
def note(clinic: Clinic, *, by: User, words: str) -> Note:
    """Add a note to a clinic. Locks the clinic.

    Raises DeskRefused for somebody who may not decide about it, and for the newest note once more.
    """
    clinic = Clinic.objects.locked(clinic.pk)
    if not may_decide(by, clinic.pk):
        raise DeskRefused(_("You speak for this clinic, so you cannot note anything on it."))
    newest = Note.objects.on_clinic(clinic.pk).first()
    if newest and (newest.by_id, newest.words) == (by.pk, words):
        raise DeskRefused(_("This note is there already."))
    return Note.objects.create(clinic=clinic, by=by, words=words)
