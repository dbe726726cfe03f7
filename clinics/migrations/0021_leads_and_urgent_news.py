"""Who leads a listing, news that is mailed at once, and objections. Columns with defaults only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0020_runs_of_scheduled_work"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="lead_offered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="leads_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="details",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="notice",
            name="is_urgent",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leads_since__isnull", False)),
                fields=("clinic",),
                name="clinics_membership_one_lead",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lead_offered_at__isnull", False)),
                fields=("clinic",),
                name="clinics_membership_one_offer",
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="method",
            field=models.CharField(
                choices=[
                    ("domain-email", "a code sent to an address on the clinic’s own website"),
                    ("listed-email", "a code sent to the e-mail address on the listing"),
                    ("listed-phone", "a code read out on the phone number on the listing"),
                    ("documents", "documents"),
                    ("objection", "an objection by somebody who speaks or spoke for the clinic"),
                ],
                max_length=16,
            ),
        ),
    ]
