"""When a register file itself was written: tells the newer of two that only their rows date."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0010_what_reviews_ask"),
    ]

    operations = [
        migrations.AddField(
            model_name="registerfile",
            name="written_at",
            field=models.DateTimeField(null=True),
        ),
    ]
