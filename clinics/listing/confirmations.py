"""What others confirm of a listing: the record asks those above it, through a setting."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from clinics.listing.draft import Draft


def confirm(clinic_id: int, draft: Draft) -> None:
    """Give a draft of a clinic the confirmations that are not its writer's to give or take."""
    import_string(settings.CLINICS_CONFIRMATIONS)(clinic_id, draft)
