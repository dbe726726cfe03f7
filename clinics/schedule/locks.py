"""Locks that last as long as the process that took them: who runs which job just now.

They are PostgreSQL's advisory locks of a session. When a process dies in whatever way, its session
ends, and with it its locks. So a run whose job nobody has locked is broken off, for certain.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from zlib import crc32

from django.db import Error, connection

SPACE = 0x5C4ED
"""The first key of our locks; nothing else in this database may use it."""
ANY = 0
"""The second key that every scheduler holds, shared, while it lives."""
NOTICED_AFTER = 60
"""Seconds after which the server notices that the machine of a session is gone."""
HELD = """
select objid, count(*) from pg_locks where locktype = 'advisory' and classid = %s
    and objsubid = 2 and granted
    and database = (select oid from pg_database where datname = current_database())
group by objid
"""


def _key(job: str) -> int:
    return crc32(job.encode()) >> 1


class Locks:
    """A session of its own, which holds the locks of one scheduler. Raises django.db.Error."""

    def __init__(self) -> None:
        # Not from the pool: a session that goes back there would keep its locks.
        self._session = connection.copy()
        self._session.settings_dict["OPTIONS"].pop("pool", None)
        with self._session.cursor() as cursor:
            cursor.execute("set tcp_keepalives_idle = %s", [NOTICED_AFTER // 2])
            cursor.execute("set tcp_keepalives_interval = %s", [NOTICED_AFTER // 6])
            cursor.execute("set tcp_keepalives_count = 3")
        self._ask("select pg_advisory_lock_shared(%s, %s)", ANY)

    def take(self, job: str) -> bool:
        """Take the lock of a job; False when another process has it."""
        return bool(self._ask("select pg_try_advisory_lock(%s, %s)", _key(job)))

    def release(self, job: str) -> bool:
        """Release the lock of a job; False when this session did not have it."""
        return bool(self._ask("select pg_advisory_unlock(%s, %s)", _key(job)))

    def close(self) -> None:
        """Release every lock, and end the session."""
        # The server would notice the end of the session only a moment later.
        with suppress(Error), self._session.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock_all()")
        self._session.close()

    def _ask(self, question: str, key: int) -> object:
        with self._session.cursor() as cursor:
            cursor.execute(question, [SPACE, key])
            return cursor.fetchone()[0]


def held(jobs: Iterable[str]) -> tuple[set[str], int]:
    """(the jobs that some process has locked, how many schedulers live). One query."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [SPACE])
        counts: dict[int, int] = dict(cursor.fetchall())
    return {job for job in jobs if _key(job) in counts}, counts.get(ANY, 0)
