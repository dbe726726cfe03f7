"""Nothing found: what costs most results, how far to widen, and who there could be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from clinics.checklist import CHECKLIST
from clinics.models import Fact
from directory.search.answer import Found
from directory.search.columns.bits import rows_of, set_of, size
from directory.search.columns.spans import miles
from directory.search.parameters import RADII
from directory.search.question import Question
from directory.search.search import Search

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
    counted = [(question, size(search.asking(question).met)) for question in options]
    return sorted(((q, n) for q, n in counted if n), key=lambda pair: -pair[1])


def beyond(search: Search) -> Search | None:
    """The same question in the widest circle around its place; None when there is no wider one."""
    question = search.question
    if question.area is None or question.radius == RADII[-1]:
        return None
    ticks = question.ticks if question.ticks_exclude else {}
    far = replace(question, radius=RADII[-1], page=1, sort="distance", ticks=ticks)
    return search.asking(far)


def everywhere(search: Search, question: Question | None = None) -> Search | None:
    """A question (the search's) asked of all clinics, from the middle of its place; or None."""
    asked = question or search.question
    if asked.area is None:
        return None
    ticks = asked.ticks if asked.ticks_exclude else {}
    anywhere = replace(asked, area=None, radius=None, page=1, sort="name", ticks=ticks)
    return search.asking(anywhere, origin=asked.area.point)


def nearest(search: Search) -> Found | None:
    """The nearest clinic that meets a question asked of all; None where none with a point does."""
    found = rows_of(search.met)
    far = np.empty(0) if search.squares is None else search.squares[found]
    if np.isnan(far).all():
        return None
    return search.found_at(found[[np.nanargmin(far)]])[0]


def nearest_but_one(of_all: Search, options: Sequence[Question]) -> tuple[Question, Found] | None:
    """Of questions that are each one thing short, the one whose nearest clinic is nearest."""
    asked = [(question, everywhere(of_all, question)) for question in options]
    found = [(question, nearest(one)) for question, one in asked if one]
    placed = [(question, one) for question, one in found if one]
    return min(placed, key=lambda pair: pair[1].distance_miles or 0.0, default=None)


WITHOUT_TRAVEL = ("access.telehealth-consultation", "route.at-home")
"""What helps who cannot travel. Taken at home comes with the warning of an authority."""


def without_travel(far: Search) -> list[tuple[str, Question, int]]:
    """Code, question and count of what is offered in a wide circle to who cannot travel."""
    found = []
    for code in WITHOUT_TRAVEL:
        group, item = code.split(".", 1)
        question = replace(far.question, ticks={group: (item,)}, page=1, sort="")
        if count := size(far.asking(question).met):
            found.append((code, question, count))
    return found


def wider(question: Question, far: Search) -> Wider | None:
    """The same question in the smallest circle that finds a clinic of `far`. No query."""
    nearest = far.found_at(far.first(far.met, 1))
    if not nearest or far.squares is None:
        return None
    distances = miles(far.squares[rows_of(far.met)])
    for radius in RADII:
        again = replace(question, radius=radius, page=1)
        if count := int((distances <= again.radius_miles).sum()):
            break
    return Wider(question=again, count=count, nearest=nearest[0])


def silent(search: Search) -> Silent | None:
    """Who meets all the rest, else who is there at all, and says nothing of ketamine; or None.

    No query when every clinic there says so, else one.
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
    quiet = rows_of(search.met & ~search.having(routes, "any", search.columns.stated))
    if not len(quiet):
        return None
    keys = search.columns.id[search.spans.absolute(quiet)]
    denied = Fact.objects.filter(clinic__in=keys.tolist(), code__in=routes).distinct()
    left = quiet[~np.isin(keys, list(denied.values_list("clinic_id", flat=True)))]
    if not len(left):
        return None
    first = search.found_at(search.first(set_of(left, search.spans.words), ASKED_FIRST))
    return Silent(
        question=search.question,
        count=len(left),
        also=size(search.met) - len(left),
        first=tuple(one.clinic_id for one in first),
    )
