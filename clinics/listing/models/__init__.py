"""A clinic, its answers, and the search row derived from them."""

from clinics.listing.models.clinic import (
    HIGHEST_PRICE,
    Clinic,
    Fact,
    Hours,
    Organization,
    Price,
)
from clinics.listing.models.search_row import (
    SearchRow,
    SearchWord,
)
from clinics.listing.models.stated import CONFIRMERS, SourceKind, Stated

__all__ = [
    "CONFIRMERS",
    "HIGHEST_PRICE",
    "Clinic",
    "Fact",
    "Hours",
    "Organization",
    "Price",
    "SearchRow",
    "SearchWord",
    "SourceKind",
    "Stated",
]
