"""Feeds to follow a search, a clinic or the whole directory by. All only read.

A reader that asks again with the ETag of what it has gets 304, unless there is news.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from clinics.listing.change_log import log_now, newest_changes
from clinics.listing.decorators import of_a_clinic
from clinics.models import Clinic
from directory.pages.chips import in_brief
from directory.pages.feeds import (
    MOST,
    MOST_CHANGES,
    feed_of_changes,
    feed_of_clinic,
    feed_of_search,
)
from directory.search.question import QuestionRefused, ask
from directory.search.search import search
from directory.site.parameters import takes_no_parameter
from directory.site.readonly import from_primary, public
from directory.site.urls import absolute


@public
@conditional_page
def search_feed(request: HttpRequest) -> HttpResponse:
    """What is new at the clinics that a question finds, at most a hundred. A bad question: 400.

    Two queries, and those of the search.
    """
    try:
        question = ask(request.GET)
    except QuestionRefused as refused:
        text = "\n".join(words for many in refused.errors.values() for words in many)
        return HttpResponse(f"{text}\n", status=400, content_type="text/plain; charset=utf-8")
    found = search(replace(question, page=1, page_size=MOST))
    title = _("Ketamine clinics: %(question)s") % {"question": in_brief(question) or _("all")}
    keys = [one.clinic_id for one in found.page]
    feed = feed_of_search(
        title,
        question.url(reverse("search")),
        question.url(request.path),
        keys,
        count=found.count,
        absolute=partial(absolute, request),
    )
    return _sent(feed)


@public
@takes_no_parameter
@of_a_clinic()
def clinic_feed(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    """The public history of a clinic. Two queries."""
    page = reverse("clinic_history", args=[clinic.slug])
    feed = feed_of_clinic(clinic, page, request.path, absolute=partial(absolute, request))
    return _sent(feed)


@public
@from_primary
@takes_no_parameter
def changes_feed(request: HttpRequest) -> HttpResponse:
    """The last clinics that changed or were taken off. Three queries."""
    changes = newest_changes(end=log_now().end, most=MOST_CHANGES)
    page = reverse("api-docs")
    return _sent(feed_of_changes(changes, page, request.path, absolute=partial(absolute, request)))


def _sent(feed: Atom1Feed) -> HttpResponse:
    text = feed.writeString("utf-8")
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
