"""Question → Answer: the page of clinics, their exact count and every facet, from packed rows.

One statement fetches the packed rows that can matter; one numpy pass over them does the rest.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from django.db.models import Count, Q
from django.utils import timezone

from clinics.checklist import CHECKLIST
from clinics.geo import EARTH_RADIUS_MILES, Point, unit_vector
from clinics.listing.coverage import is_insurer, treatments
from clinics.listing.search_row import mask
from clinics.models import Clinic, Fact
from clinics.vocabulary import AWAY_BIT
from directory.search.packed import EPOCH, bit_counts, fetch
from directory.search.question import Question
from directory.search.text.clinic_names import clinics_named

NAMED = 3
"""How many of the clinics that may fit an answer names."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One clinic of the page: its key, and its distance in miles when a place was asked for."""

    clinic_id: int
    distance_miles: float | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a question finds. `facets` are counts by group and code, zero counts left out.

    `unpriced` and `partly_priced` count the clinics that only `max_course_price` left out because
    they publish no course price, or only a part of it. `may_fit` counts those of them whose part
    is not too much by itself, and `first_may_fit` are the first NAMED of these.
    """

    count: int
    page: tuple[Found, ...]
    facets: dict[str, dict[str, int]]
    unpriced: int = 0
    partly_priced: int = 0
    may_fit: int = 0
    first_may_fit: tuple[Found, ...] = ()


class Search:
    """One numpy pass over the packed rows of a question, as of a day (today).

    Nothing is asked of the database before a property or a method needs it.
    """

    def __init__(self, question: Question, *, on: dt.date | None = None) -> None:
        self.question = question
        self.on = on or timezone.localdate()
        self.today = (self.on - EPOCH).days

    @cached_property
    def rows(self) -> np.ndarray:
        """The packed rows that can matter. One query."""
        return fetch(self.question)

    @cached_property
    def masks(self) -> np.ndarray:
        """What counts as yes: the stated facts. With `verified`, those that somebody else can
        confirm count only where they are confirmed and in date: one query.
        """
        stated = np.ascontiguousarray(self.rows["stated"])
        if not self.question.verified:
            return stated
        confirmable = np.frombuffer(mask(CHECKLIST.confirmable), dtype="u1")
        return (stated & ~confirmable) | (self.confirmed & confirmable)

    @cached_property
    def confirmed(self) -> np.ndarray:
        """What somebody else confirmed, and is in date. One query if a check may be past it."""
        masks = self.rows["confirmed"].copy()
        stale = np.flatnonzero(self.rows["next_due"] < self.today)
        position = {int(self.rows["id"][i]): i for i in stale}
        if not position:
            return masks
        overdue = Fact.objects.filter(clinic__in=list(position), due_on__lt=self.on)
        for clinic_id, code in overdue.exclude(confirmed_by="").values_list("clinic_id", "code"):
            masks[position[clinic_id]] &= ~np.frombuffer(mask([code]), dtype="u1")
        return masks

    @cached_property
    def receiving(self) -> np.ndarray:
        """Which rows are of clinics that take patients today. One query if a pause may be over."""
        is_away = self.rows["stated"][:, AWAY_BIT // 8] & (1 << AWAY_BIT % 8) != 0
        stale = np.flatnonzero(is_away & (self.rows["next_due"] < self.today))
        if len(stale):
            asked = Clinic.objects.filter(pk__in=self.rows["id"][stale].tolist())
            back = asked.receiving(on=self.on).values_list("pk", flat=True)
            is_away[stale] = ~np.isin(self.rows["id"][stale], list(back))
        return ~is_away

    @cached_property
    def distance(self) -> np.ndarray:
        """Great-circle miles from the question's place; not-a-number without one."""
        if self.question.area is None:
            return np.full(len(self.rows), np.nan)
        return self.miles_from(self.question.area.point)

    def miles_from(self, point: Point) -> np.ndarray:
        """Great-circle miles from a point; not-a-number for a clinic without one."""
        x, y, z = unit_vector(point)
        squared = (self.rows["x"] - x) ** 2 + (self.rows["y"] - y) ** 2 + (self.rows["z"] - z) ** 2
        return 2 * EARTH_RADIUS_MILES * np.arcsin(np.minimum(1.0, np.sqrt(squared) / 2))

    def _has(self, codes: tuple[str, ...], masks: np.ndarray, combine: str) -> np.ndarray:
        wanted = np.frombuffer(mask(codes), dtype="<u8")
        hit = masks.view("<u8") & wanted
        return (hit == wanted).all(axis=1) if combine == "all" else (hit != 0).any(axis=1)

    def having(self, codes: tuple[str, ...], combine: str) -> np.ndarray:
        """Which rows have "all" or "any" of the codes, as far as they count for this question."""
        return self._has(codes, self.masks, combine)

    @cached_property
    def eligible(self) -> np.ndarray:
        """Which rows meet everything but the ticks and the price. Two queries with words."""
        keep = np.ones(len(self.rows), dtype=bool)
        asked = self.question
        if asked.radius_miles is not None:
            keep &= self.distance <= asked.radius_miles
        if asked.offers != "any":
            routes = tuple(item.qualified for item in CHECKLIST.group("route").items)
            keep &= self._has(routes, np.ascontiguousarray(self.rows["stated"]), "any")
            keep &= self.receiving
        if asked.confirmed:
            keep &= self._has(asked.confirmed, self.confirmed, "all")
        if asked.excluded:
            stated = np.ascontiguousarray(self.rows["stated"])
            keep &= ~self._has(asked.excluded, stated, "any")
        if asked.words:
            keep &= np.isin(self.rows["id"], clinics_named(asked.words))
        if asked.checked_within:
            keep &= self.rows["last_confirmed"] >= self.today - asked.checked_within
        return keep

    @cached_property
    def affordable(self) -> np.ndarray:
        """Which rows publish a whole course price within the highest one asked for."""
        cents = self.rows["course_cents"]
        if self.question.max_course_price is None:
            return np.ones(len(self.rows), dtype=bool)
        whole = (cents >= 0) & (self.rows["course_partial"] == 0)
        return whole & (cents <= int(self.question.max_course_price * 100))

    @cached_property
    def misses(self) -> dict[str, np.ndarray]:
        """By ticked group: which rows do not meet its ticks. Empty when ticks only order."""
        if not self.question.ticks_exclude:
            return {}
        return {
            group.code: ~self.having(
                tuple(f"{group.code}.{c}" for c in self.question.ticks[group.code]), group.combine
            )
            for group in CHECKLIST.groups
            if group.code in self.question.ticks
        }

    def meeting(self, *, but: str = "") -> np.ndarray:
        """Which rows meet the ticks, those of the group `but` left aside; price not asked."""
        keep = self.eligible.copy()
        for group, missed in self.misses.items():
            if group != but:
                keep &= ~missed
        return keep

    @cached_property
    def met(self) -> np.ndarray:
        """Which rows meet the whole question."""
        return self.meeting() & self.affordable

    def asking(self, question: Question) -> Search:
        """The search of another question, which asks the same place, among these rows.

        No query when it only has fewer ticks; else those of `masks` and `eligible`.
        """
        other = Search(question, on=self.on)
        other.rows, other.distance = self.rows, self.distance
        if replace(question, ticks={}, page=1) == replace(self.question, ticks={}, page=1):
            other.masks, other.eligible = self.masks, self.eligible
        return other

    def facets(self) -> dict[str, dict[str, int]]:
        """By group and code: how many clinics would be found with that code ticked too."""
        found = bit_counts(self.masks[self.met])
        facets = {}
        for group in CHECKLIST.groups:
            counts = found
            if group.combine == "any" and group.code in self.misses:
                counts = bit_counts(self.masks[self.meeting(but=group.code) & self.affordable])
            tally = {item.code: int(counts[item.bit]) for item in group.items}
            facets[group.code] = {code: n for code, n in tally.items() if n}
        return facets

    def order(self, found: np.ndarray) -> np.ndarray:
        """The indexes `found` in the order asked for; ties by distance, then by clinic key."""
        rows, distance = self.rows[found], self.distance[found]
        cents = rows["course_cents"]
        by = self.question.order
        keys = {
            "name": [found],
            "distance": [],
            "rating": [np.where(rows["rating"] < 0, np.inf, -rows["rating"])],
            "course_price": [cents, rows["course_partial"], cents < 0],
            "checked": [-rows["last_confirmed"]],
            "match": [-self.score[found]] if by == "match" else [],  # it may take a query
        }[by]
        return found[np.lexsort([rows["id"], distance, *keys])]

    @cached_property
    def score(self) -> np.ndarray:
        """How many of the ticked codes each row meets, in halves. One query with an insurer.

        An insurer that is not known to pay for what is asked for is half met, as cards show it.
        """
        wanted = np.frombuffer(mask(self.question.codes_that_order), dtype="u1")
        met = np.bitwise_count(self.masks & wanted).sum(axis=1, dtype=np.int64)
        return 2 * met - self.uncovered

    @cached_property
    def uncovered(self) -> np.ndarray:
        """How many ticked insurers each row takes that pay for none of the ticked routes; without
        any, for no route.
        """
        routes = list(self.question.ticks.get("route") or treatments())
        insurers = [code for code in self.question.codes_that_order if is_insurer(code)]
        fewer = np.zeros(len(self.rows), dtype=np.int64)
        if not insurers:
            return fewer
        taken = Fact.objects.filter(code__in=insurers, value=True)
        unpaid = taken.filter(Q(covers=None) | ~Q(covers__overlap=routes))
        counts = unpaid.values_list("clinic").annotate(Count("pk"))
        position = {int(key): place for place, key in enumerate(self.rows["id"])}
        for clinic_id, count in counts:
            if clinic_id in position:
                fewer[position[clinic_id]] = count
        return fewer

    @cached_property
    def maybe_affordable(self) -> np.ndarray:
        """Which rows do not publish the whole course price, but nothing that is already too much.

        No price counts as -1 cent.
        """
        cents, limit = self.rows["course_cents"], self.question.max_course_price
        if limit is None:
            return np.zeros(len(self.rows), dtype=bool)
        partial = (cents < 0) | (self.rows["course_partial"] == 1)
        return partial & (cents <= int(limit * 100))

    def answer(self) -> Answer:
        """Count, page and facets."""
        found, meeting = np.flatnonzero(self.met), self.meeting()
        start = (self.question.page - 1) * self.question.page_size
        page = self.order(found)[start : start + self.question.page_size]
        left_out = self.rows[meeting & ~self.affordable]
        may_fit = np.flatnonzero(meeting & self.maybe_affordable)
        return Answer(
            count=len(found),
            page=self.found_at(page),
            facets=self.facets(),
            unpriced=int((left_out["course_cents"] < 0).sum()),
            partly_priced=int((left_out["course_partial"] == 1).sum()),
            may_fit=len(may_fit),
            first_may_fit=self.found_at(self.order(may_fit)[:NAMED]),
        )

    def found_at(self, indexes: np.ndarray) -> tuple[Found, ...]:
        """The clinics of these rows, with their distances."""
        return tuple(
            Found(
                clinic_id=int(self.rows["id"][i]),
                distance_miles=None if math.isnan(d := self.distance[i]) else float(d),
            )
            for i in indexes
        )


def search(question: Question, *, on: dt.date | None = None) -> Answer:
    """The answer to a question as of a day (today).

    Queries: one for the rows; one more with `verified` (overdue facts), one more with an insurer in
    the order of `match`, and those of `clinics_named` with words.
    """
    return Search(question, on=on).answer()
