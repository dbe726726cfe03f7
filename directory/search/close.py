"""Clinics that miss just one of the things that were asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clinics.checklist import CHECKLIST
from directory.search.answer import Found
from directory.search.columns.bits import size
from directory.search.search import Search

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
    misses = _misses(search)
    if len(misses) < 2 or not search.question.ticks_exclude:
        return Close(count=0, first=())
    once, more = np.zeros((2, search.spans.words), np.uint64)
    for missed in misses:
        once, more = once | missed, more | once & missed
    found = search.eligible & search.affordable & once & ~more
    return Close(count=size(found), first=search.found_at(search.first(found, NAMED)))


def _misses(search: Search) -> list[np.ndarray]:
    """Who misses each thing that was ticked."""
    misses = []
    for group in CHECKLIST.groups:
        codes = [f"{group.code}.{code}" for code in search.question.ticks.get(group.code, ())]
        if codes and group.combine == "any":
            misses.append(~search.having(codes, "any"))
        else:
            misses += [~search.having([code], "all") for code in codes]
    return misses
