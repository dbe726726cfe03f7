"""The figures that a clinic's row stores, for search to order by."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Sum
from django.utils import timezone

from clinics.listing.actions.search_rows import refresh_search
from clinics.listing.models import Clinic
from clinics.reviews.figures import counted_since
from clinics.reviews.models import Mark, Review


def refresh(clinic_id: int, *, on: dt.date | None = None) -> None:
    """Count a clinic's published reviews as of the day `on` (today), and update its search row.

    The caller has opened a transaction and locked the clinic. It returns nothing, so that the
    code that decides reviews learns no mark from it.
    """
    since = counted_since(on or timezone.localdate())
    counted = Mark.objects.filter(
        review__clinic=clinic_id,
        review__status=Review.Status.PUBLISHED,
        review__published_on__gte=since,
    )
    figures = counted.aggregate(marks_count=Count("pk"), marks_sum=Sum("overall", default=0))
    Clinic.objects.filter(pk=clinic_id).update(**figures)
    refresh_search([clinic_id])
