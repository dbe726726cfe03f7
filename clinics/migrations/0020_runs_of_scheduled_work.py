"""The runs of scheduled work. A new table; nothing else is touched."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0019_listings_have_a_life"),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("job", models.CharField(max_length=80)),
                ("due_at", models.DateTimeField()),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("running", "runs now"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("broken-off", "broken off"),
                        ],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("said", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "indexes": [models.Index(fields=["job", "-started_at"], name="clinics_run_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["running", "done", "failed", "broken-off"])
                        ),
                        name="clinics_run_known_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("outcome", "running")),
                            models.Q(
                                models.Q(("outcome", "running"), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="clinics_run_ends_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "running")),
                        fields=("job",),
                        name="clinics_run_one_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome__in", ["running", "done"])),
                        fields=("job", "due_at"),
                        name="clinics_run_once_a_due_time",
                    ),
                ],
            },
        ),
    ]
