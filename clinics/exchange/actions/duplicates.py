"""Proposes what the search for duplicates finds, so that a moderator decides each pair once."""

from __future__ import annotations

from clinics.exchange.duplicates import possible_duplicates
from clinics.listing.actions.duplicates import propose_pair
from clinics.listing.models import DuplicatePair


def propose_found() -> int:
    """Search for duplicates and propose those that no moderator was asked about. How many.

    A second run proposes nothing. Each pair is a transaction of its own: a run that is killed goes
    on where it stopped.
    """
    known = set(DuplicatePair.objects.values_list("clinic", "other"))
    found = [(one, other, why) for one, other, why in possible_duplicates()
             if (one.pk, other.pk) not in known]  # fmt: skip
    return sum(propose_pair(one, other, why=why) is not None for one, other, why in found)
