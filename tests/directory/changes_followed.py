"""Follows the changes from beside the writers, as a reader does, and compares with everything."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass, field

from django.core.cache import caches
from django.test import Client

from clinics.models import Clinic
from tests.directory import feed_readers
from tests.directory.changes_writer import Order


@dataclass
class Mirror:
    """A copy of every public record, which only the changes bring up to date."""

    records: dict[str, dict] = field(default_factory=dict)
    cursor: str = ""
    pages: int = 0
    seen: int = 0

    def follow(self, *, limit: int = 100) -> None:
        """Read what is there."""
        more = True
        while more:
            caches["throttles"].clear()
            asked = {"full": 1, "limit": limit, **({"after": self.cursor} if self.cursor else {})}
            answer = Client().get("/api/v1/changes", asked)
            assert answer.status_code == 200, answer.content
            page = json.loads(answer.content)
            slugs = [change["slug"] for change in page["results"]]
            assert len(slugs) == len(set(slugs)) <= limit
            for change in page["results"]:
                if change["kind"] == "changed":
                    self.records[change["slug"]] = change["clinic"]
                else:
                    self.records.pop(change["slug"], None)
            self.cursor, more = page["next"], page["more"]
            self.pages += 1
            self.seen += len(slugs)


def everything() -> dict[str, dict]:
    """Every public record, read one by one."""
    found = {}
    for slug in Clinic.objects.shown().values_list("slug", flat=True):
        caches["throttles"].clear()
        found[slug] = Client().get(f"/api/v1/clinics/{slug}").json()
    return found


def start(order: Order) -> subprocess.Popen[str]:
    """A writer, which begins at once; its first line says so."""
    return feed_readers.start(order, program="changes_writer")


def orders(keys: list[int], *, writers: int, edits: int, pause: float) -> list[Order]:
    """Writers that share some of the clinics."""
    shared = keys[: len(keys) // 5]
    return [
        Order(seed=n, edits=edits, own=keys[len(shared) + n :: writers], shared=shared, pause=pause)
        for n in range(writers)
    ]


def followed(mirror: Mirror, writers: list[subprocess.Popen[str]], *, limit: int = 100) -> int:
    """Follow until every writer has ended. Returns how many transactions they committed."""
    while any(writer.poll() is None for writer in writers):
        mirror.follow(limit=limit)
        time.sleep(0.02)
    committed = 0
    for writer in writers:
        assert writer.returncode == 0
        committed += int(writer.stdout.read().split()[-1])
        writer.stdin.close()
        writer.stdout.close()
    mirror.follow(limit=limit)
    return committed
