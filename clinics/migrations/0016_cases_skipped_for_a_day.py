"""A moderator skips a case for a day; a refusal of a credential may rest on no look-up."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0015_sealed_second_factors"),
    ]

    operations = [
        migrations.AlterField(
            model_name="check",
            name="method",
            field=models.CharField(
                blank=True,
                choices=[
                    ("register", "compared with a public register"),
                    ("board", "looked up at the board that issues it"),
                    ("document", "document seen by a moderator"),
                    ("public-list", "looked up on the issuer’s public list"),
                    ("date", "expiry date"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Skip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("case_id", models.BigIntegerField()),
                ("on", models.DateField()),
                (
                    "moderator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skips",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "case_id", "moderator"),
                        name="clinics_skip_one_a_person_and_case",
                    )
                ],
            },
        ),
    ]
