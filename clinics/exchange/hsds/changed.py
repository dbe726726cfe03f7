"""When the public records of clinics last changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Max

from clinics.audit.models import Event


def changed_at(clinic_ids: Collection[int]) -> dict[int, dt.datetime]:
    """When each clinic's record last changed, by its trail. One query."""
    events = Event.objects.filter(clinic_id__in=clinic_ids).public().order_by()
    return dict(events.values_list("clinic_id").annotate(last=Max("at")))
