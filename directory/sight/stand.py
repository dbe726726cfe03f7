"""How the site stands, read from the database when Prometheus asks: ages, queues, schedule.

Another room that has something to tell adds its function to `ALSO` when the app is ready.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from django.db import Error, connection
from django.utils import timezone

from clinics.models import Clinic
from clinics.moderation.ages import Age, cases, copies, jobs, registers
from clinics.schedule.standing import schedule

if TYPE_CHECKING:
    from prometheus_client import Metric

ALSO: list[Callable[[], Iterable[Metric]]] = []
"""Further functions that tell metrics. They ask no database: it may be away."""

STATES = ("active", "idle", "in transaction", "waiting")
CONNECTIONS = """
select current_setting('max_connections')::int,
  count(*) filter (where state = 'active' and wait_event_type is distinct from 'Lock'),
  count(*) filter (where state = 'idle'),
  count(*) filter (where state like 'idle in transaction%'),
  count(*) filter (where state = 'active' and wait_event_type = 'Lock')
from pg_stat_activity where datname = current_database()
"""
"""Of sessions of other roles a role may not know the state; then it does not count them."""


def text(reading: Callable[[], AbstractContextManager[None]]) -> bytes:
    """All of it in Prometheus' format. Ten queries, in the context that `reading` makes.

    Without a database only that there is none.
    """
    # Not above: its values must not be made before it is known where they are shared.
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415  (as said)

    registry = CollectorRegistry()
    registry.register(_Now(reading))
    told: bytes = generate_latest(registry)
    return told


class _Now:
    """A collector that asks when it is asked."""

    def __init__(self, reading: Callable[[], AbstractContextManager[None]]) -> None:
        self.reading = reading

    def describe(self) -> list[Metric]:
        """Nothing is asked when it is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The metrics; `directory_database_up` says whether they are whole."""
        found: list[Metric] = []
        try:
            with self.reading():
                found.extend(_told(timezone.now()))
            is_up = 1
        except Error:
            is_up = 0
        yield from found
        for tell in ALSO:
            yield from tell()
        yield gauge("directory_database_up", "Whether the database answered.", {(): is_up})


def gauge(name: str, words: str, values: dict[tuple[str, ...], float], *labels: str) -> Metric:
    """A gauge with a value for each tuple of label values."""
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  (see `text`)

    made = GaugeMetricFamily(name, words, labels=labels)
    for key, value in values.items():
        made.add_metric(key, value)
    return made


def _connections() -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute(CONNECTIONS)
        ((most, *found),) = cursor.fetchall()
    yield gauge("directory_database_connections", "Sessions at this database, by what they do.",
                {(state,): count for state, count in zip(STATES, found, strict=True)},
                "state")  # fmt: skip
    yield gauge("directory_database_connections_limit", "So many the server allows.", {(): most})


def _told(at: dt.datetime) -> Iterator[Metric]:
    yield from _connections()
    yield from _registers(at)
    yield from _desk(at)
    yield from _schedule(at)
    yield from _copies(at)
    count = Clinic.objects.published().count()
    yield gauge("directory_clinics", "Clinics that are public.", {(): count})


def _registers(at: dt.datetime) -> Iterator[Metric]:
    known = registers(at=at)
    yield gauge("directory_register_age_seconds", "Since the day to which the newest file reaches.",
                _seconds(known), "register")  # fmt: skip
    yield gauge("directory_register_limit_seconds", "From when on its checks read overdue.",
                {(one.code,): one.limit.total_seconds() for one in known if one.limit},
                "register")  # fmt: skip


def _desk(at: dt.datetime) -> Iterator[Metric]:
    waiting = cases(at=at)
    yield gauge("directory_desk_cases", "Cases that wait for a moderator.",
                {(one.code,): one.count for one in waiting}, "kind")  # fmt: skip
    yield gauge("directory_desk_oldest_case_seconds", "How long the oldest of them waits.",
                _seconds(waiting), "kind")  # fmt: skip
    yield gauge("directory_desk_late", "Whether it waits for longer than it should.",
                {(one.code,): one.is_late for one in waiting}, "kind")  # fmt: skip


def _schedule(at: dt.datetime) -> Iterator[Metric]:
    stands = schedule(at=at)
    done = jobs(stands, at=at)
    yield gauge("directory_schedulers", "Schedulers that live.", {(): stands.schedulers})
    yield gauge("directory_job_is_well", "Whether nobody need look at a scheduled command.",
                {(one.code,): not one.is_late for one in done}, "job")  # fmt: skip
    yield gauge("directory_job_age_seconds", "Since its newest run began.", _seconds(done),
                "job")  # fmt: skip


def _copies(at: dt.datetime) -> Iterator[Metric]:
    words = {
        "changes_held_back": "Public changes that nobody can follow yet",
        "erasures_uncopied": "Erasures that a restore would undo",
    }
    for (name, what), one in zip(words.items(), copies(at=at), strict=True):
        seconds = one.age.total_seconds() if one.age else 0
        yield gauge(f"directory_{name}", f"{what}.", {(): one.count})
        yield gauge(f"directory_{name}_seconds", f"{what}: the age of the oldest, or 0.",
                    {(): seconds})  # fmt: skip


def _seconds(ages: Iterable[Age]) -> dict[tuple[str, ...], float]:
    """Seconds by code; nothing for what never was, and for a queue in which nothing waits."""
    return {(one.code,): one.age.total_seconds() for one in ages if one.age is not None}
