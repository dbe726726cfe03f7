"""Where a listing stands, and which rows of which lists describe it.

A published listing becomes an open one, all others become candidates. Each listing begins with the
one row that it was made from.
"""

import django.db.models.deletion
from django.db import migrations, models

STATUS = """
update clinics_clinic
set status = case when published_at is null then 'candidate' else 'open' end,
    status_since = coalesce(published_at, created_at)::date
"""
PUBLISHED_AT = """
update clinics_clinic set published_at = coalesce(status_since, created_at::date)
where status in ('open', 'paused', 'closed')
"""
ROWS = """
insert into clinics_sourcerecord
    (source, external_id, clinic_id, first_seen, last_seen, times_gone, fingerprint)
select listed_by, external_id, id, least(created_at::date, since),
    case when source = 'import' and source_name = listed_by then affirmed_on
         else least(created_at::date, since) end, 0, ''
from clinics_clinic where listed_by <> '' and external_id <> ''
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0018_notes_on_clinics"),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=60)),
                ("external_id", models.CharField(max_length=120)),
                ("first_seen", models.DateField()),
                ("last_seen", models.DateField()),
                ("gone_since", models.DateField(blank=True, null=True)),
                ("times_gone", models.PositiveSmallIntegerField(db_default=0, default=0)),
                (
                    "fingerprint",
                    models.CharField(blank=True, db_default="", default="", max_length=64),
                ),
            ],
            options={
                "ordering": ["source", "external_id"],
            },
        ),
        migrations.AddField(
            model_name="clinic",
            name="hidden_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("danger", "it may be dangerous"),
                    ("fraud", "it is not what it says it is"),
                    ("legal", "a court or an authority demands it"),
                    ("no-clinic", "it is no clinic that treats with ketamine"),
                ],
                db_default="",
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_clinics",
                to="clinics.clinic",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="paused_until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clinic",
            name="says_closed_since",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clinic",
            name="status",
            field=models.CharField(
                choices=[
                    ("candidate", "waiting to be opened"),
                    ("open", "open"),
                    ("paused", "paused"),
                    ("closed", "closed"),
                    ("merged", "merged into another listing"),
                    ("hidden", "hidden"),
                    ("removed", "removed on request"),
                ],
                db_default="candidate",
                default="candidate",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="status_since",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunSQL(STATUS, PUBLISHED_AT),
        migrations.RemoveField(
            model_name="clinic",
            name="published_at",
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["candidate", "open", "paused", "closed", "merged", "hidden", "removed"],
                    )
                ),
                name="clinics_clinic_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "merged"), ("merged_into__isnull", False)),
                    models.Q(
                        models.Q(("status", "merged"), _negated=True),
                        models.Q(("merged_into__isnull", False), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="clinics_clinic_merged_into_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="clinics_clinic_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "hidden"), models.Q(("hidden_for", ""), _negated=True)),
                    models.Q(models.Q(("status", "hidden"), _negated=True), ("hidden_for", "")),
                    _connector="OR",
                ),
                name="clinics_clinic_hidden_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("paused_until", None), ("status", "paused"), _connector="OR"),
                name="clinics_clinic_paused_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("says_closed_since", None), ("status__in", ("open", "paused")), _connector="OR"
                ),
                name="clinics_clinic_says_closed",
            ),
        ),
        migrations.AddField(
            model_name="sourcerecord",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="source_records",
                to="clinics.clinic",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcerecord",
            constraint=models.UniqueConstraint(
                fields=("source", "external_id"), name="clinics_sourcerecord_one_a_row"
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", ""), _negated=True),
                    models.Q(("external_id", ""), _negated=True),
                ),
                name="clinics_sourcerecord_names_its_row",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_seen__gte", models.F("first_seen"))),
                name="clinics_sourcerecord_seen_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("gone_since", None), ("times_gone", 0)),
                    models.Q(("gone_since__isnull", False), ("times_gone__gte", 1)),
                    _connector="OR",
                ),
                name="clinics_sourcerecord_gone_whole",
            ),
        ),
        migrations.RunSQL(ROWS, migrations.RunSQL.noop),
    ]
