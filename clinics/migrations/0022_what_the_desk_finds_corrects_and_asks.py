"""What the desk finds, corrects and asks: indexes for its search, where a moderator found an answer
and its address, and questions to clinics.

The words of an index are folded by `clinics_words`, a function of PostgreSQL's own functions that
depend on no setting. The two columns of facts and prices and the one of clinics come with a
default, so no row is rewritten.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

WORDS = r"""
create function clinics_words(typed text) returns tsvector
immutable strict parallel safe language sql as $$
  select to_tsvector('pg_catalog.simple'::regconfig, regexp_replace(regexp_replace(
    normalize(lower(typed), NFKD), '[\u0300-\u036f''’]', '', 'g'),
    '[][\s!"#$%&()*+,./:;<=>?@\\^_`{|}~–—-]+', ' ', 'g'))
$$;
"""
NO_MODERATOR_SAYS = """
update {} set source = 'document' where source in ('looked-up', 'website', 'phone', 'moderator');
"""
"""Going back: the earlier version knows one source that is a moderator."""


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0021_leads_and_urgent_news"),
    ]

    operations = [
        migrations.RunSQL(WORDS, "drop function clinics_words(text)"),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("words", models.TextField(max_length=2000)),
                ("answer_by", models.DateField()),
                ("mails", models.PositiveSmallIntegerField(default=0)),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "inquiries",
            },
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
        migrations.AddField(
            model_name="clinic",
            name="corrections",
            field=models.JSONField(blank=True, db_default={}, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="fact",
            name="source_url",
            field=models.URLField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="price",
            name="source_url",
            field=models.URLField(blank=True, db_default="", default="", max_length=500),
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
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="clinic",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(models.F("phone"), name="text_pattern_ops"),
                condition=models.Q(("phone", ""), _negated=True),
                name="clinics_clinic_by_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="clinic",
            index=models.Index(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="clinics_clinic_by_email",
            ),
        ),
        migrations.AddIndex(
            model_name="clinic",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    models.F("name"),
                    models.Value(" "),
                    models.F("street"),
                    models.Value(" "),
                    models.F("city"),
                    models.Value(" "),
                    models.F("state"),
                    models.Value(" "),
                    models.F("postal_code"),
                    template="clinics_words(%(expressions)s)",
                    arg_joiner=" || ",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="clinics_clinic_words",
            ),
        ),
        migrations.AddIndex(
            model_name="sourcerecord",
            index=models.Index(fields=["external_id"], name="clinics_sourcerecord_by_number"),
        ),
        migrations.AddIndex(
            model_name="clinician",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    models.F("given_name"),
                    models.Value(" "),
                    models.F("family_name"),
                    template="clinics_words(%(expressions)s)",
                    arg_joiner=" || ",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="clinics_clinician_words",
            ),
        ),
        migrations.AddIndex(
            model_name="credential",
            index=models.Index(
                django.db.models.functions.text.Upper(
                    models.Func(
                        models.F("number"),
                        models.Value("[^A-Za-z0-9]"),
                        models.Value(""),
                        models.Value("g"),
                        function="regexp_replace",
                        output_field=models.CharField(),
                    )
                ),
                condition=models.Q(("number", ""), _negated=True),
                name="clinics_credential_by_number",
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
                        ],
                    )
                ),
                name="clinics_price_known_source",
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="inquiries",
                to="clinics.clinic",
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=models.Q(("decided_at", None)),
                fields=["asked_at"],
                name="clinics_inquiry_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_at__gte", models.F("asked_at")),
                        ("answered_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="clinics_inquiry_answered_whole",
            ),
        ),
        migrations.RunSQL(
            migrations.RunSQL.noop,
            [NO_MODERATOR_SAYS.format(f"clinics_{name}") for name in ("clinic", "fact", "price")],
        ),
    ]
