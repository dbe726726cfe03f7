"""Clinics are found by the names of their clinicians.

The names are those of clinicians who have not left and hold a shown credential besides the
exclusion check, as `clinics.credentials.derived_facts.public_names` says.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from clinics.text import words

NAMES = """
update clinics_clinic set clinician_names = found.names from (
  select clinic_id, array_agg(name order by name collate "C") as names from (
    select distinct c.clinic_id, c.given_name || ' ' || c.family_name as name
    from clinics_clinician c join clinics_credential held on held.clinician_id = c.id
    where c.left_on is null and held.standing = 'shown' and held.kind <> 'not-excluded'
  ) as public group by clinic_id
) as found where found.clinic_id = clinics_clinic.id
"""


def add_words(apps, schema_editor):
    """Add the words of the names to the search rows and to the vocabulary."""
    row_model = apps.get_model("clinics", "SearchRow")
    named = row_model.objects.exclude(clinic__clinician_names=[]).select_related("clinic")
    for row in named.iterator():
        added = [word[:60] for word in words(" ".join(row.clinic.clinician_names))]
        row.words = sorted({*row.words, *added})
        row.save(update_fields=["words"])
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "insert into clinics_searchword (word)"
            " select distinct unnest(words) from clinics_searchrow on conflict do nothing"
        )


def take_words(apps, schema_editor):
    """Leave the names of clinic and organization in the search rows."""
    row_model = apps.get_model("clinics", "SearchRow")
    named = row_model.objects.exclude(clinic__clinician_names=[])
    for row in named.select_related("clinic__organization").iterator():
        organization = row.clinic.organization.name if row.clinic.organization else ""
        row.words = sorted({word[:60] for word in words(f"{row.clinic.name} {organization}")})
        row.save(update_fields=["words"])


class Migration(migrations.Migration):
    dependencies = [("clinics", "0012_base_letters")]
    operations = [
        migrations.AddField(
            model_name="clinic",
            name="clinician_names",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=161),
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
        migrations.RunPython(add_words, take_words),
    ]
