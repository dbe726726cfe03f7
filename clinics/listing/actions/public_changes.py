"""Takes away rows of the log of public changes that say nothing any more."""

from __future__ import annotations

from django.db import connection, transaction

from clinics.listing.change_log import MEANT, SAYS_SOMETHING, bounds, log_now

# A restore from a dump brings numbers along that mean nothing here: each clinic is noted anew.
ONE_OF_EACH = """
delete from clinics_publicchange r
where r.xid >= pg_snapshot_xmax(pg_current_snapshot()) and exists (
  select from clinics_publicchange n where n.clinic_id = r.clinic_id and n.slug = r.slug
    and (n.xid, n.id) > (r.xid, r.id))
"""
NUMBERED_ANEW = """
update clinics_publicchange set xid = pg_current_xact_id()
where xid >= pg_snapshot_xmax(pg_current_snapshot())
"""
PRUNED = f"""
delete from clinics_publicchange gone using (
  select r.id {MEANT} and not coalesce({SAYS_SOMETHING}, false)
) r where gone.id = r.id
"""


@transaction.atomic
def prune_changes() -> int:
    """Delete every row of the log below its horizon that no reader sees. Returns how many.

    What is withdrawn stays for ever. Rows that came with a restore are numbered anew.
    """
    with connection.cursor() as cursor:
        log = log_now()
        cursor.execute(PRUNED, bounds(log.end))
        count = cursor.rowcount
        if log.is_foreign:
            cursor.execute(ONE_OF_EACH)
            count += cursor.rowcount
            cursor.execute(NUMBERED_ANEW)
    return count
