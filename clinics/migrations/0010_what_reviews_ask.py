"""Clinics are found by their website, and the trail knows the writer of a review."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0009_a_renewal_asks_for_an_expiry"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="event",
            name="clinics_event_known_actor",
        ),
        migrations.AlterField(
            model_name="event",
            name="actor",
            field=models.CharField(
                choices=[
                    ("clinic", "the clinic"),
                    ("moderator", "a moderator"),
                    ("register", "a public register"),
                    ("import", "an import"),
                    ("operator", "the directory"),
                    ("person", "a person who asked to speak for the clinic"),
                    ("writer", "the writer of a review"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddIndex(
            model_name="clinic",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Lower("website"), name="text_pattern_ops"
                ),
                condition=models.Q(("website", ""), _negated=True),
                name="clinics_clinic_by_website",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "actor__in",
                        [
                            "clinic",
                            "moderator",
                            "register",
                            "import",
                            "operator",
                            "person",
                            "writer",
                        ],
                    )
                ),
                name="clinics_event_known_actor",
            ),
        ),
    ]
