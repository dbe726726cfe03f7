"""One clinic: its page, its history, its reviews. All three only read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.listing.decorators import of_a_clinic
from clinics.listing.models.clinic import ClinicQuerySet
from clinics.models import Clinic, Event
from clinics.paging import NoSuchPage, page_of
from directory.pages.clinic import ClinicPage
from directory.pages.clinicians import CliniciansOfClinic
from directory.pages.decisive import decisive
from directory.pages.history import history_entry, merged_into
from directory.pages.json_ld import json_ld
from directory.pages.status_notice import status_notice
from directory.presenting.clinicians import clinicians_of
from directory.presenting.one_language import one_language
from directory.presenting.patient_reports import reported
from directory.presenting.reviews import (
    PAGE_COUNT,
    ReviewsOfClinic,
    published_reviews,
    shown_reviews,
)
from directory.search.carried import carried, carry, split
from directory.search.question import Question, QuestionRefused
from directory.site.readonly import public
from directory.site.urls import absolute
from directory.views.errors import refuse

EVENTS_A_PAGE = 20


def _with_all(clinics: ClinicQuerySet) -> ClinicQuerySet:
    """With all that the page of a clinic shows of its listing. Four queries."""
    shown = clinics.with_answers().with_import_days().with_absences().with_asked_prices()
    return shown.select_related("upcoming_move")


@public
@of_a_clinic(_with_all)
@one_language()
def clinic(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    """One clinic: facts with source and date, clinicians and checks, reviews. Twelve queries.

    Two or more are added for one that is paused or closed: who says so, and who else is near; and
    those of `locate` if a place came along in the address.
    """
    question, problems = _asked(request.GET)
    if problems:
        title = _("We could not read the end of this address")
        return refuse(request, title, problems, [(clinic.name, clinic.get_absolute_url())])
    page = ClinicPage(
        clinic,
        on=timezone.localdate(),
        reports=reported([clinic.pk])[clinic.pk],
        question=question,
    )
    clinicians = CliniciansOfClinic(clinicians_of([clinic.pk])[clinic.pk], page.listed, on=page.on)
    url = absolute(request, clinic.get_absolute_url())
    context = {
        **decisive(page, clinicians, ReviewsOfClinic(clinic, on=page.on)),
        "notice": status_notice(clinic, on=page.on),
        "carry": carry(question),
        "canonical": url,
        "json_ld": json_ld(page, url=url),
    }
    return render(request, "directory/clinic.html", context)


def _asked(params: QueryDict) -> tuple[Question, list[str]]:
    """What came along in the address of a clinic's page, and what is wrong with it."""
    unknown = [
        _("“%(name)s” is not a parameter of this page.") % {"name": name[:60]}
        for name in split(params)[1]
    ]
    try:
        return carried(params), unknown
    except QuestionRefused as refused:
        return Question(), unknown + [words for many in refused.errors.values() for words in many]


@public
@of_a_clinic()
def history(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    """What changed in a listing, newest first, and in those merged into it. Four queries, or five
    with such ones.
    """
    merged = merged_into(clinic)
    events = Event.objects.about_clinics([clinic.pk, *merged]).public()
    try:
        page = page_of(request, events, size=EVENTS_A_PAGE)
    except NoSuchPage as refused:
        return _no_such_page(request, refused, reverse("clinic_history", args=[clinic.slug]))
    entries = [history_entry(event, merged=merged) for event in page]
    context = {"clinic": clinic, "page": page, "entries": entries, "merged": merged.values()}
    return render(request, "directory/history.html", context)


@public
@of_a_clinic()
def reviews(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    """Every published review of a clinic, newest first. Four queries."""
    try:
        page = page_of(request, published_reviews(clinic), size=PAGE_COUNT)
    except NoSuchPage as refused:
        return _no_such_page(request, refused, reverse("clinic_reviews", args=[clinic.slug]))
    url = absolute(request, request.path)
    context = {"clinic": clinic, "page": page, "reviews": shown_reviews(page), "canonical": url}
    return render(request, "directory/reviews.html", context)


def _no_such_page(request: HttpRequest, refused: NoSuchPage, first: str) -> HttpResponse:
    return refuse(
        request, _("There is no such page"), [str(refused)], [(_("The first page"), first)]
    )
