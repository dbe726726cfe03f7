"""The steps of every decision at the desk: load the case, check, act, and go to the next case."""

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

AnyCase = TypeVar("AnyCase", bound=Case)


def decided(
    request: AuthenticatedRequest,
    load: Callable[[QueryDict | None], AnyCase],
    act: Callable[[AnyCase], str | None],
    *,
    template: str,
    refused: type[Exception],
) -> HttpResponse:
    """The page of a case; posted: its decision, and then the page of the next case.

    `load` reads the case with the posted data. `act` decides it and returns the message of what
    was done, or None when the form is not valid. `refused` is the exception that `act` may raise:
    its message is printed above the form, with what was typed.
    """
    only = only_kind(request)
    case = load(posted(request))
    if request.method != "POST":
        return render(request, template, {"case": case})
    if case.hindrance:
        return _refuse(request, case, template, case.hindrance, 403)
    try:
        done = act(case)
    except refused as problem:
        return _refuse(request, load(request.POST), template, str(problem), 409)
    if done is None:
        return render(request, template, {"case": case}, status=400)
    hold.close(case.kind, case.pk)
    messages.success(request, done)
    return onward(request, only, after=case.remaining)


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
    """Undo a decision for the reason in the form, and go to the case that came of it.

    `act` takes the reason and returns that case. `done` is the message of what was done.
    """
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
    request: AuthenticatedRequest, case: Case, template: str, message: str, status: int
) -> HttpResponse:
    """The page again, with what was typed, and why nothing was done."""
    case.refusal = message
    return render(request, template, {"case": case}, status=status)
