"""Index of every feature's models; a model that is missing here is invisible to `migrate`."""

from clinics.audit.models import Event
from clinics.listing.models import Clinic, Fact, Hours, Organization, Price
from clinics.listing.search_row import SearchRow, SearchWord
from clinics.people.models import User

__all__ = [
    "Clinic",
    "Event",
    "Fact",
    "Hours",
    "Organization",
    "Price",
    "SearchRow",
    "SearchWord",
    "User",
]
