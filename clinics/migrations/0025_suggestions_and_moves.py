"""What people suggest about listings, and clinics that will move. Two new tables; all else stays.

Back again, what a visitor suggested counts as imported.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import clinics.reasons

BACK = """
delete from clinics_trace where clinic_id is null;
update clinics_clinic set source = 'import' where source = 'visitor';
update clinics_fact set source = 'import' where source = 'visitor';
update clinics_price set source = 'import' where source = 'visitor';
set constraints all immediate;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0024_lists_month_after_month"),
    ]

    operations = [
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("add", "A clinic is missing"),
                            ("closed", "It has closed for good"),
                            ("moved", "It has moved, or will move"),
                            ("not-a-clinic", "It is no clinic that treats with ketamine"),
                            ("duplicate", "It is listed twice"),
                            ("dangerous", "It is dangerous, or a fraud"),
                            ("removal", "The clinic wants to be removed"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("values", models.JSONField(blank=True, default=dict)),
                ("words", models.TextField(blank=True, max_length=1000)),
                ("link", models.URLField(blank=True, max_length=300)),
                ("from_clinic", models.BooleanField(default=False)),
                ("sealed", models.BinaryField(blank=True, default=b"")),
                ("token_hash", models.CharField(blank=True, max_length=64)),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "it was done"),
                            ("candidate", "it is kept, and not public yet"),
                            ("refused", "nothing was changed"),
                            ("withdrawn", "withdrawn by who asked"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("answer", models.TextField(blank=True, max_length=500)),
            ],
            bases=(clinics.reasons.WithReason, models.Model),
        ),
        migrations.CreateModel(
            name="UpcomingMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("street", models.CharField(max_length=200)),
                ("street2", models.CharField(blank=True, max_length=200)),
                ("city", models.CharField(max_length=100)),
                ("state", models.CharField(max_length=2)),
                ("postal_code", models.CharField(max_length=10)),
                ("holds_from", models.DateField(db_index=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("clinic", "stated by the clinic"),
                            ("document", "document seen by a moderator"),
                            ("register", "matched in a public register"),
                            ("public-list", "on the public list of the accreditor or manufacturer"),
                            ("import", "imported"),
                            ("looked-up", "a moderator, from a public register"),
                            ("website", "a moderator, from the clinic’s own website"),
                            ("phone", "a moderator, told by the clinic on the phone"),
                            ("moderator", "a moderator"),
                            ("visitor", "suggested by a visitor"),
                        ],
                        max_length=12,
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="clinic",
            name="clinics_clinic_known_source",
        ),
        migrations.RemoveConstraint(
            model_name="fact",
            name="clinics_fact_known_source",
        ),
        migrations.RemoveConstraint(
            model_name="price",
            name="clinics_price_known_source",
        ),
        migrations.AlterField(
            model_name="clinic",
            name="source",
            field=models.CharField(
                choices=[
                    ("clinic", "stated by the clinic"),
                    ("document", "document seen by a moderator"),
                    ("register", "matched in a public register"),
                    ("public-list", "on the public list of the accreditor or manufacturer"),
                    ("import", "imported"),
                    ("looked-up", "a moderator, from a public register"),
                    ("website", "a moderator, from the clinic’s own website"),
                    ("phone", "a moderator, told by the clinic on the phone"),
                    ("moderator", "a moderator"),
                    ("visitor", "suggested by a visitor"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="clinician",
            name="source",
            field=models.CharField(
                choices=[
                    ("clinic", "stated by the clinic"),
                    ("document", "document seen by a moderator"),
                    ("register", "matched in a public register"),
                    ("public-list", "on the public list of the accreditor or manufacturer"),
                    ("import", "imported"),
                    ("looked-up", "a moderator, from a public register"),
                    ("website", "a moderator, from the clinic’s own website"),
                    ("phone", "a moderator, told by the clinic on the phone"),
                    ("moderator", "a moderator"),
                    ("visitor", "suggested by a visitor"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="fact",
            name="confirmed_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("clinic", "stated by the clinic"),
                    ("document", "document seen by a moderator"),
                    ("register", "matched in a public register"),
                    ("public-list", "on the public list of the accreditor or manufacturer"),
                    ("import", "imported"),
                    ("looked-up", "a moderator, from a public register"),
                    ("website", "a moderator, from the clinic’s own website"),
                    ("phone", "a moderator, told by the clinic on the phone"),
                    ("moderator", "a moderator"),
                    ("visitor", "suggested by a visitor"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="fact",
            name="source",
            field=models.CharField(
                choices=[
                    ("clinic", "stated by the clinic"),
                    ("document", "document seen by a moderator"),
                    ("register", "matched in a public register"),
                    ("public-list", "on the public list of the accreditor or manufacturer"),
                    ("import", "imported"),
                    ("looked-up", "a moderator, from a public register"),
                    ("website", "a moderator, from the clinic’s own website"),
                    ("phone", "a moderator, told by the clinic on the phone"),
                    ("moderator", "a moderator"),
                    ("visitor", "suggested by a visitor"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="price",
            name="source",
            field=models.CharField(
                choices=[
                    ("clinic", "stated by the clinic"),
                    ("document", "document seen by a moderator"),
                    ("register", "matched in a public register"),
                    ("public-list", "on the public list of the accreditor or manufacturer"),
                    ("import", "imported"),
                    ("looked-up", "a moderator, from a public register"),
                    ("website", "a moderator, from the clinic’s own website"),
                    ("phone", "a moderator, told by the clinic on the phone"),
                    ("moderator", "a moderator"),
                    ("visitor", "suggested by a visitor"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="trace",
            name="clinic",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="clinics.clinic",
            ),
        ),
        migrations.AddIndex(
            model_name="clinic",
            index=models.Index(
                models.F("state"),
                django.db.models.functions.text.Lower("city"),
                name="clinics_clinic_in_a_town",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "source__in",
                        [
                            "clinic",
                            "document",
                            "register",
                            "public-list",
                            "import",
                            "looked-up",
                            "website",
                            "phone",
                            "moderator",
                            "visitor",
                        ],
                    )
                ),
                name="clinics_clinic_known_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "source__in",
                        [
                            "clinic",
                            "document",
                            "register",
                            "public-list",
                            "import",
                            "looked-up",
                            "website",
                            "phone",
                            "moderator",
                            "visitor",
                        ],
                    )
                ),
                name="clinics_fact_known_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "source__in",
                        [
                            "clinic",
                            "document",
                            "register",
                            "public-list",
                            "import",
                            "looked-up",
                            "website",
                            "phone",
                            "moderator",
                            "visitor",
                        ],
                    )
                ),
                name="clinics_price_known_source",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="suggestions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="clinic",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="suggestions",
                to="clinics.clinic",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="other",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="clinics.clinic",
            ),
        ),
        migrations.AddField(
            model_name="upcomingmove",
            name="clinic",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="upcoming_move",
                to="clinics.clinic",
            ),
        ),
        migrations.AddField(
            model_name="upcomingmove",
            name="suggestion",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="clinics.suggestion",
            ),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                condition=models.Q(("outcome", "")),
                fields=["confirmed_at"],
                name="clinics_suggestion_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "add"), ("clinic__isnull", False), _connector="OR"),
                name="clinics_suggestion_about_a_clinic",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("confirmed_at__isnull", False),
                        ("decided_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="clinics_suggestion_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("token_hash", ""), _negated=True),
                fields=("token_hash",),
                name="clinics_suggestion_one_a_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("from_clinic", True), ("outcome", ""), models.Q(("kind", "add"), _negated=True)
                ),
                fields=("clinic", "kind"),
                name="clinics_suggestion_asked_once",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, BACK),
    ]
