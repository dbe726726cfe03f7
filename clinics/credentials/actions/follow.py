"""Listings brought to what the credentials show."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from clinics.credentials.derived_facts import confirm_by, held, state
from clinics.credentials.models import CredentialRefused
from clinics.listing.actions.editing import Listing


def follow(listings: Sequence[Listing], *, actor: str, by: Any = None, why: str) -> None:
    """Bring the followed facts of locked clinics to what their credentials show.

    In the caller's transaction: four queries at most, and those of each listing that changes.
    Raises CredentialRefused when a listing cannot be stored.
    """
    shown = held([listing.clinic.pk for listing in listings])
    touched = [listing for listing in listings if listing.clinic.pk in shown]
    prefetch_related_objects([one.clinic for one in touched], "facts", "prices", "hours")
    for listing in touched:
        state(listing.draft, shown[listing.clinic.pk])
        try:
            listing.save(confirm=partial(confirm_by, shown), actor=actor, by=by, why=why)
        except ValidationError as invalid:
            raise CredentialRefused(" ".join(invalid.messages)) from None
