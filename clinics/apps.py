"""The record: what a clinic is, who may change it, how its claims are verified."""

from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    """One app, one label, one line of migrations for every feature of the record."""

    name = "clinics"
    label = "clinics"
