"""Question → Answer: the page of clinics, their exact count and every facet, from packed rows.

One statement fetches the packed rows that can matter; one numpy pass over them does the rest.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np
import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg.pq import Format

from clinics.checklist import CHECKLIST
from clinics.geo import EARTH_RADIUS_MILES, Point, box_around, unit_vector
from clinics.listing.search_row import mask
from clinics.models import Fact
from clinics.vocabulary import MASK_BYTES
from directory.search.question import Question
from directory.search.text.clinic_names import clinics_named

EPOCH = dt.date(2000, 1, 1)
NO_DAY, NO_DUE = -100_000, 2**31 - 1
PACKED = np.dtype(
    [
        ("id", ">i8"),
        ("stated", "u1", MASK_BYTES),
        ("confirmed", "u1", MASK_BYTES),
        ("x", ">f8"),
        ("y", ">f8"),
        ("z", ">f8"),
        ("course_cents", ">i4"),
        ("course_partial", ">i4"),
        ("rating", ">f8"),
        ("last_confirmed", ">i4"),
        ("next_due", ">i4"),
    ]
)
"""The layout of `clinics_searchrow.p`, in the order of the migration `packed_search`."""

_BYTE_BITS = np.unpackbits(np.arange(256, dtype="u1")[:, None], axis=1, bitorder="little")
_FEW = 2000


@dataclass(frozen=True, kw_only=True)
class Found:
    """One clinic of the page: its key, and its distance in miles when a place was asked for."""

    clinic_id: int
    distance_miles: float | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a question finds. `facets` are counts by group and code, zero counts left out.

    `unpriced` and `partly_priced` count the clinics that only `max_course_price` left out because
    they publish no course price, or only a part of it.
    """

    count: int
    page: tuple[Found, ...]
    facets: dict[str, dict[str, int]]
    unpriced: int = 0
    partly_priced: int = 0


def fetch(question: Question) -> np.ndarray:
    """The packed rows that can matter, in name order when that is asked for. One query."""
    area, miles = question.area, question.radius_miles
    where, params = "", list[Any]()
    if area and miles is not None:
        where = (
            "join (select * from unnest(%s::int[], %s::int[])) as w(lo, hi)"
            " on r.cell between w.lo and w.hi"
        )
        params = list(cell_ranges(area.point, miles))
    elif area and area.counties:
        where, params = "where r.county = any(%s)", [list(area.counties)]
    elif area:
        where, params = "where r.state = %s", [area.state]
    order = "order by r.name_key, r.clinic_id" if question.order == "name" else ""
    with _binary_cursor() as cursor:
        select = f"select string_agg(r.p, '' {order}) from clinics_searchrow r"
        cursor.execute(f"{select} {where}", params)
        packed = cursor.fetchone()[0]
    return np.frombuffer(packed or b"", dtype=PACKED)


def _binary_cursor() -> CursorWrapper:
    """A cursor that gets bytes as bytes: Django's own would have them sent as text."""
    connection.ensure_connection()
    cursor = psycopg.Cursor(connection.connection)
    cursor.format = Format.BINARY
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(cast(CursorWrapper, cursor))


def cell_ranges(centre: Point, miles: float) -> tuple[list[int], list[int]]:
    """First and last cells (0.1 degree, row by row) of the box around a circle."""
    box = box_around(centre, miles + 0.001)
    spans = [(box.west, box.east)]
    if box.west > box.east:
        spans = [(-180.0, box.east), (box.west, 180.0)]
    low: list[int] = []
    high: list[int] = []
    for row in range(math.floor((box.south + 90) * 10), math.floor((box.north + 90) * 10) + 1):
        for west, east in spans:
            first = row * 3600 + math.floor((west + 180) * 10)
            # 180 degrees east is the next row's first cell: no cell may be asked for twice.
            low.append(max(first, high[-1] + 1) if high else first)
            high.append(row * 3600 + math.floor((east + 180) * 10))
    return low, high


def bit_counts(masks: np.ndarray) -> np.ndarray:
    """How often each bit is set in an (n, MASK_BYTES) array of masks: (MASK_BYTES * 8,) counts."""
    if len(masks) < _FEW:
        return np.unpackbits(masks, axis=1, bitorder="little").sum(axis=0, dtype=np.int64)
    columns = [np.bincount(masks[:, i], minlength=256) @ _BYTE_BITS for i in range(MASK_BYTES)]
    return np.concatenate(columns)


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
        """What counts as yes: the stated facts, or with `verified` those confirmed and in date.

        One query with `verified`.
        """
        if not self.question.verified:
            return np.ascontiguousarray(self.rows["stated"])
        masks = self.rows["confirmed"].copy()
        stale = np.flatnonzero(self.rows["next_due"] < self.today)
        position = {int(self.rows["id"][i]): i for i in stale}
        overdue = Fact.objects.filter(clinic__in=list(position), due_on__lt=self.on)
        for clinic_id, code in overdue.exclude(confirmed_by="").values_list("clinic_id", "code"):
            masks[position[clinic_id]] &= ~np.frombuffer(mask([code]), dtype="u1")
        return masks

    @cached_property
    def distance(self) -> np.ndarray:
        """Great-circle miles from the question's place; not-a-number without one."""
        if self.question.area is None:
            return np.full(len(self.rows), np.nan)
        x, y, z = unit_vector(self.question.area.point)
        squared = (self.rows["x"] - x) ** 2 + (self.rows["y"] - y) ** 2 + (self.rows["z"] - z) ** 2
        return 2 * EARTH_RADIUS_MILES * np.arcsin(np.minimum(1.0, np.sqrt(squared) / 2))

    def _has(self, codes: tuple[str, ...], masks: np.ndarray, combine: str) -> np.ndarray:
        wanted = np.frombuffer(mask(codes), dtype="<u8")
        hit = masks.view("<u8") & wanted
        return (hit == wanted).all(axis=1) if combine == "all" else (hit != 0).any(axis=1)

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
        if self.question.order == "match":
            return {}
        return {
            group.code: ~self._has(
                tuple(f"{group.code}.{c}" for c in self.question.ticks[group.code]),
                self.masks,
                group.combine,
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
        keys = {
            "name": [found],
            "distance": [],
            "rating": [np.where(rows["rating"] < 0, np.inf, -rows["rating"])],
            "course_price": [cents, rows["course_partial"], cents < 0],
            "checked": [-rows["last_confirmed"]],
            "match": [-self.score[found]],
        }[self.question.order]
        return found[np.lexsort([rows["id"], distance, *keys])]

    @cached_property
    def score(self) -> np.ndarray:
        """How many of the ticked codes each row meets."""
        wanted = np.frombuffer(mask(self.question.codes), dtype="u1")
        return np.bitwise_count(self.masks & wanted).sum(axis=1, dtype=np.int64)

    def answer(self) -> Answer:
        """Count, page and facets."""
        found = np.flatnonzero(self.met)
        start = (self.question.page - 1) * self.question.page_size
        page = self.order(found)[start : start + self.question.page_size]
        left_out = self.rows[self.meeting() & ~self.affordable]
        return Answer(
            count=len(found),
            page=tuple(
                Found(
                    clinic_id=int(self.rows["id"][i]),
                    distance_miles=None if math.isnan(d := self.distance[i]) else float(d),
                )
                for i in page
            ),
            facets=self.facets(),
            unpriced=int((left_out["course_cents"] < 0).sum()),
            partly_priced=int((left_out["course_partial"] == 1).sum()),
        )


def search(question: Question, *, on: dt.date | None = None) -> Answer:
    """The answer to a question as of a day (today).

    Queries: one for the rows; one more with `verified` (overdue facts), and those of
    `clinics_named` with words.
    """
    return Search(question, on=on).answer()
