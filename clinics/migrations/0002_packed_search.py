"""PostgreSQL generates each search row's grid cell and packed bytes; `directory.search` reads them.

The cell is that of a grid of 0.1 degree, row by row from the south pole. The index holds the
packed bytes too, so that a search reads nothing else; autovacuum by count keeps it so.
"""

from django.db import migrations

PACKED = """
alter table clinics_searchrow
  add column cell int generated always as
    (floor((latitude + 90) * 10)::int * 3600 + floor((longitude + 180) * 10)::int) stored,
  add column p bytea generated always as (
    int8send(clinic_id) || stated || confirmed
    || float8send(coalesce(x, 'NaN')) || float8send(coalesce(y, 'NaN'))
    || float8send(coalesce(z, 'NaN'))
    || int4send(coalesce(course_cents, -1)) || int4send(course_partial::int)
    || float8send(coalesce(rating, -1))
    || int4send(coalesce(last_confirmed - date '2000-01-01', -100000))
    || int4send(coalesce(next_due - date '2000-01-01', 2147483647))
  ) stored;
alter table clinics_searchrow
  alter column p set storage plain,
  add constraint clinics_searchrow_masks_are_whole
    check (octet_length(stated) = 24 and octet_length(confirmed) = 24),
  set (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0,
       autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0);
create index clinics_searchrow_cell on clinics_searchrow (cell) include (p);
"""

UNPACKED = """
drop index clinics_searchrow_cell;
alter table clinics_searchrow
  drop constraint clinics_searchrow_masks_are_whole,
  drop column p,
  drop column cell,
  reset (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor,
         autovacuum_vacuum_insert_threshold, autovacuum_vacuum_insert_scale_factor);
"""


class Migration(migrations.Migration):
    dependencies = [("clinics", "0001_the_record")]
    operations = [migrations.RunSQL(PACKED, UNPACKED)]
