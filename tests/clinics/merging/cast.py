"""What the tests of merges do again and again."""

from clinics.listing.actions.duplicates import propose_pair
from clinics.listing.actions.editing import Listing
from clinics.merging.actions.decide import undo
from clinics.merging.actions.join import join
from clinics.merging.models import MergeRefused
from clinics.merging.refusals import digest
from clinics.models import Clinic, DuplicatePair, Merge, User

WHY = "One door, one phone."


def seen(pair: DuplicatePair) -> str:
    """The fingerprint of a pair as it stands now."""
    one, other = (Clinic.objects.get(pk=pk) for pk in (pair.clinic_id, pair.other_id))
    pair.refresh_from_db()
    return digest(pair, {"one": Listing(one), "other": Listing(other)})


def merged(survivor: Clinic, loser: Clinic, *, by: User, **words) -> Merge:
    """The merge of one listing into the other, as a moderator decides it at the desk."""
    pair = propose_pair(survivor, loser, why="said")
    keep = "one" if pair.clinic_id == survivor.pk else "other"
    merge = join(pair, keep, by=by, **{"why": WHY, "seen": seen(pair)} | words)
    survivor.refresh_from_db()
    loser.refresh_from_db()
    return merge


def undone(merge: Merge, *, by: User) -> DuplicatePair:
    """The pair that waits again."""
    return undo(merge, by=by, why="They are two after all.")


def refusal(call) -> str:
    """The words in which something is refused; '' when it goes through."""
    try:
        call()
    except MergeRefused as refused:
        return str(refused)
    return ""
