"""A record of a list's row tells whether an import may pass over it. One new column; all else stays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0031_stored_cards"),
    ]

    operations = [
        migrations.AddField(
            model_name="sourcerecord",
            name="digest",
            field=models.BinaryField(null=True),
        ),
    ]
