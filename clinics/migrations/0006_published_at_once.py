"""What a clinic published at once is kept as an edit that a moderator can revert."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0005_prices_have_a_highest"),
    ]

    operations = [
        migrations.AlterField(
            model_name="proposedchange",
            name="closed_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("decided", "decided"),
                    ("withdrawn", "withdrawn by the clinic"),
                    ("superseded", "replaced by a newer edit"),
                    ("at-once", "published at once by the clinic"),
                ],
                max_length=12,
            ),
        ),
    ]
