"""Updates listings to what the credentials show: the derived facts, and who can be found there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from clinics.audit import whys
from clinics.credentials.derived_facts import (
    CredentialsByClinic,
    confirm_from,
    counting_credentials,
    public_names,
    state_facts,
)
from clinics.credentials.models import Credential, CredentialCase, CredentialRefused
from clinics.listing.actions.editing import Listing
from clinics.listing.actions.search_rows import refresh_names
from clinics.listing.models import Clinic
from clinics.reviews.actions.settle import settle_reports
from clinics.spoken import in_english


def follow(listings: Sequence[Listing], *, actor: str, by: Any = None, why: str) -> None:
    """Update the derived facts and the clinicians' names of locked clinics.

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
    _follow_names(listings, credentials)


def _follow_names(listings: Sequence[Listing], credentials: CredentialsByClinic) -> None:
    """Store who can be found at the clinics: seven queries if anybody came or left."""
    renamed = []
    for clinic in (listing.clinic for listing in listings):
        names = public_names(credentials.get(clinic.pk, []))
        if names != clinic.clinician_names:
            clinic.clinician_names = names
            renamed.append(clinic)
    if renamed:
        Clinic.objects.bulk_update(renamed, ["clinician_names"])
        refresh_names(clinic.pk for clinic in renamed)


def take_back(listing: Listing, case: CredentialCase, *, by: Any) -> None:
    """Let what a case had decided count no more, while it waits for a new decision.

    `case` comes with its credential, its decision and the credential's current check.
    """
    credential = case.credential
    if not _rests_on(credential, case):
        return
    credential.current = None
    credential.save(update_fields=["current"])
    label = in_english(Credential.Kind(credential.kind).label)
    follow([listing], actor="moderator", by=by, why=whys.WAITS_AGAIN % {"label": label})


def _rests_on(credential: Credential, case: CredentialCase) -> bool:
    """Whether what counts now is the decision of a case, or a register's renewal of it."""
    current, decision = credential.current, case.decision
    if current is None or decision is None:
        return False
    return current == decision or (current.by_id is None and current.at > decision.at)
