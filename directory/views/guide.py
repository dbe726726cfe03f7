"""The guide: its contents, its topics, and what is known condition by condition."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from clinics.checklist import CHECKLIST
from clinics.vocabulary import Item
from directory.guide.topics import CRISIS, Topic, neighbors, topic, topics
from directory.pages.guide import (
    PLAIN_DESCRIPTIONS,
    SUICIDAL_THOUGHTS,
    cited,
    cost_questions,
    questions_about,
    warned,
)
from directory.site.readonly import public
from directory.site.revalidating import unchanging


@unchanging
@public
def guide(request: HttpRequest) -> HttpResponse:
    """Every topic, what to ask, and every condition with its evidence. No query."""
    context = {
        "topics": topics(),
        "warned": warned(),
        "safety": [item for item in CHECKLIST.group("safety").items if item.question],
        "costs": cost_questions(),
        "conditions": [(item, cited(item.sources)) for item in CHECKLIST.group("condition").items],
        "sources": CHECKLIST.sources,
    }
    return render(request, "directory/guide.html", context)


@unchanging
@public
def guide_page(request: HttpRequest, code: str) -> HttpResponse:
    """One topic, or one condition in plain words; 404 for neither. No query."""
    if found := topic(code):
        return _topic(request, found)
    if item := CHECKLIST.get(f"condition.{code}"):
        return _condition(request, item)
    raise Http404


def _topic(request: HttpRequest, found: Topic) -> HttpResponse:
    before, after = neighbors(found)
    context = {"topic": found, "before": before, "after": after, "crisis": found.code == CRISIS}
    return render(request, "directory/guide_topic.html", context)


def _condition(request: HttpRequest, item: Item) -> HttpResponse:
    context = {
        "item": item,
        "plain": PLAIN_DESCRIPTIONS.get(item.code, ""),
        "sources": cited(item.sources),
        "asked": questions_about(item),
        "crisis": item.code == SUICIDAL_THOUGHTS,
    }
    return render(request, "directory/guide_condition.html", context)
