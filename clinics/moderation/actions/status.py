"""A moderator's decision where a listing stands: permitted, done, and told to the clinic."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.changes.actions.editing import tell_speakers
from clinics.digests import digest_of
from clinics.listing.actions import status
from clinics.listing.models import Clinic
from clinics.memberships.permissions import may_decide

ACTIONS: dict[str, Callable[..., Clinic]] = {
    "open": status.open_listing,
    "pause": status.pause,
    "close": status.close,
    "hide": status.hide,
    "remove": status.remove,
    "back": status.stand_again,
}


def stand(clinic: Clinic) -> str:
    """Where a listing stands, as a page carries it to the decision."""
    said = (clinic.status, clinic.status_since, clinic.paused_until, clinic.says_closed_since)
    return digest_of([str(one) for one in said])


@transaction.atomic
def change_status(
    clinic: Clinic, verb: str, *, by: User, why: str, stood: str = "", **more: Any
) -> Clinic:
    """Carry out one of ACTIONS; who speaks for the listing is told, with the reason.

    `stood` is the `stand` on the moderator's page, if there was one: nothing is done when it is
    another by now. `more` is what the action of the verb needs: `until`, `since` or `reason`. Locks
    the clinic. Raises StatusRefused.
    """
    clinic = Clinic.objects.locked(clinic.pk)
    if not may_decide(by, clinic.pk):
        raise status.StatusRefused(
            _("You speak for this clinic, so another moderator must decide this.")
        )
    if stood and stood != stand(clinic):
        words = {"status": clinic.get_status_display()}
        raise status.StatusRefused(
            _("Somebody changed it while you were reading. The listing is now: %(status)s.") % words
        )
    moved = ACTIONS[verb](clinic.pk, actor="moderator", by=by, why=why, **more)
    tell_speakers(moved, partial(_decided, moved, why))
    return moved


def _decided(clinic: Clinic, why: str) -> str:
    told = _("A moderator decided about the listing of %(clinic)s. It is now: %(status)s. %(why)s")
    return told % {"clinic": clinic, "status": clinic.get_status_display(), "why": why}
