"""A clinic, its answers, and the search row derived from them."""

from clinics.listing.models.clinic import (
    CONFIRMERS,
    HIGHEST_PRICE,
    Clinic,
    Fact,
    Hours,
    Organization,
    Price,
    SourceKind,
    Stated,
)
from clinics.listing.models.search_row import (
    SearchRow,
    SearchWord,
)

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
