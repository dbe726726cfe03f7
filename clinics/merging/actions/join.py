"""Joins two listings that are one clinic, and undoes that by a new decision.

Every action locks both clinics, in the order of their keys, before anything else.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit import whys
from clinics.audit.actions import record
from clinics.changes.actions.editing import save
from clinics.changes.values import ChangeRefused
from clinics.credentials.actions.follow import follow
from clinics.credentials.models import CredentialRefused
from clinics.listing.actions.editing import Listing, lock_all
from clinics.listing.actions.status import move
from clinics.listing.models import Clinic, DuplicatePair, Status
from clinics.listing.wording import label
from clinics.memberships.models import Membership
from clinics.merging.actions.move import carry_out
from clinics.merging.comparison import ONE, OTHER, blend, compared, put, said
from clinics.merging.models import Merge, MergeRefused
from clinics.merging.refusals import refuse_unless_joinable, refuse_unless_seen
from clinics.merging.rows import planned
from clinics.notices.actions.notify import notify
from clinics.reviews.actions.figures import refresh

STOOD = ("status", "status_since", "paused_until", "says_closed_since")
"""The fields that say where a listing stood: undoing restores them."""


@transaction.atomic
def join(
    pair: DuplicatePair,
    keep: str,
    *,
    by: User,
    why: str,
    chosen: Mapping[str, str] | None = None,
    seen: str,
) -> Merge:
    """Decide that a pair is one clinic: one listing survives, the other goes on in it.

    `keep` is the column of the pair that survives, "one" or "other". `chosen` gives the column to
    take by code; what is not in it is taken from whose word counts (see `comparison`). `seen` is
    the `digest` of what was on the moderator's screen. Raises MergeRefused.
    """
    pair, listings = lock_pair(pair)
    refuse_unless_joinable(pair, keep, listings, by=by, why=why)
    refuse_unless_seen(pair, listings, seen)
    kept = listings[keep]
    gone = listings[OTHER if keep == ONE else ONE]
    taken = _taken(listings, keep, chosen or {})
    names = {"survivor": kept.clinic.name, "loser": gone.clinic.name}
    merge = _joined(kept, gone, keep, listings, taken, by=by, why=why)
    decide_as(pair, DuplicatePair.Decision.SAME, by=by)
    _tell(kept.clinic, names)
    return merge


def lock_pair(pair: DuplicatePair) -> tuple[DuplicatePair, dict[str, Listing]]:
    """Both listings of a pair by column, locked, then the pair, as it is now. Two queries."""
    one, other = lock_all([pair.clinic_id, pair.other_id])
    found = DuplicatePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    found.clinic, found.other = one.clinic, other.clinic
    return found, {ONE: one, OTHER: other}


def decide_as(pair: DuplicatePair, decision: str, *, by: User | None) -> None:
    """Store a decision on a locked pair; '' lets it wait again."""
    pair.decision, pair.later_until = decision, None
    pair.decided_at, pair.decided_by = (timezone.now(), by) if decision else (None, None)
    pair.save(update_fields=["decision", "later_until", "decided_at", "decided_by"])


def _taken(listings: Mapping[str, Listing], keep: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """The column of each code that differs: the chosen one, or the one whose word counts."""
    rows = compared(said(listings[ONE].stored), said(listings[OTHER].stored))
    taken = {}
    for row in rows:
        column = chosen.get(row.code, row.taken)
        if column not in (ONE, OTHER) or not row.may_take(column, kept=keep):
            raise MergeRefused(_("This answer cannot be taken from there: %s.") % label(row.code))
        taken[row.code] = column
    return taken


def _joined(
    kept: Listing,
    gone: Listing,
    keep: str,
    listings: Mapping[str, Listing],
    taken: Mapping[str, str],
    *,
    by: User,
    why: str,
) -> Merge:
    """Move the rows, take the answers, end the loser. Returns the merge. Raises MergeRefused."""
    before, survivor, loser = said(kept.stored), kept.clinic, gone.clinic
    stood = {name: getattr(loser, name) for name in STOOD}
    wanted = blend(keep, said(listings[ONE].stored), said(listings[OTHER].stored), taken)
    moves = planned(survivor, loser, name=wanted.get("name", survivor.name))
    carry_out(moves)
    move(loser, "merged", {"status": Status.MERGED, "merged_into": survivor},
         actor="moderator", by=by, why=why)  # fmt: skip
    for code, value in wanted.items():
        put(kept.draft, code, value)
    settle(kept, by=by, why=whys.MERGED % {"clinic": loser.name, "why": why})
    for clinic in (survivor, loser):
        refresh(clinic.pk)
    now = said(kept.stored)
    changed = [code for code in {**before, **now} if before.get(code) != now.get(code)]
    merge = Merge.objects.create(
        survivor=survivor, loser=loser, by=by, why=why,
        chosen={code: "survivor" if column == keep else "loser" for code, column in taken.items()},
        before={code: before.get(code) for code in changed},
        after={code: now.get(code) for code in changed}, moves=moves,
        stood={name: str(value) if value else None for name, value in stood.items()},
    )  # fmt: skip
    record("merged", merge, actor="moderator", by=by, clinic_id=survivor.pk,
           after={"other": loser.slug}, why=why)  # fmt: skip
    return merge


def settle(*listings: Listing, by: User, why: str) -> None:
    """Save locked listings, and bring them to what their credentials show. Raises MergeRefused."""
    try:
        for listing in listings:
            save(listing, actor="moderator", by=by, why=why)
        follow(listings, actor="moderator", by=by, why=why)
    except (ChangeRefused, CredentialRefused) as refused:
        raise MergeRefused(str(refused)) from None


def _tell(survivor: Clinic, names: dict[str, str]) -> None:
    """Tell everybody who speaks for the clinic now that its two listings, so named, are one."""
    words = gettext_lazy(
        "A moderator merged the listing “%(loser)s” into “%(survivor)s”: they are one clinic."
    )
    path = reverse("clinic_changes", args=[survivor.slug])
    for member in Membership.objects.filter(clinic=survivor).select_related("user").order_by("pk"):
        notify(member.user, lambda: words % names, clinic=survivor, path=path)
