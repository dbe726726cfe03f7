"""The feed under load: thousands of edits by many processes, and what an edit pays for it.

`BENCH_EDITS` says how many edits each of the writers makes (5,000).
"""

import os
import statistics
import time

import psycopg
import pytest
from django.db import connection

from directory.search.columns import shared
from directory.search.columns.feed import sync
from directory.search.columns.rows import binary_cursor
from directory.search.question import Question
from directory.search.search import search
from tests.directory.columns_seen import assert_as_loaded_anew, copies
from tests.directory.feed_readers import all_seen, conninfo, orders

EDITS = int(os.environ.get("BENCH_EDITS", "5000"))
CLINICS, COMMITS = 25_000, 1000
COLUMNS = """
select string_agg(column_name, ', ') from information_schema.columns
where table_name = 'clinics_searchrow' and is_generated = 'NEVER'
"""


@pytest.mark.bench
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("threads", [1, 2])
def test_no_commit_of_four_processes_is_missed(threads, capsys):
    wanted = orders(copies(CLINICS), writers=4, edits=EDITS, held=4, pause=0.005)
    start = time.monotonic()
    seen = all_seen(wanted, threads=threads)
    with capsys.disabled():
        took, load = time.monotonic() - start, os.getloadavg()[0]
        print(f"\n{threads} threads: {seen.checks:,} commits looked for,"
              f" {len(seen.missed)} missed, in {took:.0f} s; load {load:.1f}")  # fmt: skip
    assert seen.missed == []
    assert seen.checks > EDITS * 2
    assert_as_loaded_anew()


@pytest.mark.bench
@pytest.mark.django_db(transaction=True)
def test_what_an_edit_and_a_search_pay_for_the_feed(capsys):
    keys = copies(CLINICS)
    search(Question())
    times: dict[str, list[float]] = {
        "with triggers": [],
        "without": [],
        "the feed, nothing new": [],
    }
    with psycopg.connect(**conninfo(), autocommit=True) as own:
        own.execute("set synchronous_commit = on")
        own.execute("create table plain (like clinics_searchrow including all)")
        own.execute("alter table plain alter xid set default '0'")
        ((columns,),) = own.execute(COLUMNS).fetchall()
        own.execute(f"insert into plain ({columns}) select {columns} from clinics_searchrow")
        for number in range(COMMITS):
            for name, table in (("with triggers", "clinics_searchrow"), ("without", "plain")):
                start = time.perf_counter()
                own.execute(f"update {table} set course_cents = {number} where clinic_id = %s",
                            [keys[number]])  # fmt: skip
                times[name].append(time.perf_counter() - start)
            shared.held().loaded.seen = sync(
                shared.held().loaded.columns, shared.held().loaded.seen, binary_cursor(connection)
            )
            start = time.perf_counter()
            sync(shared.held().loaded.columns, shared.held().loaded.seen, binary_cursor(connection))
            times["the feed, nothing new"].append(time.perf_counter() - start)
        own.execute("drop table plain")
    with capsys.disabled():
        print(f"\n{CLINICS:,} clinics, {COMMITS:,} commits each; load {os.getloadavg()[0]:.1f}")
        for name, measured in times.items():
            print(f"{name:24} median {statistics.median(measured) * 1000:.3f} ms")
        ratio = statistics.median(times["with triggers"]) / statistics.median(times["without"])
        print(f"an edit with triggers ÷ without: {ratio:.2f} (at most 1.1 is wanted)")
    assert_as_loaded_anew()
