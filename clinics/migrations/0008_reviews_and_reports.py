"""Reviews apart from marks and addresses, replies, stories, and reports that a fact is wrong."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0007_registers_and_credentials"),
    ]

    operations = [
        migrations.CreateModel(
            name="Salt",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("value", models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name="clinic",
            name="marks_count",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="clinic",
            name="marks_sum",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "the link was not followed yet"),
                            ("waiting", "waits for a moderator"),
                            ("published", "published"),
                            ("withheld", "withheld"),
                            ("withdrawn", "withdrawn by its writer"),
                        ],
                        default="unconfirmed",
                        max_length=12,
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("patient", "I was the patient"),
                            ("companion", "I went with the patient"),
                            ("family", "I am a family member of the patient"),
                        ],
                        max_length=12,
                    ),
                ),
                ("visit_month", models.DateField()),
                ("words", models.TextField(blank=True, max_length=3000)),
                ("shown_words", models.TextField(blank=True, max_length=3000)),
                ("written_on", models.DateField()),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("is_distress", models.BooleanField(default=False)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("published_on", models.DateField(blank=True, null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
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
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=2000)),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("published", "published"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn by the clinic"),
                        ],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=20)),
                (
                    "sentences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
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
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="clinics.review",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "replies",
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("overall", models.PositiveSmallIntegerField()),
                ("answers", models.JSONField(blank=True, default=dict)),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mark",
                        to="clinics.review",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("confirm", "confirm the address"),
                            ("keep", "edit, withdraw or erase"),
                        ],
                        max_length=8,
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="clinics.review",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("lookup", models.CharField(max_length=64)),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="address",
                        to="clinics.review",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "addresses",
            },
        ),
        migrations.CreateModel(
            name="Story",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=2000)),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("published", "published"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn by the clinic"),
                        ],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("title", models.CharField(max_length=120)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stories",
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
                "verbose_name_plural": "stories",
            },
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("network", models.CharField(max_length=64)),
                ("about", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clinics.clinic",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=64)),
                ("words", models.TextField(max_length=1000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("sealed", models.BinaryField(blank=True, default=b"")),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("corrected", "the listing was corrected"),
                            ("stands", "the answer is right"),
                            ("unclear", "it could not be found out"),
                        ],
                        max_length=10,
                    ),
                ),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="clinics.clinic",
                    ),
                ),
                (
                    "resolved_by",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("resolution", "")),
                        fields=["clinic", "code"],
                        name="clinics_report_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolution", ""), ("resolved_at", None)),
                            models.Q(
                                models.Q(("resolution", ""), _negated=True),
                                ("resolved_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="clinics_report_resolved_whole",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["clinic", "status"], name="clinics_review_of_a_clinic"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["status", "asked_at"], name="clinics_review_waiting"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("visit_month__day", 1)), name="clinics_review_month_not_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_on__isnull", False), ("status", "published")),
                    models.Q(
                        models.Q(("status", "published"), _negated=True), ("published_on", None)
                    ),
                    _connector="OR",
                ),
                name="clinics_review_published_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "withheld"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="clinics_review_withheld_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision__in", ["", "published"])),
                fields=("review",),
                name="clinics_reply_one_a_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(("overall__range", (1, 5))), name="clinics_mark_one_to_five"
            ),
        ),
        migrations.AddIndex(
            model_name="address",
            index=models.Index(fields=["lookup"], name="clinics_address_lookup"),
        ),
        migrations.AddIndex(
            model_name="trace",
            index=models.Index(fields=["network", "at"], name="clinics_trace_of_a_network"),
        ),
    ]
