"""One clinic: its page, its history, its reviews. They only read."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.models import Clinic, Event
from directory.pages.clinic import ClinicPage
from directory.pages.clinicians import PeoplePage
from directory.pages.history import entry
from directory.pages.json_ld import json_ld
from directory.presenting.clinicians import people_of
from directory.presenting.patient_reports import reported
from directory.presenting.reviews import NEWEST, ReviewsOfClinic, published, shown
from directory.site.readonly import public
from directory.site.urls import absolute
from directory.views.errors import refuse

EVENTS_A_PAGE = 20


@public
def clinic(request: HttpRequest, slug: str) -> HttpResponse:
    """One clinic: facts with source and date, people and checks, reviews. Twelve queries."""
    found = get_object_or_404(Clinic.objects.published().with_answers(), slug=slug)
    page = ClinicPage(found, on=timezone.localdate(), reports=reported([found.pk])[found.pk])
    staff = PeoplePage(people_of([found.pk])[found.pk], page.listed, on=page.on)
    url = absolute(request, found.get_absolute_url())
    known = {"page": page, "staff": staff, "canonical": url, "json_ld": json_ld(page, url=url),
             "reviews": ReviewsOfClinic(found, on=page.on)}  # fmt: skip
    return render(request, "directory/clinic.html", known)


@public
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed in a listing, newest first. Three queries."""
    found = get_object_or_404(Clinic.objects.published(), slug=slug)
    events = Paginator(Event.objects.about_clinic(found.pk).public(), EVENTS_A_PAGE)
    number = request.GET.get("page", "1")
    unknown = sorted(request.GET.keys() - {"page"})
    if unknown or not (number.isdecimal() and 1 <= int(number[:9]) <= events.num_pages):
        problem = (
            _("“%(name)s” is not a parameter of this page.") % {"name": unknown[0][:60]}
            if unknown
            else _("There is no page “%(page)s” of this history.") % {"page": number[:20]}
        )
        links = [(_("The first page"), reverse("clinic_history", args=[slug]))]
        return refuse(request, _("There is no such page"), [problem], links)
    page = events.page(int(number[:9]))
    known = {"clinic": found, "page": page, "entries": [entry(event) for event in page]}
    return render(request, "directory/history.html", known)


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
