"""Pages about the site: what is checked, how it ranks, what it stores."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clinics.erasures.actions import KEPT
from clinics.listing import rating
from clinics.reviews import links
from clinics.reviews.actions import forget
from clinics.reviews.figures import YEARS_COUNTED, YEARS_KEPT
from directory.pages.for_clinics import usual_times
from directory.pages.verify import (
    checked_kinds,
    confirmable,
    decaying,
    registers,
    specialists,
)
from directory.search.parameters import SORTS
from directory.site.kept_backups import DAYS_KEPT
from directory.site.readonly import public
from directory.site.revalidating import unchanging

EXAMPLES = ((1, 5), (10, 45), (50, 215))
"""Worked examples of the order by reviews: how many reviews, and the sum of their marks."""


@public
def how_we_verify(request: HttpRequest) -> HttpResponse:
    """What is checked, by whom and how often, and what is not. Two queries."""
    context = {
        "items": confirmable(),
        "kinds": checked_kinds(),
        "specialists": specialists(),
        "registers": registers(),
        "decays": decaying(),
    }
    return render(request, "directory/how_we_verify.html", context)


@public
def for_clinics(request: HttpRequest) -> HttpResponse:
    """What a listing is, what is checked, how long it takes, how to end one. Three queries."""
    context = {"times": usual_times(at=timezone.now()), "contact_email": settings.CONTACT_EMAIL}
    return render(request, "directory/for_clinics.html", context)


@unchanging
@public
def how_we_rank(request: HttpRequest) -> HttpResponse:
    """How each order works, with the formula for reviews. No query."""
    examples = [
        (count, total / count, rating.ordering(marks_sum=total, marks_count=count))
        for count, total in EXAMPLES
    ]
    context = {
        "orders": dict(SORTS),
        "prior_mean": rating.PRIOR_MEAN,
        "prior_count": rating.PRIOR_COUNT,
        "fewest": rating.FEWEST,
        "years": YEARS_COUNTED,
        "examples": examples,
    }
    return render(request, "directory/how_we_rank.html", context)


@unchanging
@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored about readers and writers, for how long and why. No query."""
    context = {
        "link_hours": links.CONFIRM_WITHIN // dt.timedelta(hours=1),
        "years_counted": YEARS_COUNTED,
        "years_kept": YEARS_KEPT,
        "withdrawn_days": forget.WITHDRAWN.days,
        "resolved_days": forget.RESOLVED.days,
        "open_days": forget.OPEN.days,
        "backup_days": DAYS_KEPT,
        "erasure_days": KEPT.days,
    }
    return render(request, "directory/privacy.html", context)


@unchanging
@public
def plain(request: HttpRequest, page: str) -> HttpResponse:
    """A page that is only text. No query."""
    return render(request, f"directory/{page}.html")
