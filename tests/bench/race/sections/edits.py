"""What the stamps of the feed add to the writing of one search row, commit included."""

from __future__ import annotations

from typing import Any

from django.db import connection

from tests.bench.race.clock import in_turns, yardstick
from tests.bench.race.peers.nearest import connected

ROWS, ROUNDS = 20_000, 20
NUMBERS = range(100)
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
WRITE = "update {} set rating_count = rating_count + 1 where clinic_id = %s"


def measure(size: int) -> dict[str, Any]:
    """Milliseconds of an edit, by table, in turns."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select string_agg(attname, ', ') from pg_attribute where attnum > 0 and not attisdropped"
            " and attgenerated = '' and attrelid = 'clinics_searchrow'::regclass"
        )
        (columns,) = cursor.fetchone()
        for table in ("race_stamped", "race_bare"):
            cursor.execute(MADE.format(table=table, columns=columns), [ROWS])
        cursor.execute("alter table race_bare drop column xid")
        cursor.execute(STAMPED)
        cursor.execute("vacuum analyze race_stamped, race_bare")
        cursor.execute("select clinic_id from race_bare order by random() limit %s", [len(NUMBERS)])
        keys = [key for (key,) in cursor.fetchall()]
    own = connected()
    edits = {
        name: lambda i, sql=WRITE.format(table): own.execute(sql, [keys[i]])
        for name, table in (("with stamps", "race_stamped"), ("without", "race_bare"))
    }
    took = in_turns({"cpu": yardstick, **edits}, NUMBERS, rounds=ROUNDS)
    own.execute("drop table race_stamped, race_bare")
    own.close()
    return {"took": took}
