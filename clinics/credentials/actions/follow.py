"""Updates listings to what the credentials show."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from clinics.credentials.derived_facts import (
    confirm_from,
    counting_credentials,
    state_facts,
)
from clinics.credentials.models import CredentialRefused
from clinics.listing.actions.editing import Listing
from clinics.reviews.actions.settle import settle_reports


def follow(listings: Sequence[Listing], *, actor: str, by: Any = None, why: str) -> None:
    """Update the derived facts of locked clinics to what their credentials show.

    Runs in the caller's transaction: at most four queries, and those of each listing that changes.
    Reports follow the answers.
    Raises CredentialRefused when a listing cannot be stored.
    """
    credentials = counting_credentials([listing.clinic.pk for listing in listings])
    touched = [listing for listing in listings if listing.clinic.pk in credentials]
    prefetch_related_objects([one.clinic for one in touched], "facts", "prices", "hours")
    for listing in touched:
        before = listing.stored
        state_facts(listing.draft, credentials[listing.clinic.pk])
        try:
            listing.save(confirm=partial(confirm_from, credentials), actor=actor, by=by, why=why)
        except ValidationError as invalid:
            raise CredentialRefused(" ".join(invalid.messages)) from None
        settle_reports(listing, before)
