"""What one client with the dearest questions on twelve connections does to everybody else.

The site runs as `make run` starts it, behind a proxy that is this test. Visitors are measured with
and without the client, in turns; what is wanted is at most twice the time. Printed, not asserted:
`tests/test_turns.py` asserts the places that such a client gets. The first table says what
questions cost.
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from tempfile import TemporaryDirectory

import pytest

from tests.bench.asking import CONNECTIONS
from tests.bench.visiting import Visitor, quantile
from tools.pictures import PROJECT, demo_site, own_database

CLINICS = int(os.environ.get("BENCH_CLINICS", "2000"))
ROUNDS, SECONDS, VISITORS = 3, 8, 3
CODES = (
    "import django; django.setup(); from clinics.checklist import CHECKLIST;"
    "from clinics.models import Clinic; print('&'.join(f'{g.code}={i.code}' for g in "
    "CHECKLIST.groups for i in g.items)); print(' '.join(Clinic.objects.published()"
    ".order_by('-pk').values_list('slug', flat=True)[:6]))"
)
SEEN = ("/search/?near=33444", "/clinics/pelican-key-ketamine/", "/", "/healthz")


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a demo with synthetic clinics, and the dearest questions by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROXY", "1")
        with TemporaryDirectory() as folder, own_database() as url, demo_site(url, folder) as (
            address, _
        ):  # fmt: skip
            environ = os.environ | {"DATABASE_URL": url, "DEMO": "1",
                                    "DJANGO_SETTINGS_MODULE": "directory.settings"}  # fmt: skip
            words = {"cwd": PROJECT, "env": environ, "check": True}
            subprocess.run([sys.executable, "manage.py", "make_clinics", str(CLINICS)], **words)
            told = subprocess.run([sys.executable, "-c", CODES], **words, stdout=subprocess.PIPE)
            ticks, slugs = told.stdout.decode().splitlines()
            yield address, dearest(ticks.split("&"), slugs.split())


def dearest(ticks: list[str], slugs: list[str]) -> dict[str, str]:
    """The dearest questions that the site answers."""
    forty = "&".join(ticks[:40]) + "&offers=any&sort=match&page_size=100"
    six = "&".join(f"clinic={slug}" for slug in slugs)
    return {
        "all ticks": "/search/?" + "&".join(ticks) + "&offers=any&sort=match",
        "40 ticks, 100 clinics": f"/search/?{forty}",
        "the same, API": f"/api/v1/clinics?{forty}",
        "the same, feed": f"/search/feed/?{'&'.join(ticks[:40])}&offers=any&sort=match",
        "six compared": f"/compare/?{six}",
        "map, 100 miles": "/api/v1/clinics.geojson?near=33444&radius=100&offers=any",
        "FHIR, 100 with others": "/fhir/Organization?_count=100&_revinclude=HealthcareService:"
        "organization",
        "HSDS, 100 in full": "/hsds/organizations?per_page=100&full_service=true",
        "suggestions": "/api/v1/places?q=san",
        "one clinic": f"/clinics/{slugs[0]}/",
    }


@pytest.mark.bench
def test_what_the_dearest_questions_cost(site, capsys):
    address, questions = site
    with capsys.disabled(), Visitor(address) as visitor:
        print(f"\n{CLINICS:,} clinics, load {os.getloadavg()[0]:.1f}; least of 5, ms")
        for name, path in questions.items():
            got = [visitor.get(path) for _ in range(5)]
            assert {one.status for one in got} == {200}, (name, got[0].body[:300])
            print(f"{name:24}{min(one.seconds for one in got) * 1000:8.0f}")


@pytest.mark.bench
@pytest.mark.parametrize(
    "name", ["40 ticks, 100 clinics", "six compared", "the same, feed", "HSDS, 100 in full"]
)
def test_others_wait_at_most_twice_as_long(site, name, capsys):
    address, questions = site
    took: dict[bool, dict[str, list[float]]] = {on: {p: [] for p in SEEN} for on in (False, True)}
    refused, client = Counter[int](), Counter[str]()
    for is_attacked in [False, True] * ROUNDS:
        asking = None
        if is_attacked:
            words = [sys.executable, "-m", "tests.bench.asking", address, questions[name]]
            asking = subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE)
            time.sleep(2)
        else:
            time.sleep(3)
        visits = [threading.Thread(target=visit, args=[address, took[is_attacked], refused])
                  for _ in range(VISITORS)]  # fmt: skip
        for thread in visits:
            thread.start()
        for thread in visits:
            thread.join()
        if asking:
            asking.kill()
            client.update(asking.communicate()[0].decode().split())
    with capsys.disabled():
        print(f"\n{name} on {CONNECTIONS} connections, load {os.getloadavg()[0]:.1f}; "
              f"the client got {dict(client)}, others refused {dict(refused)}")  # fmt: skip
        for path in SEEN:
            print(f"{path:32} {compared(took[False][path], took[True][path])}")


def compared(alone: list[float], beside: list[float]) -> str:
    """Both in words, and how many times as long others waited beside the client."""
    said = [f"{quantile(some, share):.0f}" for share in (0.5, 0.95) for some in (alone, beside)]
    times = quantile(beside, 0.5) / quantile(alone, 0.5)
    return f"median {said[0]} → {said[1]} ms, p95 {said[2]} → {said[3]}; {times:.2f} ×"


def visit(address: str, took: dict[str, list[float]], refused: Counter[int]) -> None:
    """Read pages for a while, each as somebody else."""
    until = time.monotonic() + SECONDS
    with Visitor(address) as visitor:
        while time.monotonic() < until:
            for path in SEEN:
                got = visitor.get(path)
                took[path].append(got.seconds)
                if got.status != 200:
                    refused[got.status] += 1
                time.sleep(random.random() * 0.2)
