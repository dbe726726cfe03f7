"""Streams all records of a list, one a line, as they are at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import Any

from django.db.models import QuerySet

from clinics.exchange.export import chunks
from clinics.models import Clinic
from clinics.one_moment import one_moment
from clinics.written import WIDE, dumps


def lines(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Each record as a line of JSON."""
    for record in records:
        yield dumps(record, WIDE) + "\n"


def streamed_lines(
    clinics: QuerySet[Clinic], made: Callable[[list[Clinic]], list[dict[str, Any]]]
) -> Iterator[str]:
    """The records that `made` makes of the clinics, some at a time, in constant memory.

    It has a read-only transaction of its own, because it runs after its view.
    """
    with one_moment(), closing(chunks(clinics)) as some:
        for keys in some:
            found = Clinic.objects.all().with_prices_and_hours().in_bulk(keys)
            yield from lines(made([found[key] for key in keys]))
