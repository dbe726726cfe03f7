"""The home page and the search. Both only read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.checklist import CHECKLIST
from clinics.distress import speaks_of_suicide
from directory.pages.form import form_refused
from directory.pages.search import BeyondLastPage, search_page
from directory.presenting.one_language import one_language
from directory.search.question import QuestionRefused, ask
from directory.site.readonly import public
from directory.site.revalidating import unchanging
from directory.views.errors import refuse

HOME_FILTERS = (
    (gettext_lazy("What do you have?"), (
        "condition.crps", "condition.neuropathic-pain", "condition.fibromyalgia",
        "condition.migraine", "condition.depression", "condition.ptsd",
    )),
    (gettext_lazy("How will you pay?"), (
        "insurance.medicare", "insurance.medicaid", "insurance.blue-cross-blue-shield",
        "payment.instalments", "payment.sliding-scale", "payment.publishes-prices",
    )),
)  # fmt: skip
"""The filters that the home page offers, by what it asks."""

EXAMPLE = "safety.clinician-on-site"
"""The answer that the home page shows as an example."""


@unchanging
@public
def home(request: HttpRequest) -> HttpResponse:
    """The search box, and what this site is. No query."""
    common = [(asked, [CHECKLIST.item(c) for c in codes]) for asked, codes in HOME_FILTERS]
    context = {"common": common, "example": CHECKLIST.item(EXAMPLE)}
    return render(request, "directory/home.html", context)


@public
def search(request: HttpRequest) -> HttpResponse:
    """The clinics that a question finds. A bad question: 400, with the form as it was typed.

    Words of suicide anywhere in it, the condition too, bring the crisis line to the top.
    """
    with one_language():
        return _answer(request)


def _answer(request: HttpRequest) -> HttpResponse:
    crisis = speaks_of_suicide(*(value for _name, some in request.GET.lists() for value in some))
    try:
        page = search_page(ask(request.GET), on=timezone.localdate())
    except QuestionRefused as refused:
        context = {
            "crisis": crisis,
            "form": form_refused(refused),
            "title": refused_title(refused),
            "places": places_to_choose(request, refused),
            "is_choice": bool(refused.candidates),
        }
        return render(request, "directory/search_refused.html", context, status=400)
    except BeyondLastPage as beyond:
        links = [(_("Go to the last page"), beyond.last.url(request.path, page=beyond.last.page))]
        return refuse(request, _("There is no such page"), [str(beyond)], links)
    context = {"crisis": crisis, "page": page, "carry": page.carry}
    return render(request, "directory/search.html", context)


def refused_title(refused: QuestionRefused) -> str:
    """What the page of a refused question says first."""
    if refused.is_here:
        return _("Where are you?")
    if refused.candidates:
        return _("Which place do you mean?")
    if refused.is_about_the_place:
        return _("We couldn’t find that place")
    count = sum(len(messages) for messages in refused.errors.values())
    return ngettext("Check one thing", "Check %(n)d things", count) % {"n": count}


def places_to_choose(request: HttpRequest, refused: QuestionRefused) -> list[tuple[str, str]]:
    """Places that a refused question may have meant: label, and the search with that place."""
    links = []
    for area in refused.candidates or refused.suggestions:
        asked = request.GET.copy()
        asked["near"] = area.query
        if refused.meaning.near:  # the place was named in `q`, and must not be looked for again
            asked["q"] = refused.meaning.words
            for code in refused.meaning.codes:
                asked.appendlist(*code.split(".", 1))
        links.append((area.label, f"{request.path}?{asked.urlencode()}"))
    return links
