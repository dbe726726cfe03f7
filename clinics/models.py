"""All models of all features. Django's `migrate` does not see a model that is missing here."""

from clinics.accounts.models import User
from clinics.audit.models import Event
from clinics.candidates.models import Candidate
from clinics.changes.models import EditDraft, ProposedChange, ProposedItem
from clinics.claims.models import Claim, ClaimDocument
from clinics.credentials.models import Check, Clinician, Credential, CredentialCase, Evidence
from clinics.erasures.models import Erasure
from clinics.inquiries.models import Inquiry
from clinics.listing.models import (
    Absence,
    Clinic,
    DuplicatePair,
    Fact,
    Hours,
    Organization,
    Price,
    PublicChange,
    SearchRow,
    SearchWord,
    SourceKind,
    SourceList,
    SourceRecord,
    StoredCard,
)
from clinics.memberships.models import Invitation, Membership
from clinics.merging.models import Merge
from clinics.moderation.models import Hold, Note, Skip
from clinics.notices.models import Notice
from clinics.outreach.models import ListedMail
from clinics.registries.models import Exclusion, NppesProvider, RegisterFile
from clinics.reviews.models import Address, Link, Mark, Reply, Report, Review, Salt, Story, Trace
from clinics.schedule.models import Run
from clinics.suggestions.models import Suggestion, UpcomingMove

__all__ = [
    "Absence",
    "Address",
    "Candidate",
    "Check",
    "Claim",
    "ClaimDocument",
    "Clinic",
    "Clinician",
    "Credential",
    "CredentialCase",
    "DuplicatePair",
    "EditDraft",
    "Erasure",
    "Event",
    "Evidence",
    "Exclusion",
    "Fact",
    "Hold",
    "Hours",
    "Inquiry",
    "Invitation",
    "Link",
    "ListedMail",
    "Mark",
    "Membership",
    "Merge",
    "Note",
    "Notice",
    "NppesProvider",
    "Organization",
    "Price",
    "ProposedChange",
    "ProposedItem",
    "PublicChange",
    "RegisterFile",
    "Reply",
    "Report",
    "Review",
    "Run",
    "Salt",
    "SearchRow",
    "SearchWord",
    "Skip",
    "SourceKind",
    "SourceList",
    "SourceRecord",
    "StoredCard",
    "Story",
    "Suggestion",
    "Trace",
    "UpcomingMove",
    "User",
]
