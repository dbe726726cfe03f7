"""Reviews, what clinics write beside them, and reports that a fact is wrong."""

from clinics.reviews.models.report import (
    BY_MODERATOR,
    DISTRESS,
    SAME_NETWORK,
    Report,
    Salt,
    Trace,
)
from clinics.reviews.models.review import (
    Address,
    Link,
    Mark,
    Review,
    ReviewRefused,
)
from clinics.reviews.models.text import (
    ClinicText,
    Reply,
    Story,
)

__all__ = [
    "BY_MODERATOR",
    "DISTRESS",
    "SAME_NETWORK",
    "Address",
    "ClinicText",
    "Link",
    "Mark",
    "Reply",
    "Report",
    "Review",
    "ReviewRefused",
    "Salt",
    "Story",
    "Trace",
]
