"""Searches for what writers in processes of their own have just committed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, connections

from clinics.geo import Point
from directory.search.columns import shared
from directory.search.columns.columns import in_degrees
from directory.search.question import Question, point_area
from directory.search.search import search
from tests import make
from tests.clinics.test_import_killed import database_url
from tests.directory.columns_seen import of_one, said_of
from tests.directory.feed_writer import Order


@dataclass
class Seen:
    """How many commits were looked for, and those that the next search did not show."""

    checks: int = 0
    missed: list[str] = field(default_factory=list)


def conninfo() -> dict[str, str]:
    """How a process of its own reaches the database of this test."""
    params = connection.get_connection_params()
    return {
        name: str(params[name])
        for name in ("dbname", "user", "password", "host", "port")
        if params.get(name)
    }


def orders(
    keys: list[int],
    *,
    writers: int,
    edits: int,
    site: Sequence[int] = (),
    held: float = 0.2,
    pause: float = 0.004,
    where: dict[str, str] | None = None,
) -> list[Order]:
    """Writers by SQL, who share some of the clinics, and one with the site's actions if asked.

    `where`: how they reach their database; this test's own unless said.
    """
    common, given = keys[: len(keys) // 10], {"conninfo": where or conninfo(), "edits": edits,
                                              "held": held, "pause": pause}  # fmt: skip
    own = [keys[len(common) + number :: writers] for number in range(writers)]
    wanted = [Order(kind="sql", seed=n, own=some, shared=common, **given)
              for n, some in enumerate(own)]  # fmt: skip
    if site:
        wanted.append(Order(kind="site", seed=99, own=list(site), shared=[], **given))
    return wanted


def start(order: Order, *, program: str = "feed_writer") -> subprocess.Popen[str]:
    """A writer, which begins at once: one of the programs of this folder."""
    writer = subprocess.Popen(
        [sys.executable, "-m", f"tests.directory.{program}"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    writer.stdin.write(f"{order.line()}\n")
    writer.stdin.flush()
    return writer


def all_seen(
    wanted: list[Order], *, threads: int, arrived: Callable[[], None] = lambda: None
) -> Seen:
    """Let writers edit, and look for each commit in the very next search of one of the threads.

    `arrived` waits until what is committed has reached the database that is searched.
    """
    seen, turn = Seen(), threading.Semaphore(threads)
    writers = [start(order) for order in wanted]

    def read(writer: subprocess.Popen[str]) -> None:
        try:
            for line in writer.stdout:
                key, row = json.loads(line)
                arrived()
                with turn:
                    wrong = _wrong(key, row)
                seen.checks += 1
                seen.missed += [f"{key}: {wrong}"] if wrong else []
                writer.stdin.write("\n")
                writer.stdin.flush()
        finally:
            connections.close_all()

    readers = [threading.Thread(target=read, args=[writer]) for writer in writers]
    for reader in readers:
        reader.start()
    for reader, writer in zip(readers, writers, strict=True):
        reader.join()
        assert writer.wait() == 0
        writer.stdin.close()
        writer.stdout.close()
    return seen


def _wrong(key: int, row: list | None) -> str:
    """What a search does not show of a committed row; '' if it shows everything."""
    with shared.columns_for(None, on=make.today()) as columns:
        at = columns.find(key)
        if row is None:
            return "is still there" if at >= 0 else ""
        if at < 0:
            return "is not there"
        packed, name, words = bytes.fromhex(row[0]), *row[1:]
        if said_of(columns, at) != of_one(packed, name, words):
            return "has other values"
        if not columns.names.is_called(at, name, words):
            return "has another name"
        latitude, longitude = (float(one[0]) for one in in_degrees(columns.xyz[:, [at]]))
    if latitude != latitude or key % 3:
        return ""
    point = Point(latitude=latitude, longitude=longitude)
    answer = search(Question(area=point_area(point), radius=5, offers="any", page_size=100))
    there = key in [found.clinic_id for found in answer.page]
    return "" if there or answer.count > 100 else "is not found"
