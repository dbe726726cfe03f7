"""How the site works: what is checked, how it ranks, what it keeps."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clinics.listing import rating
from clinics.reviews import links
from clinics.reviews.actions import forget
from clinics.reviews.figures import YEARS_COUNTED, YEARS_KEPT
from directory.pages.verify import (
    checked_kinds,
    confirmable,
    decaying,
    registers,
    specialists,
)
from directory.site.readonly import public

EXAMPLES = ((1, 5), (10, 45), (50, 215))
"""Worked examples of the order: how many reviews, and the sum of their marks."""


BACKUP_DAYS = 30
"""How long the operator may keep a backup; docs/operate.md says so too."""


@public
def how_we_verify(request: HttpRequest) -> HttpResponse:
    """What is checked, by whom, how often, and what is not. Two queries."""
    known = {
        "items": confirmable(),
        "kinds": checked_kinds(),
        "specialists": specialists(),
        "registers": registers(),
        "decays": decaying(),
    }
    return render(request, "directory/how_we_verify.html", known)


@public
def how_we_rank(request: HttpRequest) -> HttpResponse:
    """The printed formula of each order. No query."""
    examples = [
        (count, total / count, rating.ordering(marks_sum=total, marks_count=count))
        for count, total in EXAMPLES
    ]
    known = {
        "prior_mean": rating.PRIOR_MEAN,
        "prior_count": rating.PRIOR_COUNT,
        "fewest": rating.FEWEST,
        "years": YEARS_COUNTED,
        "examples": examples,
    }
    return render(request, "directory/how_we_rank.html", known)


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored of readers and writers, for how long and why. No query."""
    known = {
        "link_hours": links.CONFIRM_WITHIN // dt.timedelta(hours=1),
        "years_counted": YEARS_COUNTED,
        "years_kept": YEARS_KEPT,
        "withdrawn_days": forget.WITHDRAWN.days,
        "resolved_days": forget.RESOLVED.days,
        "open_days": forget.OPEN.days,
        "backup_days": BACKUP_DAYS,
    }
    return render(request, "directory/privacy.html", known)


@public
def plain(request: HttpRequest, page: str) -> HttpResponse:
    """A page of text alone. No query."""
    return render(request, f"directory/{page}.html")
