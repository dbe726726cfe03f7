"""Streams all records of a list, one a line, as they are at one moment."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from clinics.exchange.export import CHUNK, streamed
from clinics.models import Clinic
from clinics.one_moment import one_moment


def lines(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Each record as a line of JSON."""
    for record in records:
        yield json.dumps(record, ensure_ascii=False) + "\n"


def streamed_lines(
    clinics: QuerySet[Clinic], made: Callable[[list[Clinic]], list[dict[str, Any]]]
) -> Iterator[str]:
    """The records that `made` makes of the clinics, some at a time, in constant memory.

    It has a read-only transaction of its own, because it runs after its view.
    """
    with one_moment(), closing(streamed(clinics)) as listed:
        while chunk := list(islice(listed, CHUNK)):
            yield from lines(made(chunk))
