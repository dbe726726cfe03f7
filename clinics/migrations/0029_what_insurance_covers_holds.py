"""Looks whether every row keeps the rules of 0028, without locking out readers and writers."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0028_what_insurance_covers"),
    ]

    operations = [
        ValidateConstraint("fact", "clinics_fact_covers_of_an_insurer"),
        ValidateConstraint("fact", "clinics_fact_covers_something"),
    ]
