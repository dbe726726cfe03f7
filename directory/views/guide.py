"""What ketamine is given for, condition by condition."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clinics.checklist import CHECKLIST
from directory.pages.guide import PLAIN_DESCRIPTIONS
from directory.search.question import Question
from directory.site.readonly import public


@public
def guide(request: HttpRequest) -> HttpResponse:
    """Every condition with what the guidelines say. No query."""
    conditions = [
        (item, [CHECKLIST.source(short) for short in item.sources])
        for item in CHECKLIST.group("condition").items
    ]
    context = {"conditions": conditions, "sources": CHECKLIST.sources}
    return render(request, "directory/guide.html", context)


@public
def guide_condition(request: HttpRequest, code: str) -> HttpResponse:
    """One condition in plain words. No query."""
    item = CHECKLIST.get(f"condition.{code}")
    if item is None:
        raise Http404
    context = {
        "item": item,
        "plain": PLAIN_DESCRIPTIONS.get(code, ""),
        "sources": [CHECKLIST.source(short) for short in item.sources],
        "questions": [i for i in CHECKLIST.group("safety").items if i.question],
        "search_url": Question(ticks={"condition": (code,)}).url(reverse("search")),
    }
    return render(request, "directory/guide_condition.html", context)
