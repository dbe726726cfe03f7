"""What a list of results shows of a clinic, kept ready. `rebuild_search` fills it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """An empty table: until a clinic has its card, pages make it from the listing."""

    dependencies = [("clinics", "0030_search_feed")]

    operations = [
        migrations.CreateModel(
            name="StoredCard",
            fields=[
                (
                    "clinic",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="stored_card",
                        serialize=False,
                        to="clinics.clinic",
                    ),
                ),
                ("layout", models.BigIntegerField()),
                ("said", models.JSONField()),
            ],
        ),
    ]
