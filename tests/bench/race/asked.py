"""What everybody is asked: circles around towns, drawn by their people, and other questions."""

from __future__ import annotations

import math
import random
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from clinics.checklist import CHECKLIST
from clinics.geo import EARTH_RADIUS_MILES, Point, unit_vector
from directory.places.models import Place
from directory.search.question import Question, ask

CENTRES = 60
SEED = 7
LEAST = 5000
"""People that a town has at least."""

MILES = 25
EVERY = tuple(sorted(item.bit for item in CHECKLIST.items))
"""The bits of all items."""

Q1 = ""
Q2 = "&condition=crps&insurance=medicare"


@dataclass(frozen=True)
class Circle:
    """A question about a circle, with ticks, as every contestant can read it."""

    question: Question

    @cached_property
    def point(self) -> Point:
        """The middle."""
        assert self.question.area is not None
        return self.question.area.point

    @cached_property
    def middle(self) -> tuple[float, float, float]:
        """The middle on the unit sphere."""
        return unit_vector(self.point)

    @cached_property
    def square(self) -> float:
        """The squared chord of the unit sphere that is as long as the radius."""
        return (2 * math.sin(MILES / EARTH_RADIUS_MILES / 2)) ** 2

    @cached_property
    def needed(self) -> tuple[int, ...]:
        """The bits that a clinic must have."""
        return tuple(CHECKLIST.item(code).bit for code in self.question.codes)

    @cached_property
    def passes(self) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """What is to count: (bits that a clinic must have, bits to count among those clinics).

        A tick more in a group of which one answer is enough would find more clinics: the counts of
        such a group leave its own tick aside.
        """
        counted, others = set(EVERY), []
        for code, ticks in self.question.ticks.items():
            group = CHECKLIST.group(code)
            if group.combine == "any":
                own = {item.bit for item in group.items}
                counted -= own
                mine = {CHECKLIST.item(f"{code}.{tick}").bit for tick in ticks}
                rest = tuple(bit for bit in self.needed if bit not in mine)
                others.append((rest, tuple(sorted(own))))
        return [(self.needed, tuple(sorted(counted))), *others]


def centres() -> list[Place]:
    """Towns, drawn by their people: the same ones for the same gazetteer. One query."""
    towns = list(Place.objects.filter(kind="town", population__gt=LEAST).order_by("code"))
    people = [town.population or 0 for town in towns]
    return random.Random(SEED).choices(towns, people, k=CENTRES)


def near(town: Place, rest: str = "", *, miles: int = MILES) -> Question:
    """A question around a town."""
    return ask(QueryDict(f"lat={town.latitude}&lon={town.longitude}&radius={miles}{rest}"))


def bits_of(codes: Collection[str]) -> tuple[int, ...]:
    """The bits of group-qualified codes."""
    return tuple(CHECKLIST.item(code).bit for code in codes)
