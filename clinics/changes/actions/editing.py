"""What the actions on a listing share: lock it, save it, write and close proposals.

Every action locks the clinic first, then the proposal, so that actions cannot deadlock.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.changes import values
from clinics.changes.clean import clean
from clinics.changes.models import ProposedChange, ProposedItem
from clinics.changes.values import ChangeRefused
from clinics.credentials.derived_facts import confirm
from clinics.listing.actions.editing import Listing
from clinics.listing.fields import CONTACT_CODES
from clinics.listing.models import Clinic, SourceKind
from clinics.listing.wording import label
from clinics.memberships.actions import editing as memberships
from clinics.memberships.models import Membership
from clinics.memberships.permissions import may_edit
from clinics.notices.actions.notify import Words, notify, tell_at_once
from clinics.reviews.actions.settle import settle_reports

NOTHING_TO_CHANGE = gettext_lazy("This changes nothing: the listing says all of it already.")
NOT_SPEAKING = gettext_lazy("You do not speak for this clinic any more. Nothing was changed.")

Pairs = dict[str, tuple[Any, Any]]
"""Before and after, by code."""
Closed = ProposedChange.Closed


def editing_own(clinic_id: int, *, by: User) -> AbstractContextManager[Listing]:
    """Lock the clinic. Raises ChangeRefused unless the person speaks for it."""
    return memberships.editing_own(clinic_id, by=by, refusal=ChangeRefused(NOT_SPEAKING))


def refuse_unless_speaking(by: User, clinic_id: int) -> None:
    """Raise ChangeRefused unless the person speaks for the clinic now."""
    if not may_edit(by, clinic_id):
        raise ChangeRefused(NOT_SPEAKING)


def save(listing: Listing, *, actor: str, by: User, why: str, source: str = "") -> None:
    """Write the listing, its search row, the trail, and what follows for reports of its answers.

    Raises ChangeRefused.
    """
    before = listing.stored
    try:
        listing.save(confirm=confirm, actor=actor, by=by, why=why, source=source)
    except ValidationError as invalid:
        raise ChangeRefused(" ".join(invalid.messages)) from None
    settle_reports(listing, before)


def cleaned(after: dict[str, Any]) -> dict[str, Any]:
    """Each value as it is stored. Raises ChangeRefused; the message names the answer."""
    kept = {}
    for code, value in after.items():
        try:
            kept[code] = clean(code, value)
        except ChangeRefused as refused:
            raise ChangeRefused(f"{label(code)}: {refused}") from None
    return kept


def differing(now: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What differs from what is public.

    If somebody else stated the contact details so far, changing one of them states them all.
    """
    wanted = {c: value for c, value in after.items() if values.differs(c, now.get(c), value)}
    if now["contact"]["source"] != SourceKind.CLINIC and set(wanted) & set(CONTACT_CODES):
        wanted["contact"] = {"source": SourceKind.CLINIC.value}
    return wanted


def waiting_of(listing: Listing) -> ProposedChange | None:
    """The waiting proposal of a locked clinic, locked; None when nothing waits."""
    return listing.clinic.changes.pending().select_for_update().first()


def refuse_unless_pending(change: ProposedChange) -> None:
    """Raise ChangeRefused when the proposal was decided, withdrawn or replaced."""
    if change.closed_as:
        words = {"how": Closed(change.closed_as).label}
        raise ChangeRefused(_("This proposal no longer waits: %(how)s.") % words)


def tell(change: ProposedChange, words: Words, *, details: Words = "") -> None:
    """Tell who asked for it at once."""
    if asker := change.asker:
        clinic = change.clinic
        path = reverse("clinic_changes", args=[clinic.slug])
        tell_at_once([asker], words, details=details, clinic=clinic, path=path)


def tell_speakers(clinic: Clinic, words: Words) -> None:
    """Notify everybody who speaks for a clinic; it leads to what the listing says."""
    path = reverse("clinic_confirm", args=[clinic.slug])
    for member in Membership.objects.filter(clinic=clinic).select_related("user"):
        notify(member.user, words, clinic=clinic, path=path)


def close(change: ProposedChange, closed_as: str) -> None:
    """End a proposal now."""
    change.closed_as, change.closed_at = closed_as, timezone.now()
    change.save(update_fields=["closed_as", "closed_at"])


def keep(change: ProposedChange, pairs: Pairs, **decided: Any) -> ProposedChange:
    """Store a proposal and its items. `decided`: more fields for each item."""
    change.save()
    ProposedItem.objects.bulk_create(
        ProposedItem(change=change, code=code, before=before, after=after, **decided)
        for code, (before, after) in pairs.items()
    )
    return change


def store(change: ProposedChange, pairs: Pairs, *, by: User, **decided: Any) -> ProposedChange:
    """Store a proposal as `keep` does, and record it in the trail."""
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
