"""What was erased is noted, so that a restore brings nothing back. One new table, one new column.

The code before this one goes on: the database fills the column. A review that is there gets an
identity that follows from its key and its day, so that a backup from before this migration has the
same one once it is restored and migrated.
"""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models
from django.db.models.functions import Now

IDENTITIES = """
update clinics_review
set identity = md5('review ' || id || ' ' || to_char(written_on, 'YYYY-MM-DD'))::uuid
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0034_languages"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="identity",
            field=models.UUIDField(db_default=RandomUUID(), default=uuid.uuid4, editable=False),
        ),
        migrations.RunSQL(IDENTITIES, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "token",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("review", "a review was erased by its writer"),
                            ("withdrawn", "a review was taken back by its writer"),
                            ("redecided", "a review was taken off the page, to be decided anew"),
                            ("account", "an account was deleted by its person"),
                            ("reporter", "the address of who reported something was deleted"),
                            ("asker", "the address of who said something of a listing was deleted"),
                            ("taken-off", "a listing was hidden, or removed on request"),
                            ("put-back", "a listing was put back"),
                            (
                                "told",
                                "an address was told that it is listed, and is told nothing more",
                            ),
                            ("no-mail", "an address wants no mail"),
                        ],
                        max_length=12,
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("identity", models.CharField(max_length=64)),
                ("more", models.JSONField(blank=True, default=dict)),
                ("at", models.DateTimeField(db_default=Now(), editable=False)),
                ("copied_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("copied_at", None)),
                        fields=["at"],
                        name="clinics_erasure_to_copy",
                    )
                ],
            },
        ),
    ]
