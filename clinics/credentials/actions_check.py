"""Automatic checks."""

from __future__ import annotations

import datetime as dt

from clinics.credentials.models import Clinician
from clinics.listing.models import Clinic


def check_holder(clinic: Clinic, person: Clinician | None, *, on: dt.date) -> None:
    """Check everything of one holder."""
