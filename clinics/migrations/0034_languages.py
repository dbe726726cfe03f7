"""Everybody and everything so far reads or is written in English."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0033_public_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("es", "Spanish")],
                db_default="en",
                default="en",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("es", "Spanish")],
                db_default="en",
                default="en",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("es", "Spanish")],
                db_default="en",
                default="en",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="story",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("es", "Spanish")],
                db_default="en",
                default="en",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("es", "Spanish")],
                db_default="en",
                default="en",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                choices=[("en", "English"), ("es", "Spanish")],
                db_default="en",
                default="en",
                max_length=5,
                verbose_name="language of mails",
            ),
        ),
    ]
