"""One clinic: its page, its history, its reviews. All three only read."""

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
from directory.pages.history import history_entry
from directory.pages.json_ld import json_ld
from directory.presenting.clinicians import clinicians_of
from directory.presenting.patient_reports import reported
from directory.presenting.reviews import (
    NEWEST_COUNT,
    ReviewsOfClinic,
    published_reviews,
    shown_reviews,
)
from directory.site.readonly import public
from directory.site.urls import absolute
from directory.views.errors import refuse

EVENTS_A_PAGE = 20


@public
def clinic(request: HttpRequest, slug: str) -> HttpResponse:
    """One clinic: facts with source and date, clinicians and checks, reviews. Twelve queries."""
    published = Clinic.objects.published().with_answers().with_import_days()
    clinic = get_object_or_404(published.select_related("upcoming_move"), slug=slug)
    page = ClinicPage(clinic, on=timezone.localdate(), reports=reported([clinic.pk])[clinic.pk])
    clinicians = CliniciansOfClinic(clinicians_of([clinic.pk])[clinic.pk], page.listed, on=page.on)
    url = absolute(request, clinic.get_absolute_url())
    context = {
        "page": page,
        "clinicians": clinicians,
        "reviews": ReviewsOfClinic(clinic, on=page.on),
        "canonical": url,
        "json_ld": json_ld(page, url=url),
    }
    return render(request, "directory/clinic.html", context)


@public
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed in a listing, newest first. Three queries."""
    clinic = get_object_or_404(Clinic.objects.published(), slug=slug)
    events = Event.objects.about_clinic(clinic.pk).public()
    try:
        page = page_of(request, events, size=EVENTS_A_PAGE)
    except NoSuchPage as refused:
        return _no_such_page(request, refused, reverse("clinic_history", args=[slug]))
    context = {"clinic": clinic, "page": page, "entries": [history_entry(event) for event in page]}
    return render(request, "directory/history.html", context)


@public
def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """Every published review of a clinic, newest first. Four queries."""
    clinic = get_object_or_404(Clinic.objects.published(), slug=slug)
    try:
        page = page_of(request, published_reviews(clinic), size=NEWEST_COUNT)
    except NoSuchPage as refused:
        return _no_such_page(request, refused, reverse("clinic_reviews", args=[slug]))
    url = absolute(request, request.path)
    context = {"clinic": clinic, "page": page, "reviews": shown_reviews(page), "canonical": url}
    return render(request, "directory/reviews.html", context)


def _no_such_page(request: HttpRequest, refused: NoSuchPage, first: str) -> HttpResponse:
    return refuse(
        request, _("There is no such page"), [str(refused)], [(_("The first page"), first)]
    )
