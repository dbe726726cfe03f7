"""What a listing said when it was reported, who closed a report, and how often a review changes."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0013_clinicians_are_found"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="answer",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="closed_by_clinic",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=~Q(closed_by_clinic=True, resolution=""),
                name="clinics_report_open_is_not_closed",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="rewritten_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="review",
            name="rewrites",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
