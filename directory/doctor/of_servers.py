"""Findings about more than one machine: whether clocks agree, and how replicas follow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from clinics.clocks import APART, seconds_ahead
from directory.databases.replicas import ANSWERS, FLUSHED, MOST_BEHIND
from directory.doctor.findings import Finding, look, must, ok

MOST_APART = 2.0
"""Seconds that two clocks may differ. Codes of second factors, links, limits and the order of the
changes go by the one or the other."""
A_LITTLE = 0.5
"""Seconds from which on somebody should look."""
STANDS = """
select pg_is_in_recovery(), pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint,
    extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8
"""


def of_clock() -> Finding:
    """Whether this machine's clock agrees with that of the database. One query."""
    ahead = seconds_ahead(_one)
    if abs(ahead) < A_LITTLE:
        return ok("Clock", "This machine and the database agree.")
    words = (
        f"This machine is {abs(ahead):,.0f} s {'ahead of' if ahead > 0 else 'behind'} the database."
    )
    if abs(ahead) > APART:
        words += " Until they agree, nothing is saved here and no scheduled work begins."
    words += " Let both follow the network’s time (timedatectl set-ntp true)."
    return (must if abs(ahead) >= MOST_APART else look)("Clock", words)


def of_replicas() -> Iterator[Finding]:
    """Of each of DATABASE_REPLICA_URLS: whether it answers, follows, and how far it is behind.

    A query each, and one of the primary. Waits up to MOST_BEHIND seconds for one that lags.
    """
    for number, replica in enumerate(settings.DATABASE_REPLICAS, 1):
        about = f"Replica {number}"
        wanted = int(_one(FLUSHED))
        try:
            with psycopg.connect(**_reach(replica), autocommit=True) as own:
                yield _of_replica(about, own, wanted)
        except psycopg.Error as error:
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            yield look(about, f"It does not answer ({reason}). Pages are read from other servers.")


def _of_replica(about: str, own: psycopg.Connection[Any], wanted: int) -> Finding:
    until = time.monotonic() + MOST_BEHIND
    while True:
        in_recovery, has, age = own.execute(STANDS).fetchone() or (False, None, None)
        if not in_recovery:
            return look(about, "It follows no server, so no page is read there. Make it a copy of "
                        "the primary again, or take it out of DATABASE_REPLICA_URLS.")  # fmt: skip
        lacks = wanted - (has or 0)
        if lacks <= 0:
            return ok(about, "It answers, and has all that the primary had a moment ago.")
        if time.monotonic() > until:
            since = f" Its last change is {age:,.0f} seconds old." if age is not None else ""
            return look(about, f"It lags: it still lacks {lacks:,} bytes of the log after "
                        f"{MOST_BEHIND:.0f} seconds.{since} No page is read there meanwhile. Look "
                        "at its own log and at pg_stat_replication of the primary.")  # fmt: skip
        time.sleep(0.1)


def _reach(replica: dict[str, Any]) -> dict[str, Any]:
    """How psycopg reaches a replica, and for how many seconds it tries."""
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST",
             "port": "PORT"}  # fmt: skip
    known = {ours: replica[django] for ours, django in names.items() if replica[django]}
    return {"connect_timeout": int(ANSWERS), **known, **replica["OPTIONS"]}


def _one(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
