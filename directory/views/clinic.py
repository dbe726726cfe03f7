"""One clinic: its page, its history, its reviews. They only read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.models import Clinic, Event
from clinics.paging import NoSuchPage, page_of
from directory.pages.clinic import ClinicPage
from directory.pages.clinicians import CliniciansOfClinic
from directory.pages.history import entry
from directory.pages.json_ld import json_ld
from directory.presenting.clinicians import clinicians_of
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
    clinicians = CliniciansOfClinic(clinicians_of([found.pk])[found.pk], page.listed, on=page.on)
    url = absolute(request, found.get_absolute_url())
    context = {
        "page": page,
        "clinicians": clinicians,
        "reviews": ReviewsOfClinic(found, on=page.on),
        "canonical": url,
        "json_ld": json_ld(page, url=url),
    }
    return render(request, "directory/clinic.html", context)


@public
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed in a listing, newest first. Three queries."""
    found = get_object_or_404(Clinic.objects.published(), slug=slug)
    events = Event.objects.about_clinic(found.pk).public()
    try:
        page = page_of(request, events, size=EVENTS_A_PAGE)
    except NoSuchPage as refused:
        return _no_such_page(request, refused, reverse("clinic_history", args=[slug]))
    known = {"clinic": found, "page": page, "entries": [entry(event) for event in page]}
    return render(request, "directory/history.html", known)


@public
def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """Every review of a clinic that everybody reads, newest first. Four queries."""
    clinic = get_object_or_404(Clinic.objects.published(), slug=slug)
    try:
        page = page_of(request, published(clinic), size=NEWEST)
    except NoSuchPage as refused:
        return _no_such_page(request, refused, reverse("clinic_reviews", args=[slug]))
    url = absolute(request, request.path)
    words = {"clinic": clinic, "page": page, "reviews": shown(page), "canonical": url}
    return render(request, "directory/reviews.html", words)


def _no_such_page(request: HttpRequest, refused: NoSuchPage, first: str) -> HttpResponse:
    return refuse(
        request, _("There is no such page"), [str(refused)], [(_("The first page"), first)]
    )
