"""What ketamine is given for, condition by condition."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from clinics.checklist import CHECKLIST
from directory.pages.guide import PLAIN_DESCRIPTIONS, cited, cost_questions, warned
from directory.site.readonly import public


@public
def guide(request: HttpRequest) -> HttpResponse:
    """What to ask about safety and price, and every condition with its evidence. No query."""
    context = {
        "warned": warned(),
        "safety": [item for item in CHECKLIST.group("safety").items if item.question],
        "costs": cost_questions(),
        "conditions": [(item, cited(item.sources)) for item in CHECKLIST.group("condition").items],
        "sources": CHECKLIST.sources,
    }
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
        "sources": cited(item.sources),
    }
    return render(request, "directory/guide_condition.html", context)
