"""What the actions of this feature share: lock and write the clinic, write a proposal, end it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.changes.models import ProposedChange, ProposedItem
from clinics.changes.values import ChangeRefused
from clinics.listing.actions import save as listing
from clinics.listing.draft import Draft
from clinics.listing.models import Clinic
from clinics.notices.actions.notify import notify

Closed, Verdict = ProposedChange.Closed, ProposedItem.Decision


def locked(clinic_id: int) -> Clinic:
    """The clinic with its answers, locked, as it stands now."""
    return Clinic.objects.select_for_update(of=("self",)).with_answers().get(pk=clinic_id)


def save(draft: Draft, clinic: Clinic, *, actor: str, by: User, why: str) -> None:
    """Write the listing, its search row and the trail. Raises ChangeRefused."""
    try:
        listing.save(draft, clinic=clinic, actor=actor, by=by, why=why)
    except ValidationError as invalid:
        raise ChangeRefused(" ".join(invalid.messages)) from None


def close(change: ProposedChange, closed_as: str) -> None:
    """End a proposal now."""
    change.closed_as, change.closed_at = closed_as, timezone.now()
    change.save(update_fields=["closed_as", "closed_at"])


def keep(
    change: ProposedChange, pairs: dict[str, tuple[Any, Any]], **decided: Any
) -> ProposedChange:
    """Write a proposal of (before, after) pairs by code; `decided`: fields of each item."""
    change.save()
    ProposedItem.objects.bulk_create(
        ProposedItem(change=change, code=code, before=before, after=after, **decided)
        for code, (before, after) in pairs.items()
    )
    return change


def store(
    change: ProposedChange, pairs: dict[str, tuple[Any, Any]], *, by: User, **decided: Any
) -> ProposedChange:
    """Write a proposal as `keep` does, with its event."""
    keep(change, pairs, **decided)
    is_undoing = change.reverts_id is not None
    record(
        "proposed" if not is_undoing else "reverted" if change.closed_as else "reopened",
        change,
        actor="moderator" if is_undoing else "clinic",
        by=by,
        clinic_id=change.clinic_id,
        before={code: before for code, (before, _after) in pairs.items()},
        after={code: after for code, (_before, after) in pairs.items()},
        why=change.note,
    )
    return change


def refuse_unless_pending(change: ProposedChange) -> None:
    """Raise ChangeRefused when the proposal was decided, withdrawn or replaced."""
    if change.closed_as:
        words = {"how": Closed(change.closed_as).label}
        raise ChangeRefused(_("This proposal does not wait any more: %(how)s.") % words)


def tell(change: ProposedChange, words: str) -> None:
    """Tell who asked for it what became of it; `words` name the clinic as %(clinic)s."""
    if asker := change.asker:
        clinic = change.clinic
        path = reverse("clinic_changes", args=[clinic.slug])
        notify(asker, words % {"clinic": clinic.name}, clinic=clinic, path=path)
