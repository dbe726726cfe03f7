"""What an insurer's yes pays for: two empty columns. No row is read or written; 0029 looks at them."""

import django.contrib.postgres.fields
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

OF_AN_INSURER = models.CheckConstraint(
    condition=models.Q(("covers", None), ("prior_authorization", None))
    | models.Q(("code__startswith", "insurance."), ("value", True)),
    name="clinics_fact_covers_of_an_insurer",
)
SOMETHING = models.CheckConstraint(
    condition=models.Q(("covers", None)) | models.Q(("covers__len__gte", 1)),
    name="clinics_fact_covers_something",
)


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0027_listed_mails"),
    ]

    operations = [
        migrations.AddField(
            model_name="fact",
            name="covers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), blank=True, null=True, size=None
            ),
        ),
        migrations.AddField(
            model_name="fact",
            name="prior_authorization",
            field=models.BooleanField(blank=True, null=True),
        ),
        AddConstraintNotValid("fact", OF_AN_INSURER),
        AddConstraintNotValid("fact", SOMETHING),
    ]
