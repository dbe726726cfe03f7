"""Index of every feature's models; a model that is missing here is invisible to `migrate`."""

from clinics.audit.models import Event
from clinics.changes.models import EditDraft, ProposedChange, ProposedItem
from clinics.listing.models import Clinic, Fact, Hours, Organization, Price, SourceKind
from clinics.listing.search_row import SearchRow, SearchWord
from clinics.moderation.models import Hold
from clinics.people.claims import Claim, ClaimDocument
from clinics.people.models import Invitation, Membership, User
from clinics.people.notices import Notice

__all__ = [
    "Claim",
    "ClaimDocument",
    "Clinic",
    "EditDraft",
    "Event",
    "Fact",
    "Hold",
    "Hours",
    "Invitation",
    "Membership",
    "Notice",
    "Organization",
    "Price",
    "ProposedChange",
    "ProposedItem",
    "SearchRow",
    "SearchWord",
    "SourceKind",
    "User",
]
