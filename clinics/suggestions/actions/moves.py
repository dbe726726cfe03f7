"""Moves of clinics: planned by a moderator's decision, and done on their day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.credentials.derived_facts import confirm
from clinics.listing.actions.editing import Listing, editing
from clinics.listing.corrections import adopted, with_correction
from clinics.listing.fields import ADDRESS_FIELDS
from clinics.listing.models import SourceKind
from clinics.listing.relocate import relocate
from clinics.listing.wording import TOLD_BY_VISITOR
from clinics.reviews.actions.settle import settle_reports
from clinics.suggestions.models import Suggestion, SuggestionRefused, UpcomingMove

PARTS = ("street", "street2", "city", "state", "postal_code")


def plan_move(
    suggestion: Suggestion, address: dict[str, str], *, holds_from: dt.date, by: User
) -> None:
    """Give a listing a new address from a day on: at once if it has come.

    It replaces a move that was planned before. `address` has PARTS. Inside the caller's
    transaction. Locks the clinic. Raises SuggestionRefused when the listing says so already.
    """
    assert suggestion.clinic_id is not None
    source = SourceKind.CLINIC if suggestion.from_clinic else SourceKind.MODERATOR
    wanted = {name: address.get(name, "") for name in PARTS}
    with editing(suggestion.clinic_id) as listing:
        clinic = listing.clinic
        if all(getattr(clinic, name) == wanted[name] for name in PARTS):
            raise SuggestionRefused(_("The listing has this address already."))
        UpcomingMove.objects.filter(clinic=clinic).delete()
        move = UpcomingMove(clinic=clinic, holds_from=holds_from, source=source,
                            suggestion=suggestion, **wanted)  # fmt: skip
        if holds_from <= timezone.localdate():
            _apply(listing, move, actor="moderator", by=by)
            return
        move.save()
        record("move planned", clinic, actor="moderator", by=by, clinic_id=clinic.pk,
               after={"address": wanted, "holds_from": holds_from.isoformat()})  # fmt: skip


def cancel_move(suggestion: Suggestion, *, by: User) -> None:
    """Take back a planned move; nothing when it is done already. Inside the caller's transaction,
    which has locked the clinic.
    """
    planned = UpcomingMove.objects.filter(suggestion=suggestion).first()
    if planned is not None:
        before = {name: getattr(planned, name) for name in PARTS}
        record("move taken back", planned.clinic, actor="moderator", by=by,
               clinic_id=planned.clinic_id, before={"address": before})  # fmt: skip
        planned.delete()


def apply_moves(*, on: dt.date | None = None) -> int:
    """Give every listing whose day has come its new address, one transaction each; how many.

    Running it twice, or several at once, does no harm.
    """
    on = on or timezone.localdate()
    due = UpcomingMove.objects.filter(holds_from__lte=on).order_by("holds_from", "pk")
    return sum(_apply_one(clinic_id, on) for clinic_id in due.values_list("clinic", flat=True))


@transaction.atomic
def _apply_one(clinic_id: int, on: dt.date) -> bool:
    with editing(clinic_id) as listing:
        move = UpcomingMove.objects.filter(clinic=clinic_id, holds_from__lte=on).first()
        if move is not None:
            _apply(listing, move, actor="operator", by=None)
            move.delete()
    return move is not None


def _apply(listing: Listing, move: UpcomingMove, *, actor: str, by: User | None) -> None:
    """Let the listing say the new address.

    A clinic that says so itself states all its contact details. What a visitor said and a moderator
    decided is a correction of the address alone.
    """
    before, draft, today = listing.stored, listing.draft, timezone.localdate()
    wanted: dict[str, Any] = {name: getattr(move, name) for name in PARTS} | {"country": "US"}
    relocate(draft, {name: wanted.get(name, "") for name in ADDRESS_FIELDS})
    if move.source == SourceKind.CLINIC:
        if draft.fields["source"] != move.source:
            draft.fields |= {"source": move.source, "source_name": "", "since": today,
                             "corrections": adopted(draft.fields["corrections"])}  # fmt: skip
        draft.fields["affirmed_on"] = today
    else:
        day, link = today.isoformat(), move.suggestion.link if move.suggestion else ""
        said = {"source": move.source, "source_name": TOLD_BY_VISITOR, "source_url": link,
                "since": day, "affirmed_on": day}  # fmt: skip
        draft.fields["corrections"] = with_correction(draft, "address", said)
    listing.save(confirm=confirm, actor=actor, by=by, why=gettext_noop("The clinic moved."))
    settle_reports(listing, before)
