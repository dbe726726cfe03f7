"""Clinics as this feature sees them: it stands below the listing and imports nothing of it."""

from __future__ import annotations

from typing import Any

from django.apps import apps


def clinics() -> Any:
    """Every clinic, with the words of its queryset."""
    return apps.get_model("clinics", "Clinic").objects.all()


def lock_clinic(clinic_id: int) -> Any:
    """The clinic, locked until the transaction ends: always the first lock that is taken."""
    return clinics().select_for_update(of=("self",)).get(pk=clinic_id)
