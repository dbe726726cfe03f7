"""Delete what is past the time that the privacy page promises. Run every hour."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from clinics.listing.models import Clinic
from clinics.reviews import links, sealing, traces
from clinics.reviews.actions.figures import refresh
from clinics.reviews.figures import YEARS_COUNTED, YEARS_KEPT, counted_since, years_before
from clinics.reviews.models import Address, Link, Report, Review, Salt, Trace

LOG = logging.getLogger(__name__)
WITHDRAWN = dt.timedelta(days=30)
"""How long a withdrawn review is kept, for its writer to submit it again."""
RESOLVED = dt.timedelta(days=365)
"""How long a report is kept after it was resolved."""
OPEN = dt.timedelta(days=730)
"""How long a report is kept when nobody resolves it."""


def forget_reviews(*, on: dt.date | None = None, at: dt.datetime | None = None) -> int:
    """Delete reviews, links, traces and reports that are past their time, and update figures.

    What is kept for hours or days is measured from the moment `at` (now), what is kept for years
    from the day `on`. Rows sealed with an older key are sealed with the newest one. Returns the
    number of rows deleted, cascades included.
    """
    at = at or timezone.now()
    on = on or timezone.localdate(at)
    count = 0
    for rows in (_reviews(at, on), _links(at), *_traces(at), _reports(at)):
        count += rows.delete()[0]
    Report.objects.exclude(resolution="").exclude(sealed=b"").update(sealed=b"")
    for clinic_id in _stale(on):
        _refresh(clinic_id, on)
    seal_anew(Address.objects.all(), Report.objects.exclude(sealed=b""))
    return count


def _reviews(at: dt.datetime, on: dt.date) -> Any:
    unconfirmed = Q(status=Review.Status.UNCONFIRMED) & ~Q(
        links__in=Link.objects.filter(made_at__gt=at - links.CONFIRM_WITHIN)
    )
    withdrawn = Q(status=Review.Status.WITHDRAWN, decided_at__lte=at - WITHDRAWN)
    published = Q(published_on__lt=years_before(on, YEARS_KEPT))
    withheld = Q(
        status=Review.Status.WITHHELD, decided_at__date__lt=years_before(on, YEARS_COUNTED)
    )
    return Review.objects.filter(unconfirmed | withdrawn | published | withheld)


def _links(at: dt.datetime) -> Any:
    return Link.objects.filter(purpose=Link.Purpose.CONFIRM, made_at__lte=at - links.CONFIRM_WITHIN)


def _traces(at: dt.datetime) -> tuple[Any, Any]:
    """The traces that are too old, and the salts that no other trace was made with."""
    return (
        Trace.objects.filter(at__lte=at - traces.KEPT_FOR),
        Salt.objects.filter(day__lt=timezone.localdate(at - traces.KEPT_FOR)),
    )


def _reports(at: dt.datetime) -> Any:
    return Report.objects.filter(
        Q(resolved_at__lte=at - RESOLVED) | Q(resolution="", at__lte=at - OPEN)
    )


def _stale(on: dt.date) -> list[int]:
    """The keys of clinics whose stored figures include a review that no longer counts."""
    counted = Count(
        "reviews",
        filter=Q(
            reviews__status=Review.Status.PUBLISHED, reviews__published_on__gte=counted_since(on)
        ),
    )
    clinics = Clinic.objects.filter(marks_count__gt=0).annotate(counted=counted)
    return list(
        clinics.exclude(counted=F("marks_count")).order_by("pk").values_list("pk", flat=True)
    )


@transaction.atomic
def _refresh(clinic_id: int, on: dt.date) -> None:
    Clinic.objects.locked(clinic_id)
    refresh(clinic_id, on=on)


def seal_anew(*querysets: Any) -> None:
    """Seal the rows with the newest key where an older one did; nothing when there is one key."""
    if not sealing.has_older_keys():
        return
    lost = 0
    for rows in querysets:
        for row in rows.order_by("pk").iterator(chunk_size=500):
            lost += not _try_to_seal_anew(row)
    if lost:
        LOG.error("%d sealed addresses cannot be opened with any key.", lost)


def _try_to_seal_anew(row: Any) -> bool:
    """Seal a row with the newest key; False when no key opens it.

    A row that somebody else changed in the meantime is left as it is.
    """
    if sealing.is_sealed_anew(row.sealed):
        return True
    plain = sealing.opened(row.sealed)
    if not plain:
        return False
    anew: dict[str, Any] = {"sealed": sealing.seal(plain)}
    if isinstance(row, Address):
        anew["lookup"] = sealing.lookup(plain)
    type(row).objects.filter(pk=row.pk, sealed=row.sealed).update(**anew)
    return True
