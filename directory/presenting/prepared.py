"""Querysets whose SQL is written once: to write it takes longer than to answer it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Func, QuerySet, Value

KEYS: list[int] = []
"""Stands for the keys asked for, by its identity."""
MOMENT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Stands for the moment asked for: a moment before or after it is as far from that one."""


def among() -> Func:
    """The keys asked for, to compare a column with: `filter(clinic__in=among())`."""
    return Func(
        Value(KEYS),
        template="select unnest(%(expressions)s::bigint[])",
        output_field=BigIntegerField(),
    )


class Prepared:
    """A queryset of tuples that asks about `among()`, as of MOMENT.

    Its values must need no conversion: keys, texts, numbers, moments, truths.
    """

    def __init__(self, queryset: Callable[[], QuerySet[Any, tuple[Any, ...]]]) -> None:
        self._queryset = queryset

    @cached_property
    def _sql(self) -> tuple[str, tuple[Any, ...]]:
        return self._queryset().query.sql_with_params()

    def rows(self, keys: Iterable[int], *, at: dt.datetime) -> list[tuple[Any, ...]]:
        """Its rows for these keys at a moment. One query; none without keys."""
        asked_for = list(keys)
        if not asked_for:
            return []
        sql, params = self._sql
        asked = [
            asked_for if param is KEYS
            else at + (param - MOMENT) if isinstance(param, dt.datetime)
            else param
            for param in params
        ]  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(sql, asked)
            return cursor.fetchall()
