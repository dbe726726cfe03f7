"""Proof of a claim, who asked, and telling somebody once."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0003_who_speaks_and_what_is_proposed"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="event",
            name="clinics_event_known_actor",
        ),
        migrations.AddField(
            model_name="claim",
            name="answers",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="answered_by",
                to="clinics.claim",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="proved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="about",
            field=models.CharField(blank=True, max_length=80),
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
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "actor__in",
                        ["clinic", "moderator", "register", "import", "operator", "person"],
                    )
                ),
                name="clinics_event_known_actor",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("about", ""), _negated=True),
                fields=("user", "about"),
                name="clinics_notice_told_once",
            ),
        ),
    ]
