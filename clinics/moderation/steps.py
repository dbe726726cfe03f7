"""The steps of every decision at the desk: look, permit, check, act, and the next case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from clinics.memberships.decorators import AuthenticatedRequest
from clinics.moderation.actions import hold
from clinics.moderation.cases.base import Case
from clinics.moderation.views.desk import only_kind, onward, posted

Shown = TypeVar("Shown", bound=Case)


def decided(
    request: AuthenticatedRequest,
    look: Callable[[QueryDict | None], Shown],
    act: Callable[[Shown], str | None],
    *,
    template: str,
    refused: type[Exception],
) -> HttpResponse:
    """The screen of a case; posted: its decision, after which the next case follows.

    `look` reads the case with what was posted. `act` decides it and says what was done, or None
    when something is missing in the form. What `refused` says stands above what was typed.
    """
    only = only_kind(request)
    case = look(posted(request))
    if request.method != "POST":
        return render(request, template, {"case": case})
    if case.hindrance:
        return _refuse(request, case, template, case.hindrance, 403)
    try:
        done = act(case)
    except refused as problem:
        return _refuse(request, look(request.POST), template, str(problem), 409)
    if done is None:
        return render(request, template, {"case": case}, status=400)
    hold.close(case.kind, case.pk)
    messages.success(request, done)
    return onward(request, only)


def undone(
    request: AuthenticatedRequest,
    case: Case,
    form: forms.Form,
    act: Callable[[str], Any],
    *,
    template: str,
    refused: type[Exception],
    done: str,
) -> HttpResponse:
    """Do what undoes a decision, for the reason in the form, and go to what came of it."""
    if case.hindrance:
        return _refuse(request, case, template, case.hindrance, 403)
    if not form.is_valid():
        return render(request, template, {"case": case}, status=400)
    try:
        made = act(form.cleaned_data["reason"])
    except refused as problem:
        return _refuse(request, case, template, str(problem), 409)
    messages.success(request, done)
    return redirect(f"desk_{case.kind}", made.pk)


def _refuse(
    request: AuthenticatedRequest, case: Case, template: str, words: str, status: int
) -> HttpResponse:
    """The screen again, with what was typed, and why nothing was done."""
    case.refusal = words
    return render(request, template, {"case": case}, status=status)
