"""What a process needs to keep every search row in memory and to miss no change of one.

A row carries the transaction that wrote it last (`xid`), and a row that was taken away leaves that
transaction behind in `clinics_searchgone`. `clinics_search_since` reads what a snapshot has not
seen; docs/performance.md says why nothing escapes it. The packed bytes grow by what insurers pay
for, by the cell, the county and the state.
"""

from django.db import migrations, models

# Bit 12 * i + r: the i-th insurer pays for the r-th route (clinics.listing.coverage.paid_bits).
COVERED = """
with insurer as (
  select 'insurance.' || code as code, 12 * (number - 1) as bit
  from unnest(array['medicare', 'medicaid', 'tricare', 'va-community-care', 'aetna',
    'blue-cross-blue-shield', 'cigna', 'humana', 'kaiser-permanente', 'unitedhealthcare',
    'other-private', 'workers-compensation']) with ordinality as named(code, number)
), route as (
  select code, number - 1 as bit
  from unnest(array['iv-infusion', 'intramuscular', 'subcutaneous', 'esketamine-nasal',
    'compounded-nasal', 'lozenge', 'at-home']) with ordinality as named(code, number)
), byte as (
  select f.clinic_id, (i.bit + r.bit) / 8 as number, bit_or(1 << ((i.bit + r.bit) % 8)::int) as bits
  from clinics_fact f
  join insurer i on i.code = f.code
  join route r on r.code = any(f.covers)
  where f.value
  group by 1, 2
), mask as (
  select b.clinic_id, string_agg(set_byte('\\x00', 0, coalesce(byte.bits, 0)::int), '' order by n)
    as paid
  from (select distinct clinic_id from byte) b
  cross join generate_series(0, 23) n
  left join byte on byte.clinic_id = b.clinic_id and byte.number = n
  group by 1
)
update clinics_searchrow row set paid = mask.paid from mask where mask.clinic_id = row.clinic_id;
"""

UNPACKED = """
drop index clinics_searchrow_cell;
alter table clinics_searchrow drop column p, drop constraint clinics_searchrow_masks_are_whole;
"""

PACKED = """
alter table clinics_searchrow
  add column p bytea generated always as (
    int8send(clinic_id) || stated || confirmed || paid
    || float8send(coalesce(x, 'NaN')) || float8send(coalesce(y, 'NaN'))
    || float8send(coalesce(z, 'NaN'))
    || int4send(coalesce(course_cents, -1)) || int4send(course_partial::int)
    || float8send(coalesce(rating, -1))
    || int4send(coalesce(last_confirmed - date '2000-01-01', -100000))
    || int4send(coalesce(next_due - date '2000-01-01', 2147483647))
    || int4send(coalesce(
      floor((latitude + 90) * 10)::int * 3600 + floor((longitude + 180) * 10)::int, 2147483647))
    || int4send(county) || int4send(ascii(state) * 256 + ascii(substr(state, 2)))
  ) stored,
  add constraint clinics_searchrow_masks_are_whole check (
    octet_length(stated) = 24 and octet_length(confirmed) = 24 and octet_length(paid) = 24);
alter table clinics_searchrow alter column p set storage plain;
create index clinics_searchrow_cell on clinics_searchrow (cell) include (p);
"""

FORMERLY_PACKED = """
alter table clinics_searchrow
  add column p bytea generated always as (
    int8send(clinic_id) || stated || confirmed
    || float8send(coalesce(x, 'NaN')) || float8send(coalesce(y, 'NaN'))
    || float8send(coalesce(z, 'NaN'))
    || int4send(coalesce(course_cents, -1)) || int4send(course_partial::int)
    || float8send(coalesce(rating, -1))
    || int4send(coalesce(last_confirmed - date '2000-01-01', -100000))
    || int4send(coalesce(next_due - date '2000-01-01', 2147483647))
  ) stored,
  add constraint clinics_searchrow_masks_are_whole
    check (octet_length(stated) = 24 and octet_length(confirmed) = 24);
alter table clinics_searchrow alter column p set storage plain;
create index clinics_searchrow_cell on clinics_searchrow (cell) include (p);
"""

# The constant makes adding the column quick: no row is written.
STAMPED = """
alter table clinics_searchrow add column xid xid8 not null default '0';
alter table clinics_searchrow alter column xid set default pg_current_xact_id();
create index clinics_searchrow_xid on clinics_searchrow (xid);
create table clinics_searchgone (
  clinic_id bigint primary key, xid xid8 not null default pg_current_xact_id());
create index clinics_searchgone_xid on clinics_searchgone (xid);

create function clinics_searchrow_stamp() returns trigger language plpgsql as $$
begin
  new.xid := pg_current_xact_id();
  return new;
end $$;

-- In the order of the keys: two transactions that take the same rows away wait in one line.
create function clinics_searchrow_gone() returns trigger language plpgsql as $$
begin
  insert into clinics_searchgone (clinic_id) select clinic_id from taken order by clinic_id
  on conflict (clinic_id) do update set xid = pg_current_xact_id();
  return null;
end $$;

create trigger stamp before insert or update on clinics_searchrow
  for each row execute function clinics_searchrow_stamp();
create trigger gone after delete on clinics_searchrow
  referencing old table as taken for each statement execute function clinics_searchrow_gone();
-- Replication and restores must not slip by.
alter table clinics_searchrow enable always trigger stamp;
alter table clinics_searchrow enable always trigger gone;

-- Every query of a stable function sees the caller's one snapshot.
create function clinics_search_since(since xid8, open_then xid8[], most int)
returns table (
  snapshot text, is_standby boolean, has_written boolean, identity text,
  gone bigint[], packed bytea, names text[], words text[])
language plpgsql stable as $$
declare
  -- Nothing newer is visible; what a restore brought from a busier server is left out.
  below xid8 := pg_snapshot_xmax(pg_current_snapshot());
begin
  snapshot := pg_current_snapshot()::text;
  is_standby := pg_is_in_recovery();
  has_written := pg_current_xact_id_if_assigned() is not null;
  -- After a crash, numbers of transactions that were never committed may be given again; the
  -- postmaster outlives the crash of another process, but statistics begin anew.
  identity := concat_ws('/', pg_postmaster_start_time(), pg_stat_get_bgwriter_stat_reset_time(),
    (select oid from pg_database where datname = current_database()),
    pg_relation_filenode('clinics_searchrow'));
  -- "order by xid limit" makes the planner take the index: it knows nothing of such ranges.
  perform from (select from clinics_searchrow r
    where r.xid >= since and r.xid < below order by r.xid limit 1) new;
  if found or open_then <> '{}' then
    select string_agg(new.p, ''), array_agg(new.name_key), array_agg(new.said)
      into packed, names, words
      from (
        (select r.p, r.name_key::text, array_to_string(r.words, ' ') as said
          from clinics_searchrow r
          where r.xid >= since and r.xid < below order by r.xid limit most)
        union all
        (select r.p, r.name_key::text, array_to_string(r.words, ' ')
          from clinics_searchrow r where r.xid = any(open_then) order by r.xid limit most)
      ) new;
  end if;
  perform from (select from clinics_searchgone g
    where g.xid >= since and g.xid < below order by g.xid limit 1) taken;
  if found or open_then <> '{}' then
    select array_agg(taken.clinic_id) into gone
      from (
        (select g.clinic_id from clinics_searchgone g
          where g.xid >= since and g.xid < below order by g.xid limit most)
        union all
        (select g.clinic_id from clinics_searchgone g
          where g.xid = any(open_then) order by g.xid limit most)
      ) taken
      where not exists (select from clinics_searchrow r where r.clinic_id = taken.clinic_id);
  end if;
  return next;
end $$;
"""

UNSTAMPED = """
drop function clinics_search_since(xid8, xid8[], int);
drop trigger stamp on clinics_searchrow;
drop trigger gone on clinics_searchrow;
drop function clinics_searchrow_stamp();
drop function clinics_searchrow_gone();
drop table clinics_searchgone;
alter table clinics_searchrow drop column xid;
"""


class Migration(migrations.Migration):
    dependencies = [("clinics", "0029_what_insurance_covers_holds")]
    operations = [
        migrations.RunSQL(UNPACKED, FORMERLY_PACKED),
        migrations.AddField(
            model_name="searchrow",
            name="paid",
            field=models.BinaryField(default=bytes(24)),
            preserve_default=False,
        ),
        migrations.RunSQL(COVERED, migrations.RunSQL.noop),
        migrations.RunSQL(PACKED, UNPACKED),
        migrations.RunSQL(STAMPED, UNSTAMPED),
    ]
