"""The site under mixed work for ten minutes: no error, and neither memory nor connections grow.

Readers read everything, reviewers write and confirm, and an editor changes listings by the
product's own actions. `SOAK_MINUTES` chooses another time, of which the first tenth is not counted.
"""

import os
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from tests.bench.visiting import Visitor, quantile
from tools.pictures import PROJECT, demo_site, own_database

MINUTES = float(os.environ.get("SOAK_MINUTES", "10"))
READERS, REVIEWERS = 4, 2
MOST_GROWTH = 1.25
"""How much more memory a process may have at the end than when the first tenth was over."""
MOST_CONNECTIONS = 2 * (4 + 2) + 8
"""One of each thread of two processes; and those of mails, the scheduler, the editor, this test."""
SLUGS = ("pelican-key-ketamine", "tidewrack-pain-boca-raton", "saltmarsh-mind-clinic")
PAGES = (
    "/", "/guide/", "/guide/crps/", "/es/guide/crisis/", "/search/?near=33444&condition=crps",
    "/search/?q=ketamine+for+depression+near+Boca+Raton", "/search/?offers=any",
    "/es/search/?near=33444", *(f"/clinics/{slug}/" for slug in SLUGS),
    f"/clinics/{SLUGS[0]}/history/", f"/clinics/{SLUGS[0]}/reviews/", f"/es/clinics/{SLUGS[1]}/",
    "/compare/?" + "&".join(f"clinic={slug}" for slug in SLUGS), f"/questions/?clinic={SLUGS[0]}",
    "/states/", "/states/fl/", "/how-we-verify/", "/changes.atom", "/sitemap.xml", "/data/",
    "/search/feed/?near=33444", "/embed/search/?near=33444", "/api/v1/clinics?near=33444",
    f"/api/v1/clinics/{SLUGS[2]}", "/api/v1/clinics.geojson?near=33444", "/api/v1/changes",
    "/api/v1/places?q=boca", "/api/v1/checklist", "/fhir/Location?_count=20", "/fhir/metadata",
    "/hsds/services?per_page=20", "/hsds/taxonomy_terms", "/healthz", "/readyz",
    "/accounts/login/", "/add/",
)  # fmt: skip
EDIT = """
import random, time
import django; django.setup()
from clinics.models import Clinic
from tests.directory.feed_site import edit
others = Clinic.objects.published().exclude(slug__in=%r).order_by("-pk")
keys = list(others.values_list("pk", flat=True)[:30])
while True:
    edit(random.Random(), random.choice(keys))
    print(flush=True)
    time.sleep(0.5)
""" % (SLUGS,)  # noqa: UP031  (it is full of braces)


class Soak:
    """What happened, by every thread."""

    def __init__(self, site: str, mails: Path) -> None:
        self.site, self.mails = site, mails
        self.over = threading.Event()
        self.seconds: dict[str, list[float]] = {}
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []
        self.reviews = 0

    def noted(self, work: Callable[[], None]) -> None:
        """Do it, and note what it raises."""
        try:
            work()
        except Exception as error:
            self.wrong.append(repr(error))

    def read(self) -> None:
        """Read pages; every other time with the tag of what was read before."""
        tags = dict[str, str]()
        with Visitor(self.site) as visitor:
            while not self.over.wait(random.uniform(0.05, 0.2)):
                path = random.choice(PAGES)
                has = (
                    {"If-None-Match": tags[path]} if path in tags and random.random() < 0.5 else {}
                )
                got = visitor.get(path, **has)
                self.statuses[got.status] += 1
                self.seconds.setdefault(path.partition("?")[0], []).append(got.seconds)
                if got.status not in (200, 304):
                    self.wrong.append(f"{got.status}: {path}")
                if tag := got.headers["ETag"]:
                    tags[path] = tag

    def review(self) -> None:
        """Write a review, find the link in the mail, press its button."""
        while not self.over.wait(random.uniform(0.5, 1.5)):
            with Visitor(self.site) as visitor:
                self._review(visitor, f"soak{random.getrandbits(60)}@example.org")

    def _review(self, visitor: Visitor, address: str) -> None:
        typed = {
            "visit_month": date.today().replace(day=1).isoformat(),
            "overall": "4",
            "relation": "patient",
            "words": "They sat with me.",
            "email": address,
        }
        got = visitor.post(f"/clinics/{random.choice(SLUGS)}/review/", **typed)
        if got.status != 200 or not (link := self._link(address)):
            self.wrong.append(f"{got.status}: a review, or its mail")
            return
        if (done := visitor.post(link)).status not in (200, 302):
            self.wrong.append(f"{done.status}: a confirmation")
        self.seconds.setdefault("a review", []).append(got.seconds)
        self.reviews += 1

    def _link(self, address: str) -> str:
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            for mail in sorted(self.mails.glob("*.eml"), reverse=True)[:20]:
                if address in (text := mail.read_text()):
                    found = re.search(r"/reviews/confirm/[\w=-]+/", text.replace("=\n", ""))
                    return found[0] if found else ""
            time.sleep(0.1)
        return ""


def processes(port: str) -> list[int]:
    """The numbers of the processes of the site at that port, the oldest first."""
    numbers = sorted(int(folder.name) for folder in Path("/proc").glob("[0-9]*"))
    return [number for number in numbers if _serves(number, port)]


def _serves(number: int, port: str) -> bool:
    try:
        words = Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False
    return words.endswith(f"serve\0--port\0{port}\0".encode())


def memory(number: int) -> float:
    """MiB that a process has in memory."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{number}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


@pytest.fixture
def soak(monkeypatch) -> Iterator[tuple[Soak, str]]:
    """A demo of its own behind a proxy that is us, and the address of its database."""
    monkeypatch.setenv("PROXY", "1")
    with TemporaryDirectory() as folder, own_database() as url, demo_site(url, folder) as (site, _):
        yield Soak(site, Path(folder) / "mail"), url


@pytest.mark.bench
def test_nothing_grows_and_nothing_breaks(soak, capsys):
    work, url = soak
    port = work.site.rpartition(":")[2]
    environ = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "directory.settings"}
    editor = subprocess.Popen([sys.executable, "-c", EDIT], cwd=PROJECT, env=environ,
                              stdout=subprocess.PIPE)  # fmt: skip
    threads = [threading.Thread(target=work.noted, args=[work.read]) for _ in range(READERS)]
    threads += [threading.Thread(target=work.noted, args=[work.review]) for _ in range(REVIEWERS)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(MINUTES * 60 * 0.1)
        first = measured(port, url)
        time.sleep(MINUTES * 60 * 0.9)
        last = measured(port, url)
        assert editor.poll() is None
    finally:
        work.over.set()
        editor.kill()
        for thread in threads:
            thread.join()
    edits = len(editor.communicate()[0])
    with capsys.disabled():
        print("\n" + report(work, edits, first, last))
    assert work.wrong == []
    assert first.keys() == last.keys()
    assert last.pop("connections") <= MOST_CONNECTIONS
    assert [n for n in last if last[n] > first[n] * MOST_GROWTH] == []


def measured(port: str, url: str) -> dict[str, float]:
    """MiB of each process of the site, and how many connections its database has."""
    found = {f"process {n}, MiB": memory(n) for n in processes(port)}
    with psycopg.connect(url) as server:
        asked = "select count(*) from pg_stat_activity where datname = current_database()"
        found["connections"] = server.execute(asked).fetchone()[0]
    return found


def report(
    work: Soak, edits: int, first: dict[str, float], last: dict[str, float]
) -> str:  # fmt: skip
    """The figures as text."""
    every = [s for path, some in work.seconds.items() if path != "a review" for s in some]
    lines = [
        f"{MINUTES:g} minutes, load {os.getloadavg()[0]:.1f}: {len(every)} pages read "
        f"({', '.join(f'{n} × {status}' for status, n in sorted(work.statuses.items()))}), "
        f"{work.reviews} reviews written and confirmed, {edits} edits; {len(work.wrong)} errors",
        f"all pages: p50 {quantile(every, 0.5):.0f}, p99 {quantile(every, 0.99):.0f} ms",
    ]
    lines += [f"{path}: p50 {quantile(some, 0.5):.0f}, p99 {quantile(some, 0.99):.0f} ms"
              for path, some in sorted(work.seconds.items())]  # fmt: skip
    lines += [f"{name}: {first[name]:.0f} → {last.get(name, 0):.0f}" for name in first]
    return "\n".join([*lines, *map(str, Counter(work.wrong).most_common(20))])
