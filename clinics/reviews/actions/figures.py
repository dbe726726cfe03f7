"""The stored figures of a clinic: what search orders by, counted anew from the published rows."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Sum
from django.utils import timezone

from clinics.listing.actions.search_rows import refresh_search
from clinics.listing.models import Clinic
from clinics.reviews.figures import counted_since
from clinics.reviews.models import Mark, Review


def refresh(clinic_id: int, *, on: dt.date | None = None) -> None:
    """Count a clinic's reviews anew (as of today unless told), inside the caller's transaction.

    Its search row follows. The caller has locked the clinic. Returns nothing, so that who decides
    learns no mark from it.
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
