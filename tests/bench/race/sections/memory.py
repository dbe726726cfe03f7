"""How long loading takes, how much it needs, and what a worker holds for itself as it searches."""

from __future__ import annotations

import os
import random
import re
import resource
import time
from pathlib import Path
from typing import Any

from django.http import QueryDict

from directory.search.columns.shared import preload
from directory.search.question import Question, ask
from directory.search.search import search
from tests.bench.race.asked import centres, near
from tests.bench.race.sections.anywhere import ASKED as ANYWHERE
from tests.bench.race.sections.near import ASKED as NEAR

SEARCHES = int(os.environ.get("BENCH_SEARCHES", "100000"))
LOOKS = (0, 0.01, 0.1, 0.25, 0.5, 0.75, 1)
"""After which parts of the searches the memory is looked at."""
FAR = 50
"""One of so many searches is one of the whole country."""


def measure(size: int) -> dict[str, Any]:
    """Seconds; MiB of the parent at first, loaded and at most, and of the worker by searches."""
    questions = [near(town, rest, miles=miles) for town in centres()
                 for rest, miles in NEAR.values()]  # fmt: skip
    far = [ask(QueryDict(query)) for query in ANYWHERE.values()]
    at_first = resident()
    began = time.perf_counter()
    preload()
    seconds = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    loaded = resident()
    return {"seconds": seconds, "at_first": at_first, "loaded": loaded, "most": most,
            "worker": _in_a_worker(questions, far)}  # fmt: skip


def _in_a_worker(questions: list[Question], far: list[Question]) -> list[tuple[int, float]]:
    """MiB of its own after so many searches, of a process that is forked as a server's are."""
    read, write = os.pipe()
    if child := os.fork():
        os.close(write)
        with os.fdopen(read) as lines:
            looks = [line.split() for line in lines]
        os.waitpid(child, 0)
        return [(int(done), float(own)) for done, own in looks]
    drawn, at = random.Random(1), {int(SEARCHES * part) for part in LOOKS}
    with os.fdopen(write, "w") as lines:
        for done in range(SEARCHES + 1):
            if done in at:
                lines.write(f"{done} {private()}\n")
                lines.flush()
            search(drawn.choice(far if done % FAR == 0 else questions))
    os._exit(0)


def resident() -> float:
    """MiB that this process has in memory."""
    return _mebibytes("Rss")


def private() -> float:
    """MiB that nobody shares with this process."""
    return _mebibytes("Private_Clean") + _mebibytes("Private_Dirty")


def _mebibytes(name: str) -> float:
    found = re.search(rf"^{name}: +(\d+)", Path("/proc/self/smaps_rollup").read_text(), re.M)
    return int(found[1]) / 1024 if found else 0.0
