"""What web processes count, for Prometheus. No label is a path, a word or a number of a person.

Every label has few values, all of them words of this program: names of views, kinds of methods and
statuses. Without METRICS_TOKEN nothing is counted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from directory.sight import shared_files

if TYPE_CHECKING:
    from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Up to which an answer is counted in one bucket."""
QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1)
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class Counts:
    """The metrics of this process. In a server of several processes, any of them can tell all."""

    def __init__(self) -> None:
        # Its values are shared between processes only if the folder is known when it is imported.
        import prometheus_client as prometheus  # noqa: PLC0415
        from prometheus_client import values  # noqa: PLC0415  (as above)

        values.ValueClass = values.get_value_class()
        self.make, self.registry = prometheus, prometheus.CollectorRegistry()
        self._count_requests()
        self._count_searches()
        self.happened = {
            "mail": self._counter("directory_mails", "Mails of web processes.", "outcome"),
            "document": self._counter(
                "directory_documents_checked", "Files that people handed in.", "outcome"
            ),
        }

    def _count_requests(self) -> None:
        self.requests = self._histogram(
            "directory_request_seconds",
            "How long requests took until their answer began, by view, method and status.",
            SECONDS,
            "view",
            "method",
            "status",
        )
        self.in_flight = self._gauge(
            "directory_requests_in_flight", "Requests that are being answered.", "livesum"
        )
        self.unavailable = self._counter(
            "directory_unavailable", "Requests answered with 503: the site knew that it could not."
        )

    def _count_searches(self) -> None:
        self.loads = self._histogram(
            "directory_search_load_seconds", "Loading all search rows into memory.", SECONDS
        )
        self.syncs = self._histogram(
            "directory_search_sync_seconds",
            "Bringing the search rows in memory up to the present, before a search.",
            QUICK,
        )
        # A process that has not searched yet has nothing to say: the newest word of all counts.
        self.synced_at = self._gauge(
            "directory_search_synced_timestamp_seconds",
            "When a process last brought its rows up to the present.",
            "livemostrecent",
        )
        self.rows = self._gauge(
            "directory_search_rows", "Search rows in memory, as of then.", "livemostrecent"
        )

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return self.make.Counter(name, words, labels, registry=self.registry)

    def _gauge(self, name: str, words: str, mode: Any, *labels: str) -> Gauge:
        return self.make.Gauge(name, words, labels, registry=self.registry, multiprocess_mode=mode)

    def _histogram(
        self, name: str, words: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return self.make.Histogram(name, words, labels, registry=self.registry, buckets=buckets)


@cache
def _counts() -> Counts:
    return Counts()


def counts() -> Counts | None:
    """What this process counts with; None where nothing is counted."""
    return _counts() if settings.METRICS_TOKEN else None


def begin_anew() -> None:
    """Forget what was counted: from now on, it is shared in another folder, or in none."""
    _counts.cache_clear()


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Count how long the block takes, as `loads` or `syncs`; only if it does not fail."""
    began = time.monotonic()
    yield
    if found := counts():
        getattr(found, name).observe(time.monotonic() - began)


def synced(rows: int) -> None:
    """The search rows in memory, so many, hold what the database holds now."""
    if found := counts():
        found.synced_at.set(time.time())
        found.rows.set(rows)


def text() -> bytes:
    """All that the processes of this server have counted, in Prometheus' format."""
    found = _counts()
    registry = found.registry
    if folder := shared_files.folder():
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415  (as above)

        registry = found.make.CollectorRegistry()
        MultiProcessCollector(registry, str(folder))
    told: bytes = found.make.generate_latest(registry)
    return told
