"""The pages a patient uses: find, permit, check, act, answer. All of them only read."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.distress import speaks_of_suicide
from clinics.models import Clinic, Event
from directory.compare import Choice, Section, choose, sections, with_reported
from directory.guide import PLAIN
from directory.machines import absolute
from directory.pages.clinic import ClinicPage
from directory.pages.compare_files import as_csv, as_json
from directory.pages.form import form_refused
from directory.pages.history import entry
from directory.pages.people import PeoplePage
from directory.pages.reviews import ReviewsOfClinic
from directory.pages.schema import json_ld
from directory.pages.search import BeyondLastPage, search_page
from directory.pages.verify import (
    checked_kinds,
    confirmable,
    decaying,
    registers,
    specialists,
)
from directory.people import people_of
from directory.public import public
from directory.question import Question, QuestionRefused, ask
from directory.reported import reported

COMMON = (
    "condition.crps", "condition.neuropathic-pain", "condition.fibromyalgia",
    "condition.migraine", "condition.depression", "condition.ptsd", "insurance.medicare",
    "payment.publishes-prices", "access.accepting-new-patients",
)  # fmt: skip
"""The filters that the home page offers."""

EVENTS_A_PAGE = 20


@public
def home(request: HttpRequest) -> HttpResponse:
    """The search box and what this is. No query."""
    return render(request, "directory/home.html", {"common": [CHECKLIST.item(c) for c in COMMON]})


@public
def search(request: HttpRequest) -> HttpResponse:
    """The clinics a question finds; 400 with the form as it was typed for a bad question."""
    crisis = speaks_of_suicide(*request.GET.getlist("q"), *request.GET.getlist("near"))
    try:
        page = search_page(ask(request.GET), on=timezone.localdate())
    except QuestionRefused as refused:
        known = {
            "crisis": crisis,
            "form": form_refused(refused),
            "places": places_to_choose(request, refused),
            "is_choice": bool(refused.candidates),
        }
        return render(request, "directory/search_refused.html", known, status=400)
    except BeyondLastPage as beyond:
        links = [(_("Go to the last page"), beyond.last.url(request.path, page=beyond.last.page))]
        return refuse(request, _("There is no such page"), [str(beyond)], links)
    return render(request, "directory/search.html", {"crisis": crisis, "page": page})


def places_to_choose(request: HttpRequest, refused: QuestionRefused) -> list[tuple[str, str]]:
    """The places a refused question may have meant: label, and address of the rest with it."""
    links = []
    for area in refused.candidates or refused.suggestions:
        asked = request.GET.copy()
        asked["near"] = area.query
        links.append((area.label, f"{request.path}?{asked.urlencode()}"))
    return links


def refuse(
    request: HttpRequest, title: str, problems: list[str], links: list[tuple[str, str]]
) -> HttpResponse:
    """A page that says, with status 400, what is wrong and where to go on."""
    known = {"title": title, "problems": problems, "links": links}
    return render(request, "directory/refused.html", known, status=400)


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
def compare(request: HttpRequest) -> HttpResponse:
    """Clinics side by side; with a problem status 400, and what can be shown all the same."""
    choice = choose(request.GET)
    status = 400 if choice.problems else 200
    if not choice.is_enough:
        return render(request, "directory/choose.html", {"choice": choice}, status=status)
    rows = compared(choice)
    known = {"choice": choice, "sections": rows, **compare_links(choice)}
    return render(request, "directory/compare.html", known, status=status)


def compared(choice: Choice) -> list[Section]:
    """The rows of a comparison, as of today. Two queries."""
    keys = [one.clinic.pk for one in choice.clinics]
    rows = sections(
        choice.clinics,
        people_of(keys, with_checks=False),
        on=timezone.localdate(),
        only_differences=choice.only_differences,
    )
    return with_reported(rows, choice.clinics, reported(keys))


def compare_links(choice: Choice) -> dict[str, object]:
    """The addresses a comparison leads to: its files, its questions, all or differing rows."""
    clinics = "&".join(f"clinic={one.clinic.slug}" for one in choice.clinics)
    query = f"?{clinics}" + "&differences=1" * choice.only_differences
    return {
        "csv_url": reverse("compare_csv") + query,
        "json_url": reverse("compare_json") + query,
        "all_url": f"{reverse('compare')}?{clinics}",
        "differences_url": f"{reverse('compare')}?{clinics}&differences=1",
        "questions_url": f"{reverse('questions')}?{clinics}",
    }


@public
def compare_csv(request: HttpRequest) -> HttpResponse:
    """The comparison as CSV; problems as plain text with status 400."""
    choice = choose(request.GET)
    if choice.problems:
        words = "\n".join(choice.problems) + "\n"
        return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
    rows = compared(choice)
    answer = HttpResponse(as_csv(choice.clinics, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="compare.csv"'
    return answer


@public
def compare_json(request: HttpRequest) -> HttpResponse:
    """The comparison as JSON; problems as problem JSON (RFC 9457) with status 400."""
    choice = choose(request.GET)
    if choice.problems:
        problem = {
            "type": "about:blank",
            "title": _("These clinics cannot be compared"),
            "status": 400,
            "detail": " ".join(choice.problems),
        }
        return JsonResponse(problem, status=400, content_type="application/problem+json")
    rows = compared(choice)
    return JsonResponse(as_json(choice.clinics, rows))


@public
def questions(request: HttpRequest) -> HttpResponse:
    """The printable sheet: exactly what each clinic has not stated. Three queries."""
    choice = choose(request.GET, fewest=1)
    status = 400 if choice.problems else 200
    if not choice.is_enough:
        return render(request, "directory/choose.html", {"choice": choice}, status=status)
    on = timezone.localdate()
    pages = [ClinicPage(one.clinic, on=on) for one in choice.clinics]
    known = {"choice": choice, "pages": pages, "on": on}
    return render(request, "directory/questions.html", known, status=status)


@public
def guide(request: HttpRequest) -> HttpResponse:
    """Every condition with what the guidelines say. No query."""
    conditions = [
        (item, [CHECKLIST.source(short) for short in item.sources])
        for item in CHECKLIST.group("condition").items
    ]
    known = {"conditions": conditions, "sources": CHECKLIST.sources}
    return render(request, "directory/guide.html", known)


@public
def guide_condition(request: HttpRequest, code: str) -> HttpResponse:
    """One condition in plain words. No query."""
    item = CHECKLIST.get(f"condition.{code}")
    if item is None:
        raise Http404
    known = {
        "item": item,
        "plain": PLAIN.get(code, ""),
        "sources": [CHECKLIST.source(short) for short in item.sources],
        "questions": [i for i in CHECKLIST.group("safety").items if i.question],
        "search_url": Question(ticks={"condition": (code,)}).url(reverse("search")),
    }
    return render(request, "directory/guide_condition.html", known)


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
def plain(request: HttpRequest, page: str) -> HttpResponse:
    """A page of text alone. No query."""
    return render(request, f"directory/{page}.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 in the look of the site."""
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in the look of the site; asks neither the session nor the database."""
    return render(request, "500.html", status=500)
