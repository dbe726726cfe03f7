"""A clinic, its answers, and the search row derived from them."""

from clinics.listing.models.absence import Absence
from clinics.listing.models.answers import HIGHEST_PRICE, Fact, Hours, Price
from clinics.listing.models.clinic import Clinic, Organization
from clinics.listing.models.duplicate_pair import JOINABLE, DuplicatePair
from clinics.listing.models.public_change import PublicChange
from clinics.listing.models.search_row import (
    SearchRow,
    SearchWord,
)
from clinics.listing.models.source_list import SourceList
from clinics.listing.models.source_record import SourceRecord
from clinics.listing.models.stated import BY_MODERATOR, CONFIRMERS, SourceKind, Stated
from clinics.listing.models.status import ENDED, PUBLISHED, SHOWN, HiddenFor, Status
from clinics.listing.models.stored_card import StoredCard

__all__ = [
    "BY_MODERATOR",
    "CONFIRMERS",
    "ENDED",
    "HIGHEST_PRICE",
    "JOINABLE",
    "PUBLISHED",
    "SHOWN",
    "Absence",
    "Clinic",
    "DuplicatePair",
    "Fact",
    "HiddenFor",
    "Hours",
    "Organization",
    "Price",
    "PublicChange",
    "SearchRow",
    "SearchWord",
    "SourceKind",
    "SourceList",
    "SourceRecord",
    "Stated",
    "Status",
    "StoredCard",
]
