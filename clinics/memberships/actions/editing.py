"""Editing a listing by somebody who speaks for its clinic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clinics.accounts.models import User
from clinics.listing.actions.editing import Listing, editing
from clinics.memberships.permissions import may_edit


@contextmanager
def editing_own(clinic_id: int, *, by: User, refusal: Exception) -> Iterator[Listing]:
    """Lock the clinic, and raise `refusal` unless the person speaks for it now. Two queries."""
    with editing(clinic_id) as listing:
        if not may_edit(by, clinic_id):
            raise refusal
        yield listing
