"""Pages about reviews that only read: all reviews of a clinic, and how they are counted."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.listing import rating
from clinics.models import Clinic
from clinics.reviews import actions_forget, links
from clinics.reviews.figures import YEARS_COUNTED, YEARS_KEPT
from directory.machines import absolute
from directory.pages.reviews import NEWEST, published, shown
from directory.public import public
from directory.views import refuse

EXAMPLES = ((1, 5), (10, 45), (50, 215))
"""Worked examples of the order: how many reviews, and the sum of their marks."""


BACKUP_DAYS = 30
"""How long the operator may keep a backup; docs/operate.md says so too."""


@public
def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """Every review of a clinic that everybody reads, newest first. Four queries."""
    clinic = get_object_or_404(Clinic.objects.published(), slug=slug)
    pages = Paginator(published(clinic), NEWEST)
    number = request.GET.get("page", "1")
    known = number.isdecimal() and len(number) < 10 and 1 <= int(number) <= pages.num_pages
    if request.GET.keys() - {"page"} or not known:
        links = [(_("The first page"), reverse("clinic_reviews", args=[slug]))]
        problem = _("There is no such page of these reviews.")
        return refuse(request, _("There is no such page"), [problem], links)
    page = pages.page(int(number))
    url = absolute(request, request.path)
    words = {"clinic": clinic, "page": page, "reviews": shown(page), "canonical": url}
    return render(request, "directory/reviews.html", words)


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
        "link_hours": links.LIFE // dt.timedelta(hours=1),
        "years_counted": YEARS_COUNTED,
        "years_kept": YEARS_KEPT,
        "withdrawn_days": actions_forget.WITHDRAWN.days,
        "resolved_days": actions_forget.RESOLVED.days,
        "open_days": actions_forget.OPEN.days,
        "backup_days": BACKUP_DAYS,
    }
    return render(request, "directory/privacy.html", known)
