"""The log of public changes, and the triggers that write it.

For every table whose rows a public record shows, one trigger each for insert, update and delete
notes the clinics of the rows that changed. They fire once a statement, so that an import of many
clinics stays quick, and a row that was written as it was counts for nothing. Nothing waits for
anything: a transaction only adds rows of its own. docs/api.md says how the log is read, and
docs/performance.md why nothing escapes it.
"""

import django.db.models.functions.datetime
from django.db import migrations, models

from clinics.listing.models.public_change import TransactionField

# What a transaction noted already, under whichever name, need not be noted again: it has locked the
# listing. A plan with a scan of the whole log, made while that is empty, would be kept; and one that
# looks for the transaction would look at all that it noted, again for each clinic.
NOTED = """
create function clinics_public_note(keys bigint[]) returns void language plpgsql
set enable_seqscan to off as $$
begin
  insert into clinics_publicchange (clinic_id)
  select key from unnest(keys) key
  where key is not null and (
    select c.xid from clinics_publicchange c
    where c.clinic_id = key order by c.clinic_id desc, c.xid desc limit 1
  ) is distinct from pg_current_xact_id()
  on conflict do nothing;
end $$;
"""

# A row that is the same before and after is there twice, and falls out. No join is needed, whose
# plan would be kept for the rest of the session, as good for one row as for a million.
OF_ROWS = """
create function clinics_public_{name}() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    perform clinics_public_note(array(
      select distinct clinic_id from (
        {former} union all {written}
      ) both_of (clinic_id, row_id, said) group by clinic_id, row_id, said having count(*) = 1));
  else
    perform clinics_public_note(array(
      select distinct clinic_id from ({written}) one (clinic_id, row_id, said)));
  end if;
  return null;
end $$;
"""

SAID = {
    "answers": "select r.clinic_id, r.id, row(r.*) from {rows} r",
    # Only what is public now or was: nobody learns that a review was handed in.
    "reviews": """select r.clinic_id, r.id, row(r.status, r.reason, r.published_on, r.decided_at)
      from {rows} r where r.status in ('published', 'withheld')""",
    "marks": """select review.clinic_id, r.id, row(r.overall, r.answers)
      from {rows} r join clinics_review review on review.id = r.review_id
      where review.status = 'published'""",
    "reports": """select r.clinic_id, r.id,
        row(r.code, r.at, r.resolution, r.resolved_at, r.flags @> '{{moderator}}')
      from {rows} r
      where not r.flags @> '{{same-network}}'
        and (r.resolution in ('', 'unclear') or r.resolution = 'stands' and r.closed_by_clinic)""",
    "credentials": """select r.clinic_id, r.id,
        row(r.clinician_id, r.kind, r.state, r.number, r.name, r.expires_on, r.stated_on,
          r.current_id)
      from {rows} r where r.standing = 'shown'""",
    # Nobody learns of a possible match with the exclusion list, which only a moderator sees.
    "checks": """select held.clinic_id, r.id, row(r.*)
      from {rows} r join clinics_credential held on held.id = r.credential_id
      where held.standing = 'shown' and (r.outcome in ('confirmed', 'agrees')
        or r.outcome = 'unconfirmed' and r.by_id is not null)""",
    "clinicians": """select r.clinic_id, r.id, row(r.*)
      from {rows} r where exists (
        select from clinics_credential held
        where held.clinician_id = r.id and held.standing = 'shown')""",
    "organizations": """select clinic.id, r.id, row(r.name)
      from {rows} r join clinics_clinic clinic on clinic.organization_id = r.id""",
}
"""Function → the clinic, the key and what a record shows of the rows of its table."""

# A page that came or went, or got another name, is noted by the name that it had.
OF_CLINICS = """
create function clinics_public_clinics() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    insert into clinics_publicchange (clinic_id, slug)
    select id, slug from (
      select id, slug from former where status in ('open', 'paused', 'closed')
      union all
      select id, slug from written where status in ('open', 'paused', 'closed')
    ) page group by id, slug having count(*) = 1
    on conflict do nothing;
    insert into clinics_publicchange (clinic_id)
      select id from (select r.id, row(r.*) from former r union all select r.id, row(r.*) from written r)
        both_of (id, whole) group by id, whole having count(*) = 1
      union
      -- A listing that is merged no more leaves one behind that has lost the rows of its lists.
      select merged_into_id from (
        select id, merged_into_id from former union all select id, merged_into_id from written
      ) merged where merged_into_id is not null
      group by id, merged_into_id having count(*) = 1
    on conflict do nothing;
  else
    insert into clinics_publicchange (clinic_id, slug)
    select id, slug from written where status in ('open', 'paused', 'closed')
    on conflict do nothing;
  end if;
  return null;
end $$;
"""

TABLES = {
    "clinic": "clinics",
    "organization": "organizations",
    "fact": "answers",
    "price": "answers",
    "hours": "answers",
    "sourcerecord": "answers",
    "clinician": "clinicians",
    "credential": "credentials",
    "check": "checks",
    "review": "reviews",
    "mark": "marks",
    "report": "reports",
}
"""Table → the function that notes its rows."""

SEEN = {
    "insert": "new table as written",
    "update": "old table as former new table as written",
    "delete": "old table as written",
}


def functions() -> str:
    made = [NOTED, OF_CLINICS]
    for name, said in SAID.items():
        former, written = (said.format(rows=rows) for rows in ("former", "written"))
        made.append(OF_ROWS.format(name=name, former=former, written=written))
    return "\n".join(made)


def triggers() -> str:
    return "\n".join(
        f"""
create trigger public_{event} after {event} on clinics_{table} referencing {seen}
  for each statement execute function clinics_public_{function}();
alter table clinics_{table} enable always trigger public_{event};"""
        for table, function in TABLES.items()
        for event, seen in SEEN.items()
    )


def without() -> str:
    taken = [
        f"drop trigger public_{event} on clinics_{table};" for table in TABLES for event in SEEN
    ]
    taken += [f"drop function clinics_public_{name}();" for name in ("clinics", *SAID)]
    return "\n".join([*taken, "drop function clinics_public_note(bigint[]);"])


# Who waits for the locks of the triggers writes with them, and is not counted here.
FILLED = """
insert into clinics_publicchange (clinic_id, at)
select c.id, coalesce(
  (select e.at from clinics_event e where e.clinic_id = c.id order by e.at desc limit 1),
  c.created_at)
from clinics_clinic c where c.status in ('open', 'paused', 'closed');
insert into clinics_publicchange (clinic_id, slug, at)
select c.id, c.slug, coalesce(
  (select e.at from clinics_event e where e.clinic_id = c.id order by e.at desc limit 1),
  c.created_at)
from clinics_clinic c where c.status not in ('open', 'paused', 'closed') and exists (
  select from clinics_event e where e.clinic_id = c.id
    and e.before ->> 'status' in ('open', 'paused', 'closed'));
"""


class Migration(migrations.Migration):
    dependencies = [("clinics", "0032_unchanged_rows")]
    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clinic_id", models.BigIntegerField()),
                ("slug", models.CharField(db_default="", max_length=90)),
                (
                    "xid",
                    TransactionField(
                        db_default=models.Func(
                            function="pg_current_xact_id", output_field=TransactionField()
                        )
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clinic_id", "xid", "slug"),
                        name="clinics_publicchange_once_a_transaction",
                    )
                ],
                "indexes": [
                    models.Index(fields=["xid", "id"], name="clinics_publicchange_in_order"),
                    models.Index(
                        condition=models.Q(("slug", ""), _negated=True),
                        fields=["slug", "xid"],
                        name="clinics_publicchange_slug",
                    ),
                ],
            },
        ),
        migrations.RunSQL(functions() + triggers(), without()),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
    ]
