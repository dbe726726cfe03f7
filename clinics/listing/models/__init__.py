"""A clinic, its answers, and the search row derived from them."""

from clinics.listing.models.answers import HIGHEST_PRICE, Fact, Hours, Price
from clinics.listing.models.clinic import Clinic, Organization
from clinics.listing.models.search_row import (
    SearchRow,
    SearchWord,
)
from clinics.listing.models.source_record import SourceRecord
from clinics.listing.models.stated import CONFIRMERS, SourceKind, Stated
from clinics.listing.models.status import ENDED, PUBLISHED, SHOWN, HiddenFor, Status

__all__ = [
    "CONFIRMERS",
    "ENDED",
    "HIGHEST_PRICE",
    "PUBLISHED",
    "SHOWN",
    "Clinic",
    "Fact",
    "HiddenFor",
    "Hours",
    "Organization",
    "Price",
    "SearchRow",
    "SearchWord",
    "SourceKind",
    "SourceRecord",
    "Stated",
    "Status",
]
