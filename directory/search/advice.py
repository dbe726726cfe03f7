"""Nothing found: what costs most results, how far to widen, and who there could be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from clinics.checklist import CHECKLIST
from clinics.listing.search_row import mask
from clinics.models import Fact
from directory.search.parameters import RADII
from directory.search.question import Question
from directory.search.search import Found, Search

ASKED_FIRST = 3
"""How many of the nearest clinics that say nothing the advice names questions for."""


@dataclass(frozen=True, kw_only=True)
class Wider:
    """The smallest radius beyond the one asked for that finds something, and how much."""

    question: Question
    count: int
    nearest: Found


@dataclass(frozen=True, kw_only=True)
class Silent:
    """Clinics that are listed and do not say whether they offer ketamine.

    `question` shows them; `also` counts the others that it finds. `first`: the keys of the first
    ASKED_FIRST.
    """

    question: Question
    count: int
    also: int
    first: tuple[int, ...]


def cost(search: Search, options: Sequence[Question]) -> list[tuple[Question, int]]:
    """The questions, each one thing short, that find something: most results first."""
    counted = [(question, int(search.asking(question).met.sum())) for question in options]
    return sorted(((q, n) for q, n in counted if n), key=lambda pair: -pair[1])


def beyond(search: Search) -> Search | None:
    """The same question in the widest circle around its place; None when there is no wider one."""
    question = search.question
    if question.area is None or question.radius == RADII[-1]:
        return None
    ticks = question.ticks if question.ticks_exclude else {}
    far = replace(question, radius=RADII[-1], page=1, sort="distance", ticks=ticks)
    return Search(far, on=search.on)


def nearest_anywhere(search: Search) -> Found | None:
    """The nearest clinic that meets the rest of a question, however far its place is. One query.

    None without a place, and where no clinic with a point meets it.
    """
    question = search.question
    if question.area is None:
        return None
    ticks = question.ticks if question.ticks_exclude else {}
    anywhere = replace(question, area=None, radius=None, page=1, sort="name", ticks=ticks)
    everywhere = Search(anywhere, on=search.on)
    everywhere.distance = everywhere.miles_from(question.area.point)
    found = np.flatnonzero(everywhere.met & ~np.isnan(everywhere.distance))
    if not len(found):
        return None
    return everywhere.found_at(found[[everywhere.distance[found].argmin()]])[0]


WITHOUT_TRAVEL = ("access.telehealth-consultation", "route.at-home")
"""What helps who cannot travel. Taken at home comes with the warning of an authority."""


def without_travel(far: Search) -> list[tuple[str, Question, int]]:
    """Code, question and count of what is offered in a wide circle to who cannot travel."""
    found = []
    for code in WITHOUT_TRAVEL:
        group, item = code.split(".", 1)
        question = replace(far.question, ticks={group: (item,)}, page=1, sort="")
        if count := int(far.asking(question).met.sum()):
            found.append((code, question, count))
    return found


def wider(question: Question, far: Search) -> Wider | None:
    """The same question in the smallest circle that finds a clinic of `far`. One query."""
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


def silent(search: Search) -> Silent | None:
    """Who meets all the rest, else who is there at all, and says nothing of ketamine; or None.

    No query when every clinic there says so, else one; two more with words.
    """
    question = search.question
    if question.offers == "any":
        return None
    rest = replace(question, offers="any", page=1)
    place = Question(
        area=rest.area, radius=rest.radius, unit=rest.unit, offers="any", others=rest.others
    )
    for asked in (rest, place):
        if found := _silent(search.asking(asked)):
            return found
    return None


def _silent(search: Search) -> Silent | None:
    routes = [item.qualified for item in CHECKLIST.group("route").items]
    offered = np.frombuffer(mask(routes), dtype="u1")
    found = search.order(search.met.nonzero()[0])
    quiet = found[~(search.rows["stated"][found] & offered).any(axis=1)]
    if not len(quiet):
        return None
    keys = [int(key) for key in search.rows["id"][quiet]]
    denied = set(
        Fact.objects.filter(clinic__in=keys, code__in=routes).values_list("clinic_id", flat=True)
    )
    left = [key for key in keys if key not in denied]
    if not left:
        return None
    return Silent(
        question=search.question,
        count=len(left),
        also=len(found) - len(left),
        first=tuple(left[:ASKED_FIRST]),
    )
