"""When what the public sees of clinics changed last. The log of public changes knows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max

from clinics.listing.models import PublicChange


def changed_at(clinic_ids: Iterable[int]) -> dict[int, dt.datetime]:
    """Key of a clinic → the moment of its last change. One query.

    A clinic that never was public may be missing. For a condition or an order in a query there is
    `Clinic.objects.with_last_changed()`.
    """
    found = PublicChange.objects.filter(clinic_id__in=list(clinic_ids)).order_by()
    return dict(found.values_list("clinic_id").annotate(Max("at")))
