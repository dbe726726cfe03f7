"""What Spanish costs: its catalogue, and a page in it beside its English twin.

The pages are made in this process, in turn in either language, with what the site keeps of them
forgotten before each. Times are those of the processor, without the database, and are printed only;
the number of queries must be the same.
"""

import gettext
import statistics
import time
import zlib

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import trans_real

from directory.messages.catalogue import compile_catalogue
from directory.site.languages import catalogue_of
from tests import databases

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

ROUNDS = 20
PAIR = "clinic=pelican-key-ketamine&clinic=gumbo-limbo-wellness"
PAGES = {
    "home": "/",
    "search": "/search/?near=33444&condition=crps&insurance=medicare",
    "clinic": "/clinics/pelican-key-ketamine/",
    "history": "/clinics/pelican-key-ketamine/history/",
    "compare (2)": f"/compare/?{PAIR}",
    "guide: risks": "/guide/risks/",
    "state": "/states/fl/",
}
MOST_MORE_BYTES = 1.2
"""How many times the English bytes, compressed, a Spanish page may be."""


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, run):
    """The demo's clinics."""
    with django_db_blocker.unblock(), databases.with_demo(run):
        yield


def took(path: str) -> tuple[float, int, int]:
    """(ms of processor, queries, bytes compressed) of a page that nothing is kept of."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        begin = time.process_time()
        answer = Client().get(path)
        milliseconds = (time.process_time() - begin) * 1000
    assert answer.status_code == 200, path
    return milliseconds, len(queries), len(zlib.compress(answer.content, 6))


def test_a_page_in_spanish_beside_its_english_twin(demo):
    print(f"\n{ROUNDS} rounds, in turn; median ms of processor, bytes compressed")
    print("| page | English | Spanish | ratio | bytes en | bytes es | ratio |")
    print("|---|---|---|---|---|---|---|")
    queries, too_long = {}, {}
    for name, path in PAGES.items():
        said: dict[str, list[tuple[float, int, int]]] = {path: [], f"/es{path}": []}
        for number in range(ROUNDS + 2):  # the first two fill what a process keeps
            for one in sorted(said, reverse=number % 2 == 0):
                said[one].append(took(one))
        english, spanish = (times[2:] for times in said.values())
        one, two = (statistics.median(ms for ms, _n, _b in rows) for rows in (english, spanish))
        (_ms, asked, short), (_ms, asked_too, long) = english[-1], spanish[-1]
        queries[name] = (asked, asked_too)
        too_long[name] = long / short
        print(
            f"| {name} | {one:.1f} | {two:.1f} | {two / one:.2f} | {short:,} | {long:,} "
            f"| {long / short:.2f} |"
        )
    assert {name: both for name, both in queries.items() if both[0] != both[1]} == {}
    assert {name: more for name, more in too_long.items() if more > MOST_MORE_BYTES} == {}


def test_what_the_catalogue_costs():
    def median(call) -> float:
        times = []
        for _round in range(5):
            begin = time.process_time()
            call()
            times.append(time.process_time() - begin)
        return statistics.median(times) * 1000

    def load() -> None:
        trans_real._translations.clear()
        gettext._translations.clear()
        trans_real.translation("es")

    compiled = median(lambda: compile_catalogue("es"))
    size = catalogue_of("es").with_suffix(".mo").stat().st_size
    print(f"\ncompiling: {compiled:.0f} ms of processor; {size:,} bytes")
    print(f"reading it into a process: {median(load):.0f} ms of processor")
    assert size < 1_000_000
