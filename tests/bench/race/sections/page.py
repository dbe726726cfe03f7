"""The whole page of results, beside its search and twenty rows, and beside the page before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

from directory.search.question import Question
from directory.search.search import search
from tests.bench.race.asked import Q2, centres, near
from tests.bench.race.before import TREE, environ_before
from tests.bench.race.clock import Took, milliseconds, spread, yardstick
from tests.bench.race.data import PROJECT, environ_of

ROUNDS = 3
PAGES = Path(__file__).parents[1] / "pages.py"
PLAIN = "select id, slug, name, city, state, phone from clinics_clinic where id = any(%s)"


class Pages:
    """A process that makes pages."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        """Start it in the folder of its site."""
        self.process = subprocess.Popen(
            [sys.executable, PAGES], cwd=folder, env=environ | {"PYTHONPATH": str(folder)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip

    def milliseconds(self, address: str) -> float:
        """How long a page takes it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{address}\n")
        _size, spent = self.process.stdout.readline().split()
        return float(spent)

    def close(self) -> None:
        """Stop it."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def measure(size: int) -> dict[str, Any]:
    """Milliseconds by kind of page and by who makes it, for each town."""
    towns = centres()
    kinds = {
        "25 miles around a point": [f"/search/?{_at(town)}" for town in towns],
        "the same, two ticks": [f"/search/?{_at(town)}{Q2}" for town in towns],
        "a town in words": [
            f"/search/?near={quote(f'{town.name}, {town.state}')}" for town in towns
        ],
    }
    rest = {"25 miles around a point": "", "the same, two ticks": Q2, "a town in words": ""}
    now = Pages(PROJECT, environ_of(size))
    before = Pages(TREE, environ_before(size))
    took = {}
    for kind, addresses in kinds.items():
        questions = [near(town, rest[kind]) for town in towns]
        took[kind] = _in_turns(now, before, addresses, questions)
    for pages in (now, before):
        pages.close()
    return {"took": took}


def _at(town: Any) -> str:
    return f"lat={town.latitude}&lon={town.longitude}&radius=25"


def _in_turns(now: Pages, before: Pages, addresses: list[str], asked: list[Question]) -> Took:
    calls = {
        "cpu": lambda i: milliseconds(yardstick),
        "search": lambda i: milliseconds(lambda: search(asked[i])),
        "search and 20 plain rows": lambda i: milliseconds(lambda: _with_rows(asked[i])),
        "page": lambda i: now.milliseconds(addresses[i]),
        "page before": lambda i: before.milliseconds(addresses[i]),
    }
    took: Took = {name: [[] for _ in addresses] for name in calls}
    for turn in range(ROUNDS + 1):
        for i in range(len(addresses)):
            for name, call in calls.items():
                took[name][i] += [call(i)] * (turn > 0)
    for name, some in took.items():
        print(f"  {name}: {spread(some)}", flush=True)
    return took


def _with_rows(question: Question) -> None:
    """The search, and what is least to ask for a page of it."""
    answer = search(question)
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [[one.clinic_id for one in answer.page]])
        cursor.fetchall()
