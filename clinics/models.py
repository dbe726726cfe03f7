"""Index of every feature's models; a model that is missing here is invisible to `migrate`."""

from clinics.audit.models import Event
from clinics.changes.models import EditDraft, ProposedChange, ProposedItem
from clinics.credentials.checks import Check, CredentialCase
from clinics.credentials.models import Clinician, Credential, Evidence
from clinics.listing.models import Clinic, Fact, Hours, Organization, Price, SourceKind
from clinics.listing.search_row import SearchRow, SearchWord
from clinics.moderation.models import Hold
from clinics.people.claims import Claim, ClaimDocument
from clinics.people.models import Invitation, Membership, User
from clinics.people.notices import Notice
from clinics.registries.models import Exclusion, NppesProvider, RegisterFile
from clinics.reviews.models import Address, Link, Mark, Review
from clinics.reviews.reports import Report, Salt, Trace
from clinics.reviews.texts import Reply, Story

__all__ = [
    "Address",
    "Check",
    "Claim",
    "ClaimDocument",
    "Clinic",
    "Clinician",
    "Credential",
    "CredentialCase",
    "EditDraft",
    "Event",
    "Evidence",
    "Exclusion",
    "Fact",
    "Hold",
    "Hours",
    "Invitation",
    "Link",
    "Mark",
    "Membership",
    "Notice",
    "NppesProvider",
    "Organization",
    "Price",
    "ProposedChange",
    "ProposedItem",
    "RegisterFile",
    "Reply",
    "Report",
    "Review",
    "Salt",
    "SearchRow",
    "SearchWord",
    "SourceKind",
    "Story",
    "Trace",
    "User",
]
