"""Keeps which rows of which lists describe a clinic."""

from __future__ import annotations

import datetime as dt

from clinics.listing.models import Clinic, SourceRecord


def record_of(clinic: Clinic, *, on: dt.date) -> SourceRecord:
    """The unsaved record of the row that a new clinic was made from, seen on that day."""
    return SourceRecord(
        source=clinic.listed_by,
        external_id=clinic.external_id,
        clinic_id=clinic.pk,
        first_seen=on,
        last_seen=on,
    )
