"""What a search for candidates did, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from clinics.candidates.actions.find import Tally
from clinics.candidates.models import Candidate
from clinics.listing.models import Status

SHOWN = 10
"""How many rows that could not be read are shown."""


def report(what: str, tally: Tally) -> Iterator[str]:
    """One line with all counts, which add up to the rows; then why, where they stand, and what
    could not be read. `what` names the register or list.
    """
    listed = sum(tally.listed.values())
    yield (
        f"{what}: {tally.read:,} rows may be clinics: {tally.made:,} new candidates, "
        f"{tally.asked:,} listings that wait for a moderator now, {listed:,} left alone, "
        f"{tally.elsewhere:,} elsewhere, {len(tally.refused):,} refused."
    )
    for why, count in sorted(tally.by_why.items()):
        yield f"  {count:,} because {Candidate.Why(why).label}"
    if listed:
        stand = (f"{n:,} {Status(status).label}" for status, n in sorted(tally.listed.items()))
        yield f"  left alone, because they are listed: {', '.join(stand)}"
    for number, reason in tally.refused[:SHOWN]:
        yield f"  {number}: {reason}"
    if (more := len(tally.refused) - SHOWN) > 0:
        yield f"  and {more:,} more"
