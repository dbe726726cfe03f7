"""Question → Answer: the page of clinics, their exact count and every facet, from columns."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

import numpy as np
from django.utils import timezone

from clinics.checklist import CHECKLIST
from clinics.geo import EARTH_RADIUS_MILES, Point, unit_vector
from clinics.listing.coverage import is_insurer, paid_bits, treatments
from directory.search.answer import Answer, Found
from directory.search.columns import bits
from directory.search.columns.columns import PARTLY, Columns
from directory.search.columns.order import Key, first_rows
from directory.search.columns.records import days
from directory.search.columns.rows import Reach
from directory.search.columns.shared import columns_for, private
from directory.search.columns.spans import Spans, in_reach, miles
from directory.search.question import Question
from directory.search.text.clinic_names import alike

NAMED = 3
"""How many of the clinics that may fit an answer names."""

_RIM = 1e-11
"""Squared chords this close to the radius, relatively, are compared in miles."""


class Search:
    """A question over columns, as of a day for which they are right.

    Its properties are sets of rows (see `columns.bits`), by their positions within the spans that
    can matter. None of them asks the database anything. `origin`: what distances are measured from.
    """

    def __init__(
        self,
        question: Question,
        columns: Columns,
        *,
        on: dt.date,
        named: Mapping[str, Collection[str]] | None = None,
        origin: Point | None = None,
    ) -> None:
        """`named`: the words of names like each word of the question, when it has any."""
        self.question, self.columns, self.on, self.named = question, columns, on, named
        self.origin = question.area.point if question.area else origin
        self.slices = columns.verified if question.verified else columns.stated

    @cached_property
    def spans(self) -> Spans:
        """Where the answer lies."""
        spans = in_reach(self.columns, reach_of(self.question))
        return spans if self._called is None else spans.narrowed(self._called)

    @cached_property
    def _called(self) -> np.ndarray | None:
        """The set of all rows with the names that are asked for; None when none are."""
        return None if self.named is None else self.columns.names.having(self.named)

    @cached_property
    def squares(self) -> np.ndarray | None:
        """The squared chord from the origin to each position; None without one."""
        return self.spans.squares(unit_vector(self.origin)) if self.origin else None

    def having(
        self, codes: Collection[str], combine: str, slices: np.ndarray | None = None
    ) -> np.ndarray:
        """Who has "all" or "any" of the group-qualified codes, as far as they count here."""
        some = self.slices if slices is None else slices
        own = [self.spans.cut(some[:, CHECKLIST.item(code).bit]) for code in codes]
        return (np.bitwise_and if combine == "all" else np.bitwise_or).reduce(own)

    @cached_property
    def eligible(self) -> np.ndarray:
        """Who meets everything but the ticks and the price."""
        asked, cut = self.question, self.spans.cut
        keep = self.spans.live
        if asked.offers != "any":
            keep &= cut(self.columns.offers) & ~cut(self.columns.away)
        if asked.radius_miles is not None:
            keep &= self._within(asked.radius_miles)
        if asked.confirmed:
            keep &= self.having(asked.confirmed, "all", self.columns.verified)
        if asked.excluded:
            keep &= ~self.having(asked.excluded, "any", self.columns.stated)
        if self._called is not None:
            keep &= cut(self._called)
        if asked.checked_within:
            earliest = days(self.on) - asked.checked_within
            keep &= bits.pack(self.spans.rows(self.columns.checked) <= -earliest)
        return keep

    def _within(self, radius: float) -> np.ndarray:
        """Who is within a radius in miles: by the chord, and at the rim by the miles themselves."""
        assert self.squares is not None
        limit = (2 * math.sin(min(radius / EARTH_RADIUS_MILES / 2, math.pi / 2))) ** 2
        inside = self.squares <= limit * (1 - _RIM)
        rim = np.flatnonzero((self.squares <= limit * (1 + _RIM)) & ~inside)
        inside[rim] = miles(self.squares[rim]) <= radius
        return bits.pack(inside)

    @cached_property
    def _prices(self) -> np.ndarray:
        return self.spans.rows(self.columns.price)

    @property
    def _cents(self) -> int:
        return int((self.question.max_course_price or 0) * 100)

    @cached_property
    def affordable(self) -> np.ndarray:
        """Who publishes a whole course price within the highest one asked for."""
        if self.question.max_course_price is None:
            return np.full(self.spans.words, ~np.uint64(0))
        return bits.pack(self._prices <= self._cents)

    @cached_property
    def maybe_affordable(self) -> np.ndarray:
        """Who does not publish the whole course price, but nothing that is already too much."""
        if self.question.max_course_price is None:
            return np.zeros(self.spans.words, np.uint64)
        part = (self._prices >= PARTLY) & (self._prices <= PARTLY + self._cents)
        return bits.pack(part | (self._prices == np.inf))

    @cached_property
    def misses(self) -> dict[str, np.ndarray]:
        """By ticked group: who does not meet its ticks. Empty when ticks only order."""
        if not self.question.ticks_exclude:
            return {}
        return {
            group.code: ~self.having(
                [f"{group.code}.{c}" for c in self.question.ticks[group.code]], group.combine
            )
            for group in CHECKLIST.groups
            if group.code in self.question.ticks
        }

    def meeting(self, *, but: str = "") -> np.ndarray:
        """Who meets the ticks, those of the group `but` left aside; price not asked."""
        keep = self.eligible.copy()
        for group, missed in self.misses.items():
            if group != but:
                keep &= ~missed
        return keep

    @cached_property
    def met(self) -> np.ndarray:
        """Who meets the whole question."""
        return self.meeting() & self.affordable

    def asking(self, question: Question, *, origin: Point | None = None) -> Search:
        """The search of another question without other words, over the same columns.

        No query, but where the columns were read for this question's place alone: one then.
        """
        columns, reach = self.columns, reach_of(question)
        if columns.reach is not None and columns.reach != reach:
            columns = private(reach, on=self.on)
        named = self.named if question.words else None
        other = Search(question, columns, on=self.on, named=named, origin=origin)
        if (columns, reach, other.origin, named) == (
            self.columns,
            reach_of(self.question),
            self.origin,
            self.named,
        ):
            other.spans, other.squares = self.spans, self.squares
        return other

    def facets(self) -> dict[str, dict[str, int]]:
        """By group and code: how many clinics would be found with that code ticked too."""
        found = self.spans.counts(self.slices, self.met, slice(None)).tolist()
        facets = {}
        for group in CHECKLIST.groups:
            own = [item.bit for item in group.items]
            counts = [found[bit] for bit in own]
            if group.combine == "any" and group.code in self.misses:
                others = self.meeting(but=group.code) & self.affordable
                counts = self.spans.counts(self.slices, others, own).tolist()
            facets[group.code] = {
                item.code: n for item, n in zip(group.items, counts, strict=True) if n
            }
        return facets

    def first(self, some: np.ndarray, n: int) -> np.ndarray:
        """Of a set, the first n positions in the order asked for."""
        return first_rows(some, n, self.keys)

    @cached_property
    def keys(self) -> list[Key]:
        """What the order asked for goes by, what decides first first: at last distance, and key."""
        order, squares = self.question.order, self.squares
        keys = [self._key(self.columns.id)]
        if squares is not None and order != "name":
            keys.append(Key(lambda at: miles(squares[at]), lambda: squares, _RIM))
        if order == "match":
            keys.append(Key(lambda at: -self.score_at(at), digits=self._score))
        elif order != "distance":
            keys.append(self._key(self._column_of(order)))
        return keys[::-1]

    def _column_of(self, order: str) -> np.ndarray:
        columns = self.columns
        if order == "name":
            return columns.names.rank()
        by = {"rating": columns.rating, "course_price": columns.price, "checked": columns.checked}
        return by[order]

    def _key(self, column: np.ndarray) -> Key:
        return Key(lambda at: column[self.spans.absolute(at)], lambda: self.spans.rows(column))

    def score_at(self, positions: np.ndarray) -> np.ndarray:
        """How many of the codes that order some positions meet, in halves."""
        word, place = positions // bits.WORD, (positions % bits.WORD).astype(np.uint64)
        score = np.zeros(len(positions), np.int16)
        for i, digit in enumerate(self._score):
            score += (digit[word] >> place & np.uint64(1)).astype(np.int16) << i
        return score

    @cached_property
    def _score(self) -> list[np.ndarray]:
        """The binary digits of that number as sets, the lowest first.

        An insurer that is not known to pay for what is asked for is half met, as cards show it.
        """
        halves = []
        for code in self.question.codes_that_order:
            met = self.having([code], "all")
            halves += [met, met & self._paying(code) if is_insurer(code) else met]
        return bits.sums(halves)

    def _paying(self, insurer: str) -> np.ndarray:
        """Of whom an insurer pays for one of the ticked routes; without any, for some route."""
        routes = self.question.ticks.get("route") or treatments()
        paid = [self.spans.cut(self.columns.paid[:, bit]) for bit in paid_bits(insurer, routes)]
        return np.bitwise_or.reduce(paid)

    def answer(self, page: np.ndarray | None = None) -> Answer:
        """Count, page and facets; `page`: the positions on it, if not those of the question."""
        asked, meeting = self.question, self.meeting()
        if page is None:
            end = asked.page * asked.page_size
            page = self.first(self.met, end)[end - asked.page_size :]
        counted = Answer(count=bits.size(self.met), page=self.found_at(page), facets=self.facets())
        if asked.max_course_price is None:
            return counted
        left_out, may_fit = meeting & ~self.affordable, meeting & self.maybe_affordable
        has_none = bits.pack(self._prices == np.inf)
        has_part = bits.pack(self._prices >= PARTLY) & ~has_none
        return replace(
            counted,
            unpriced=bits.size(left_out & has_none),
            partly_priced=bits.size(left_out & has_part),
            may_fit=bits.size(may_fit),
            first_may_fit=self.found_at(self.first(may_fit, NAMED)),
        )

    def found_at(self, positions: np.ndarray) -> tuple[Found, ...]:
        """The clinics at some positions, with their distances."""
        keys = self.columns.id[self.spans.absolute(positions)].tolist()
        if self.squares is None:
            return tuple(Found(clinic_id=key, distance_miles=None) for key in keys)
        far = miles(self.squares[positions]).tolist()
        return tuple(
            Found(clinic_id=key, distance_miles=None if math.isnan(d) else d)
            for key, d in zip(keys, far, strict=True)
        )


def reach_of(question: Question) -> Reach | None:
    """Where the answer to a question can lie; None: everywhere."""
    return (question.area, question.radius_miles) if question.area else None


@contextmanager
def searching(question: Question, *, on: dt.date | None = None) -> Iterator[Search]:
    """The search of a question as of a day (today). Other searches of this process wait meanwhile.

    Queries: one for what has changed; one more with words; on the first search of a day, one for
    the checks that fell overdue and one for the pauses that ended, if any did.
    """
    day = on or timezone.localdate()
    named = alike(question.words) if question.words else None
    with columns_for(reach_of(question), on=day) as columns:
        yield Search(question, columns, on=day, named=named)


def search(question: Question, *, on: dt.date | None = None) -> Answer:
    """The answer to a question as of a day (today). Queries: those of `searching`."""
    with searching(question, on=on) as one:
        return one.answer()
