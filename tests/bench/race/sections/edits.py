"""What the stamps of the feed add to the writing of one search row, commit included."""

from __future__ import annotations

from typing import Any

from django.db import connection

from tests.bench.race.clock import Call, in_turns, yardstick
from tests.bench.race.peers.nearest import connected

ROWS, ROUNDS = 20_000, 20
NUMBERS = range(100)
COLUMNS = """
select string_agg(attname, ', ') from pg_attribute
where attrelid = 'clinics_searchrow'::regclass and attnum > 0 and not attisdropped
  and attgenerated = ''
"""
MADE = """
drop table if exists {table};
create table {table} (like clinics_searchrow including all);
insert into {table} ({columns})
  select {columns} from clinics_searchrow order by clinic_id limit %s;
"""
STAMPED = """
create trigger stamp before insert or update on race_stamped
  for each row execute function clinics_searchrow_stamp();
create trigger gone after delete on race_stamped
  referencing old table as taken for each statement execute function clinics_searchrow_gone();
"""
WRITE = "update {} set course_cents = coalesce(course_cents, 0) + 1 where clinic_id = %s"


def measure(size: int) -> dict[str, Any]:
    """Milliseconds of an edit, by table, in turns."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        (columns,) = cursor.fetchone()
        for table in ("race_stamped", "race_bare"):
            cursor.execute(MADE.format(table=table, columns=columns), [ROWS])
        cursor.execute("alter table race_bare drop column xid")
        cursor.execute(STAMPED)
        cursor.execute("vacuum analyze race_stamped, race_bare")
        cursor.execute("select clinic_id from race_bare order by random() limit %s", [len(NUMBERS)])
        keys = [key for (key,) in cursor.fetchall()]
    own = connected()
    with_stamps, without = WRITE.format("race_stamped"), WRITE.format("race_bare")
    calls: dict[str, Call] = {
        "cpu": yardstick,
        "with stamps": lambda i: own.execute(with_stamps, [keys[i]]),
        "without": lambda i: own.execute(without, [keys[i]]),
    }
    took = in_turns(calls, NUMBERS, rounds=ROUNDS)
    own.execute("drop table race_stamped, race_bare")
    own.close()
    return {"took": took}
