"""Feeds to follow a search or a clinic by. Both only read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from clinics.listing.decorators import of_a_clinic
from clinics.models import Clinic
from directory.pages.chips import in_brief
from directory.pages.feeds import MOST, feed_of_clinic, feed_of_search
from directory.search.question import QuestionRefused, ask
from directory.search.search import search
from directory.site.readonly import public
from directory.site.urls import absolute


@public
def search_feed(request: HttpRequest) -> HttpResponse:
    """What is new at the clinics that a question finds, at most a hundred. A bad question: 400.

    Two queries, and those of the search.
    """
    try:
        question = ask(request.GET)
    except QuestionRefused as refused:
        text = "\n".join(words for many in refused.errors.values() for words in many)
        return HttpResponse(f"{text}\n", status=400, content_type="text/plain; charset=utf-8")
    address = question.url(reverse("search"))
    found = search(replace(question, page=1, page_size=MOST))
    title = _("Ketamine clinics: %(question)s") % {"question": in_brief(question) or _("all")}
    keys = [one.clinic_id for one in found.page]
    return _sent(feed_of_search(title, address, keys, absolute=partial(absolute, request)))


@public
@of_a_clinic()
def clinic_feed(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    """The public history of a clinic. Two queries."""
    path = reverse("clinic_history", args=[clinic.slug])
    return _sent(feed_of_clinic(clinic, path, absolute=partial(absolute, request)))


def _sent(feed: Atom1Feed) -> HttpResponse:
    text = feed.writeString("utf-8")
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
