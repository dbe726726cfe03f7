"""The record: what a clinic is, who may change it, how its claims are verified."""

from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    """One app for all features of the record, so that there is one history of migrations."""

    name = "clinics"
    label = "clinics"
