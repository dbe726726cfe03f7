"""Clinics that miss just one of the things that were asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clinics.checklist import CHECKLIST
from directory.search.search import Found, Search

NAMED = 3
"""How many of them are named."""


@dataclass(frozen=True, kw_only=True)
class Close:
    """How many clinics miss one thing, and the first of them in the order of the question."""

    count: int
    first: tuple[Found, ...]


def close_to(search: Search) -> Close:
    """Who meets all that was ticked but one thing. No query more than the search.

    One thing is a tick, or all ticks of a group of which any is enough. With fewer than two things
    nobody is close, and nobody where ticks do not exclude.
    """
    misses = list(_misses(search).values())
    if len(misses) < 2 or not search.question.ticks_exclude:
        return Close(count=0, first=())
    missed = np.sum(misses, axis=0)
    found = np.flatnonzero(search.eligible & search.affordable & (missed == 1))
    return Close(count=len(found), first=search.found_at(search.order(found)[:NAMED]))


def _misses(search: Search) -> dict[str, np.ndarray]:
    """Which rows miss each thing that was ticked."""
    misses = {}
    for group in CHECKLIST.groups:
        codes = tuple(f"{group.code}.{code}" for code in search.question.ticks.get(group.code, ()))
        if codes and group.combine == "any":
            misses[group.code] = ~search.having(codes, "any")
        else:
            misses |= {code: ~search.having((code,), "all") for code in codes}
    return misses
