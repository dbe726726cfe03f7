"""A renewal's new expiry waits in its case: the credential keeps the former one until decided."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0008_reviews_and_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="credentialcase",
            name="expires_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
