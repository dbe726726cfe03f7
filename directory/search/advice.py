"""Nothing found: what costs most results, how far to widen, which clinic is the nearest beyond."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from directory.search.filters import RADII
from directory.search.question import Question
from directory.search.search import Found, Search


@dataclass(frozen=True, kw_only=True)
class Wider:
    """The smallest radius beyond the one asked for that finds something, and how much."""

    question: Question
    count: int
    nearest: Found


def cost(search: Search, options: Sequence[Question]) -> list[tuple[Question, int]]:
    """The questions, each one thing short, that find something: most results first."""
    counted = [(question, search.count_of(question)) for question in options]
    return sorted(((q, n) for q, n in counted if n), key=lambda pair: -pair[1])


def wider(question: Question) -> Wider | None:
    """The same question in the smallest wider circle that finds a clinic, within 250. One query."""
    if question.area is None or question.radius == RADII[-1]:
        return None
    ticks = {} if question.order == "match" else question.ticks
    far = Search(replace(question, radius=RADII[-1], page=1, sort="distance", ticks=ticks))
    found = far.order(far.met.nonzero()[0])
    if not len(found):
        return None
    distances = far.distance[found]
    for radius in RADII:
        again = replace(question, radius=radius, page=1)
        count = int((distances <= again.radius_miles).sum())
        if count:
            break
    nearest = Found(clinic_id=int(far.rows["id"][found[0]]), distance_miles=float(distances[0]))
    return Wider(question=again, count=count, nearest=nearest)
