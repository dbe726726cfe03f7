"""Many clinics with everything that the JSON of one tells, in as many queries as one takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from clinics.models import Clinic
from clinics.reviews.figures import figures_of
from directory.api.clinic_serializers import FullListing
from directory.presenting.clinicians import clinicians_of, needs_of
from directory.presenting.listed_clinic import Listed


def full_listings(clinic_ids: Iterable[int], *, on: dt.date) -> dict[str, FullListing]:
    """Slug → listing, of the clinics that have a public page. Eight queries."""
    known = Clinic.objects.shown().with_answers().select_related("search_row")
    clinics = {clinic.pk: clinic for clinic in known.filter(pk__in=list(clinic_ids))}
    people, figures = clinicians_of(clinics), figures_of(clinics, on=on)
    return {
        clinic.slug: FullListing(
            clinic,
            clinicians=people[pk],
            needs=needs_of(Listed(clinic), people[pk], on=on),
            figures=figures[pk],
        )
        for pk, clinic in clinics.items()
    }
