"""The search for frames of other sites, and the page that makes the snippet. Both only read."""

from __future__ import annotations

from dataclasses import replace

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.distress import speaks_of_suicide
from directory.pages.embedding import height_of, heights, snippet_of, within_frame
from directory.pages.form import form_of, form_refused
from directory.pages.search import BeyondLastPage, search_page
from directory.search.question import QuestionRefused, ask
from directory.site.framing import framed
from directory.site.readonly import public
from directory.site.urls import absolute, path_of
from directory.views.search import places_to_choose, refused_title


@framed
@public
def embed_search(request: HttpRequest) -> HttpResponse:
    """The search without header and footer, for any site's frame. Queries and refusals: `search`.

    It takes no notice of whoever is signed in, has no list and sets no cookie.
    """
    try:
        page = search_page(ask(request.GET), on=timezone.localdate())
    except QuestionRefused as refused:
        context = {
            "form": form_refused(refused),
            "title": refused_title(refused),
            "places": places_to_choose(request, refused),
            "is_choice": bool(refused.candidates),
        }
        return _in_frame(request, "embed_refused", context, status=400)
    except BeyondLastPage as beyond:
        last = beyond.last.url(path_of("search"), page=beyond.last.page)
        context = {
            "title": _("There is no such page"),
            "problem": str(beyond),
            "links": [(_("Go to the last page"), last)],
        }
        return _in_frame(request, "embed_refused", context, status=400)
    context = {"title": page.heading, "page": page, "carry": page.carry}
    return _in_frame(request, "embed_search", context)


def _in_frame(
    request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """The frame's own page around parts of the search page."""
    asked = request.GET.urlencode()
    search = absolute(request, path_of("search")) + (f"?{asked}" if asked else "")
    known = {
        "embedded": True,
        "is_refused": status != 200,
        "crisis": _is_urgent(request.GET),
        "search_url": search,
    }
    parts = render_to_string(f"directory/{template}.html", context | known, request)
    whole = {**context, **known, "parts": within_frame(parts)}
    return render(request, "directory/embed_frame.html", whole, status=status)


def _is_urgent(params: QueryDict) -> bool:
    return speaks_of_suicide(*(value for _name, some in params.lists() for value in some))


@csp_update({"frame-src": [SELF]})
@public
def embed(request: HttpRequest) -> HttpResponse:
    """A form, the frame that it makes, and the snippet to copy. Queries: those of `ask`."""
    asked = request.GET.copy()
    height, wrong = height_of(asked)
    asked.pop("height", None)
    question, places = None, []
    try:
        question = ask(asked)
        form = form_of(question)
    except QuestionRefused as refused:
        form, places = form_refused(refused), places_to_choose(request, refused)
    if wrong:
        form = replace(form, errors={**form.errors, "height": wrong})
    is_whole = question is not None and not wrong
    context = {
        "form": form,
        "heights": heights(height),
        "places": places,
        "snippet": snippet_of(request, question, height) if question and is_whole else None,
    }
    return render(request, "directory/embed.html", context, status=200 if is_whole else 400)
