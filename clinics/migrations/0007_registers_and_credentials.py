"""Registers, the people of a clinic, what they hold, and every check of it."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0006_published_at_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="NppesProvider",
            fields=[
                ("npi", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entity_type", models.PositiveSmallIntegerField(null=True)),
                ("replacement_npi", models.BigIntegerField(null=True)),
                ("organization_name", models.TextField(blank=True)),
                ("other_organization_name", models.TextField(blank=True)),
                ("last_name", models.TextField(blank=True)),
                ("first_name", models.TextField(blank=True)),
                ("credential_text", models.TextField(blank=True)),
                ("street", models.TextField(blank=True)),
                ("street2", models.TextField(blank=True)),
                ("city", models.TextField(blank=True)),
                ("state", models.TextField(blank=True)),
                ("postal_code", models.TextField(blank=True)),
                ("country", models.TextField(blank=True)),
                ("phone", models.TextField(blank=True)),
                ("updated_on", models.DateField(null=True)),
                ("deactivated_on", models.DateField(null=True)),
                ("reactivated_on", models.DateField(null=True)),
                (
                    "taxonomies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "licences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "method",
                    models.CharField(
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
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("confirmed", "confirmed"),
                            ("agrees", "the register agrees"),
                            ("differs", "the register says otherwise"),
                            ("not-found", "not in the register"),
                            ("possible", "possible match: a moderator decides"),
                            ("match", "a match"),
                            ("excluded", "on the exclusion list"),
                            ("expired", "expired"),
                            ("unconfirmed", "could not be confirmed"),
                            ("refused", "refused"),
                        ],
                        max_length=12,
                    ),
                ),
                ("source", models.CharField(max_length=120)),
                ("source_url", models.URLField(blank=True, max_length=500)),
                ("register_as_of", models.DateField(blank=True, null=True)),
                ("compared", models.JSONField(blank=True, default=list)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Clinician",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("clinic", "stated by the clinic"),
                            ("document", "document seen by a moderator"),
                            ("register", "matched in a public register"),
                            ("public-list", "on the public list of the accreditor or manufacturer"),
                            ("import", "imported"),
                        ],
                        max_length=12,
                    ),
                ),
                ("source_name", models.CharField(blank=True, max_length=120)),
                ("since", models.DateField()),
                ("affirmed_on", models.DateField()),
                ("given_name", models.CharField(max_length=80)),
                ("family_name", models.CharField(max_length=80)),
                ("profession", models.CharField(max_length=40)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("medical-director", "medical director"),
                            ("prescribes", "prescribes and supervises treatment"),
                            ("gives", "gives the treatment"),
                            ("watches", "watches over patients"),
                            ("therapy", "talking therapy"),
                        ],
                        max_length=20,
                    ),
                ),
                ("is_on_site", models.BooleanField(blank=True, null=True)),
                (
                    "supervises",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("left_on", models.DateField(blank=True, null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clinicians",
                        to="clinics.clinic",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("npi", "NPI number"),
                            ("licence", "State license"),
                            ("board-certification", "Board certification"),
                            ("acls", "ACLS card (advanced life support)"),
                            ("bls", "BLS card (basic life support)"),
                            ("dea", "DEA certificate seen"),
                            ("rems", "REMS-certified setting (Spravato)"),
                            ("accreditation", "Accreditation"),
                            ("malpractice", "Malpractice cover"),
                            ("not-excluded", "Not on the federal exclusion list"),
                        ],
                        max_length=20,
                    ),
                ),
                ("state", models.CharField(blank=True, max_length=2)),
                ("number", models.CharField(blank=True, max_length=40)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("stated_on", models.DateField()),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("claimed", "waits for a moderator"),
                            ("shown", "shown"),
                            ("refused", "not shown: a moderator refused it"),
                            ("withdrawn", "withdrawn by the clinic"),
                        ],
                        default="claimed",
                        max_length=10,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="credentials",
                        to="clinics.clinic",
                    ),
                ),
                (
                    "clinician",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="credentials",
                        to="clinics.clinician",
                    ),
                ),
                (
                    "current",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinics.check",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="check",
            name="credential",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="checks",
                to="clinics.credential",
            ),
        ),
        migrations.CreateModel(
            name="CredentialCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("claimed", "newly claimed"),
                            ("renewed", "renewed by the clinic"),
                            ("register", "the register’s answer changed"),
                            ("exclusion", "possible or certain exclusion"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("words", models.TextField(blank=True, max_length=2000)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="credential_cases",
                        to="clinics.clinic",
                    ),
                ),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases",
                        to="clinics.credential",
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
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinics.check",
                    ),
                ),
                (
                    "opened_by",
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
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(blank=True, max_length=200, upload_to="evidence/")),
                ("content_type", models.CharField(max_length=40)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                (
                    "uploaded_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="clinics.credential",
                    ),
                ),
                (
                    "uploaded_by",
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
                "verbose_name_plural": "evidence",
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_name", models.TextField(blank=True)),
                ("first_name", models.TextField(blank=True)),
                ("middle_name", models.TextField(blank=True)),
                ("business_name", models.TextField(blank=True)),
                ("general", models.TextField(blank=True)),
                ("specialty", models.TextField(blank=True)),
                ("upin", models.TextField(blank=True)),
                ("npi", models.BigIntegerField(null=True)),
                ("city", models.TextField(blank=True)),
                ("state", models.TextField(blank=True)),
                ("postal_code", models.TextField(blank=True)),
                ("exclusion_type", models.TextField(blank=True)),
                ("excluded_on", models.DateField()),
                ("reinstated_on", models.DateField(null=True)),
                ("waived_on", models.DateField(null=True)),
                ("waiver_state", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("npi__isnull", False)),
                        fields=["npi"],
                        name="clinics_exclusion_by_npi",
                    ),
                    models.Index(fields=["last_name", "state"], name="clinics_exclusion_by_name"),
                    models.Index(
                        condition=models.Q(("business_name", ""), _negated=True),
                        fields=["business_name"],
                        name="clinics_exclusion_by_business",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "register",
                    models.CharField(
                        choices=[
                            ("nppes", "NPPES, the national register of NPI numbers"),
                            ("leie", "LEIE, the federal exclusion list"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("full", "full"), ("weekly", "weekly update")], max_length=8
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("as_of", models.DateField()),
                ("rows", models.PositiveIntegerField()),
                ("rejected", models.PositiveIntegerField(default=0)),
                ("loaded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["register", "-as_of"], name="clinics_registerfile_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("register__in", ["nppes", "leie"])),
                        name="clinics_registerfile_known_register",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="clinician",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given_name", ""), _negated=True),
                    models.Q(("family_name", ""), _negated=True),
                ),
                name="clinics_clinician_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinician",
            constraint=models.CheckConstraint(
                condition=models.Q(("affirmed_on__gte", models.F("since"))),
                name="clinics_clinician_affirmed_after_since",
            ),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "dea"), _negated=True), ("number", ""), _connector="OR"
                ),
                name="clinics_credential_no_dea_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "licence"), _negated=True),
                    models.Q(
                        models.Q(("state", ""), _negated=True),
                        models.Q(("number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="clinics_credential_licence_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "npi"), _negated=True),
                    ("number__regex", "^\\d{10}$"),
                    _connector="OR",
                ),
                name="clinics_credential_npi_ten_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standing__in", ["claimed", "shown"])),
                fields=("clinic", "clinician", "kind", "state", "number", "name"),
                name="clinics_credential_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="check",
            index=models.Index(fields=["credential", "-at"], name="clinics_check_of_credential"),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "confirmed"), ("valid_until__isnull", False)),
                    models.Q(
                        models.Q(("outcome", "confirmed"), _negated=True), ("valid_until", None)
                    ),
                    _connector="OR",
                ),
                name="clinics_check_confirms_until",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="check",
            trigger=pgtrigger.compiler.Trigger(
                name="only_grows",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c748a9fc63185e571c1276dcfc907a7dbdac7aff",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_only_grows_eebc2",
                    table="clinics_check",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="credentialcase",
            index=models.Index(
                fields=["decided_at", "opened_at"], name="clinics_credentialcase_wait"
            ),
        ),
        migrations.AddConstraint(
            model_name="credentialcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)),
                fields=("credential",),
                name="clinics_credentialcase_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deleted_at__isnull", False), ("file", "")),
                    models.Q(models.Q(("file", ""), _negated=True), ("deleted_at", None)),
                    _connector="OR",
                ),
                name="clinics_evidence_file_or_deleted",
            ),
        ),
    ]
