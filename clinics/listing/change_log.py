"""Reads the log of public changes: what a reader must look at again, each page once, in order.

A row of the log names a clinic, or the name of a page. What it means follows from how the clinic
stands when it is read: it is public, or it was withdrawn. Of several rows that mean the same page,
only the newest counts. So it makes no difference whether old rows are still there.

Transactions commit in another order than that in which they begin. Only rows below the *horizon*
are read: those of transactions older than the oldest that is still open. Nothing can come to be
among them any more, so whoever goes on behind the last of them misses nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from clinics.listing.models import SHOWN


class Position(NamedTuple):
    """A row of the log; the next one is behind it."""

    xid: int
    id: int


BEGINNING = Position(0, 0)


@dataclass(frozen=True, kw_only=True)
class Log:
    """How the log stands: its newest row below the horizon, and the first number not given yet.

    `identity` is another one in another database, after a restore or a failover, and when the log
    was emptied. `is_foreign`: a restore brought rows with numbers that are still to come here;
    until `prune_changes` has run, nobody can read the log.
    """

    identity: str
    end: Position
    next_xid: int
    is_foreign: bool


@dataclass(frozen=True, kw_only=True)
class Change:
    """A page that changed or was withdrawn; `clinic_id` is None then. `at` is when."""

    position: Position
    slug: str
    clinic_id: int | None
    at: dt.datetime


# A snapshot lists the open transactions of all databases of a server. Those of other databases
# cannot write here, and may be open for hours. They are known by the locks that they hold, read at
# once: what holds the lock of an open transaction is the process that has it, before and after.
#
# The search feed's identity (migration 0030) changes with every start of the server. Here that
# would make every reader begin anew, and is not needed: a number of a committed row is on the disk,
# and is never given again.
STANDS = """
with now as materialized (
  select pg_current_snapshot() as seen,
    (select oid from pg_database where datname = current_database()) as here
), held as materialized (
  select * from pg_locks where exists (select from now, pg_snapshot_xip(now.seen))
), horizon as materialized (
  select least(pg_current_xact_id_if_assigned(), case
    when pg_is_in_recovery() then pg_snapshot_xmin(seen)
    else coalesce((
      select xid from pg_snapshot_xip(seen) open (xid) where not exists (
        select from held own join held elsewhere using (pid)
        where own.locktype = 'transactionid' and own.transactionid = open.xid::xid
          and own.mode = 'ExclusiveLock'
          and elsewhere.locktype = 'relation' and elsewhere.database not in (0, here))
      order by xid limit 1), pg_snapshot_xmax(seen)) end) as xid
  from now
)
select concat_ws('/', (select system_identifier from pg_control_system()),
    (select timeline_id from pg_control_checkpoint()), here,
    pg_relation_filenode('clinics_publicchange')),
  last.xid::text, last.id, pg_snapshot_xmax(seen)::text,
  exists (select from clinics_publicchange c where c.xid >= pg_snapshot_xmax(seen)
    and c.xid is distinct from pg_current_xact_id_if_assigned())
from now left join lateral (
  select c.xid, c.id from clinics_publicchange c
  where c.xid < (select xid from horizon) order by c.xid desc, c.id desc limit 1
) last on true
"""

# A listing that was merged lives on in another one, which shows some of its rows.
SURVIVOR = """
case when exists (select from clinics_clinic c where c.id = r.clinic_id and c.status = 'merged')
then (
  with recursive chain as (
    select c.id, c.merged_into_id from clinics_clinic c where c.id = r.clinic_id
    union
    select c.id, c.merged_into_id from chain join clinics_clinic c on c.id = chain.merged_into_id
  )
  select chain.id from chain where chain.merged_into_id is null limit 1
)
else r.clinic_id end
"""

# The subqueries with a limit stay subqueries: as joins, they would be read whole for a page.
MEANT = f"""
from clinics_publicchange r
left join lateral (
  select c.id, c.slug from clinics_clinic c
    where r.slug <> '' and c.slug = r.slug and c.status = any(%(shown)s)
  union all
  select c.id, c.slug from clinics_clinic c
    where r.slug = '' and c.id = {SURVIVOR} and c.status = any(%(shown)s)
) page on true
where (r.xid, r.id) <= (%(end_xid)s::xid8, %(end_id)s)
"""

SAYS_SOMETHING = """
(r.slug <> '' or page.id is not null)
and (select 1 from clinics_publicchange n
  where n.slug = coalesce(page.slug, r.slug) and n.slug <> '' and n.xid >= r.xid
    and (n.xid, n.id) > (r.xid, r.id) and (n.xid, n.id) <= (%(end_xid)s::xid8, %(end_id)s)
  limit 1) is null
and (select 1 from clinics_publicchange n
  where n.clinic_id = any(array[page.id, case when r.slug = '' then r.clinic_id end])
    and n.slug = '' and n.xid >= r.xid
    and (n.xid, n.id) > (r.xid, r.id) and (n.xid, n.id) <= (%(end_xid)s::xid8, %(end_id)s)
  limit 1) is null
"""

READ = f"""
select r.xid::text, r.id, coalesce(page.slug, r.slug), page.id, r.at {MEANT}
and (r.xid, r.id) > (%(xid)s::xid8, %(id)s) and {SAYS_SOMETHING}
order by r.xid {{order}}, r.id {{order}} limit %(most)s
"""
FORWARD, BACKWARD = READ.format(order="asc"), READ.format(order="desc")


def log_now() -> Log:
    """How the log stands. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STANDS)
        identity, xid, key, next_xid, is_foreign = cursor.fetchone()
    end = Position(int(xid), key) if xid else BEGINNING
    return Log(identity=identity, end=end, next_xid=int(next_xid), is_foreign=is_foreign)


def changes_after(position: Position, *, end: Position, most: int) -> list[Change]:
    """The first so many changes behind a position, up to the end of the log, in order. One query.

    A page that got its name from another clinic may be there twice.
    """
    return _read(FORWARD, position, end, most)


def newest_changes(*, end: Position, most: int) -> list[Change]:
    """The last so many changes up to the end of the log, the newest first. One query."""
    return _read(BACKWARD, BEGINNING, end, most)


def _read(sql: str, position: Position, end: Position, most: int) -> list[Change]:
    given: dict[str, Any] = {
        "xid": str(position.xid),
        "id": position.id,
        "most": most,
        **bounds(end),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows = cursor.fetchall()
    return [
        Change(position=Position(int(xid), key), slug=slug, clinic_id=clinic, at=at)
        for xid, key, slug, clinic, at in rows
    ]


def bounds(end: Position) -> dict[str, Any]:
    """What the conditions above need: the end of what is read, and what has a public page."""
    return {"end_xid": str(end.xid), "end_id": end.id, "shown": [str(status) for status in SHOWN]}
