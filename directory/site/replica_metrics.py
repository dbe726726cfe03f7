"""What Prometheus is told of the replicas, by what this process has heard of them. No query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from directory.databases.replicas import replicas
from directory.sight.stand import gauge

if TYPE_CHECKING:
    from prometheus_client import Metric


def replicas_stand() -> Iterator[Metric]:
    """Whether each replica answers, and how far it is behind; nothing where there is none."""
    known = replicas()
    if known is None:
        return
    behind = known.behind()
    yield gauge("directory_replica_answers", "Whether it said a moment ago where it stands.",
                {(name,): lacks is not None for name, lacks in behind.items()},
                "replica")  # fmt: skip
    yield gauge("directory_replica_behind_bytes", "What it has not replayed yet of the log.",
                {(name,): lacks for name, lacks in behind.items() if lacks is not None},
                "replica")  # fmt: skip
