"""The lists by name, and the clinics that they no longer have.

Each list that was imported gets a row. Of SAMHSA's and FindTreatment's files it is known that they
have no prices; other lists ask about them if one of their answers is a price. The hash of a row
goes: an unchanged row may still have news for a listing that changed meanwhile.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

LISTS = """
with lists as (select min(source) as name from clinics_sourcerecord group by lower(source))
insert into clinics_sourcelist (name, asks_prices)
select name, case
    when lower(name) ~ '^(samhsa|findtreatment)' then false
    when exists (select from clinics_price where source = 'import'
                 and lower(source_name) = lower(name)) then true end
from lists
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0023_two_listings_that_are_one"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="sourcerecord",
            name="fingerprint",
        ),
        migrations.CreateModel(
            name="SourceList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("asks_prices", models.BooleanField(blank=True, null=True)),
                ("complete_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="clinics_sourcelist_one_a_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=60)),
                ("since", models.DateField()),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("closed", "it has closed"), ("open", "it is open")],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to="clinics.clinic",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("clinic", "source"),
                        name="clinics_absence_one_a_clinic_and_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("outcome", "")),
                            models.Q(
                                ("decided_at__isnull", False), ("outcome__in", ["closed", "open"])
                            ),
                            _connector="OR",
                        ),
                        name="clinics_absence_decided_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(LISTS, migrations.RunSQL.noop),
    ]
