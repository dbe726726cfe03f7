"""What stands against joining two listings, in words; and what a moderator had on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.changes.models import ProposedChange
from clinics.claims.models import Claim
from clinics.digests import digest_of
from clinics.listing.actions.editing import Listing
from clinics.listing.models import JOINABLE, Clinic, DuplicatePair, Status
from clinics.memberships.permissions import may_moderate, speaks_for
from clinics.merging.comparison import ONE, OTHER, said
from clinics.merging.models import Merge, MergeRefused
from clinics.merging.rows import held_twice


def digest(pair: DuplicatePair, listings: Mapping[str, Listing]) -> str:
    """The fingerprint of everything that a decision about a pair rests on."""
    both = [[one.clinic.status, one.clinic.slug, said(one.stored)] for one in listings.values()]
    return digest_of([pair.pk, pair.decision, str(pair.later_until), both])


def refuse_unless_seen(pair: DuplicatePair, listings: Mapping[str, Listing], seen: str) -> None:
    """Raise MergeRefused when something changed since it was on the moderator's screen."""
    if seen != digest(pair, listings):
        raise MergeRefused(
            _("One of the listings changed while it was on your screen. Read them again.")
        )


def refuse_unless_impartial(by: User, *clinics: Clinic) -> None:
    """Raise MergeRefused unless `by` moderates and speaks for neither clinic."""
    if not may_moderate(by):
        raise MergeRefused(_("Only a moderator with a second factor decides this."))
    for clinic in clinics:
        if speaks_for(by, clinic.pk):
            words = _("You speak for “%s”, so another moderator must decide this.")
            raise MergeRefused(words % clinic.name)


def refuse_unless_waiting(pair: DuplicatePair) -> None:
    """Raise MergeRefused when a pair was decided."""
    if pair.decision:
        how = DuplicatePair.Decision(pair.decision).label
        raise MergeRefused(_("This was decided already: %s.") % how)


def refuse_unless_joinable(
    pair: DuplicatePair, keep: str, listings: Mapping[str, Listing], *, by: User, why: str
) -> None:
    """Raise MergeRefused when this pair cannot be joined so, by this person, for this reason."""
    one, other = listings[ONE].clinic, listings[OTHER].clinic
    refuse_unless_impartial(by, one, other)
    for clinic in (one, other):
        if hindrance := why_not(clinic):
            raise MergeRefused(hindrance)
    refuse_unless_waiting(pair)
    if keep not in (ONE, OTHER):
        raise MergeRefused(_("Choose the listing that survives."))
    if not why.strip() or len(why) > Merge.MAX_CHARACTERS:
        raise MergeRefused(_("Say in up to 500 characters why they are one."))
    survivor, loser = (one, other) if keep == ONE else (other, one)
    if loser.is_published and not survivor.is_published:
        words = _("“%(loser)s” is public and “%(survivor)s” is not: let the first survive.")
        raise MergeRefused(words % {"loser": loser.name, "survivor": survivor.name})
    _refuse_two_cases(survivor, loser)


def why_not(clinic: Clinic) -> str:
    """Why this listing can be joined with no other, as a sentence; '' when it can."""
    if clinic.status == Status.MERGED:
        names = {"name": clinic.name, "survivor": clinic.survivor().name}
        return _("“%(name)s” was merged into “%(survivor)s” already. Choose that one.") % names
    if clinic.status not in JOINABLE:
        words = {"name": clinic.name, "status": clinic.get_status_display()}
        return _("“%(name)s” cannot be merged. The listing is now: %(status)s.") % words
    return ""


def _refuse_two_cases(survivor: Clinic, loser: Clinic) -> None:
    """Raise MergeRefused when a case waits at both listings that can wait only once at one."""
    if held_twice(Claim, survivor, loser).exists():
        raise MergeRefused(_("The same person asks to speak for both. Decide one claim first."))
    if held_twice(ProposedChange, survivor, loser).exists():
        words = _("A proposal waits for each of the two. Decide that of “%s” first.")
        raise MergeRefused(words % loser.name)
