"""Finds the resources that a search asks for: their total, and one page of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value

from directory.fhir.asked import Asked
from directory.fhir.cursor import Cursor
from directory.fhir.kind import Key
from directory.fhir.parameters.near import among, around


@dataclass(frozen=True, kw_only=True)
class Found:
    """What matches: how much in all, the keys of one page, and the places to go on from.

    `miles` are those of each key where distance was asked for.
    """

    total: int
    keys: tuple[Key, ...] = ()
    miles: tuple[float, ...] = ()
    after: Cursor | None = None
    before: Cursor | None = None


def find(asked: Asked) -> Found:
    """The total and one page. Two queries; one with `near` alone, and one where only the total is
    asked for. A type of which there is nothing needs none.
    """
    rows = _rows(asked)
    if asked.near:
        return _nearest(asked, rows)
    keys = [some.order_by().values_list("pk") for some in rows]
    total = keys[0].union(*keys[1:], all=True).count() if keys else 0
    if asked.only_counts or not total:
        return Found(total=total)
    return _page(asked, total, _ordered(asked, rows))


def _rows(asked: Asked) -> list[QuerySet]:
    """The rows of each source that meet every filter."""
    found = []
    for source in asked.kind.sources:
        rows = source.rows(on=asked.now.on)
        for conditions in asked.filters:
            rows = rows.filter(conditions[source.prefix])
        found.append(rows)
    return found


def _ordered(asked: Asked, rows: list[QuerySet]) -> list[tuple[int, int]]:
    """Places (number of the source, key) from the cursor on, one more than a page has. A query."""
    cursor = asked.cursor
    is_backward = bool(cursor and cursor.is_backward)
    some = []
    for number, own in enumerate(rows):
        if cursor and number == cursor.place[0]:
            side = "pk__lt" if is_backward else "pk__gt"
            own = own.filter(**{side: cursor.place[1]})
        elif cursor and (number < cursor.place[0]) != is_backward:
            continue
        some.append(own.order_by().annotate(place=Value(number)).values_list("place", "pk"))
    if not some:
        return []
    order = ("-place", "-pk") if is_backward else ("place", "pk")
    return list(some[0].union(*some[1:], all=True).order_by(*order)[: asked.count + 1])


def _page(asked: Asked, total: int, places: list[Any]) -> Found:
    """A page of places, which are in the direction of the cursor and may be one too many."""
    is_backward = bool(asked.cursor and asked.cursor.is_backward)
    goes_on = len(places) > asked.count
    page = places[: asked.count]
    if is_backward:
        page.reverse()
    if not page:
        return Found(total=total)
    has_next, has_previous = goes_on, asked.cursor is not None
    if is_backward:
        has_next, has_previous = True, goes_on
    sources = asked.kind.sources
    return Found(
        total=total,
        keys=tuple((sources[0 if asked.near else at].prefix, key) for at, key in page),
        miles=tuple(at for at, _key in page) if asked.near else (),
        after=Cursor(page[-1]) if has_next else None,
        before=Cursor(page[0], is_backward=True) if has_previous else None,
    )


def _nearest(asked: Asked, rows: list[QuerySet]) -> Found:
    """A page of the nearest first. One query, and one more with other filters."""
    assert asked.near
    found = around(asked.near, on=asked.now.on)
    if asked.filters:
        keys = [key for _far, key in found]
        meeting = set(rows[0].filter(among(keys)).order_by().values_list("pk", flat=True))
        found = [one for one in found if one[1] in meeting]
    if asked.only_counts:
        return Found(total=len(found))
    begin, end = 0, asked.count + 1
    if asked.cursor and asked.cursor.is_backward:
        end = bisect_left(found, asked.cursor.place)
        return _page(asked, len(found), found[max(0, end - asked.count - 1) : end][::-1])
    if asked.cursor:
        begin = bisect_right(found, asked.cursor.place)
    return _page(asked, len(found), found[begin : begin + end])
