"""For anybody: a clinic is missing, something is wrong with a listing, and the mailed link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinics.distress import speaks_of_suicide
from clinics.listing.decorators import of_a_clinic
from clinics.listing.models import Clinic
from clinics.reviews.decorators import by_link, for_anybody
from clinics.reviews.models import ReviewRefused
from clinics.reviews.views.write import sender
from clinics.suggestions.actions import send as actions
from clinics.suggestions.forms import AddForm, ProblemForm
from clinics.suggestions.likely import Likely, likely
from clinics.suggestions.links import confirmable
from clinics.suggestions.models import Suggestion

FROM_HERE = {"name", "who"}
"""What a link to the form may fill in."""


@for_anybody
def add(request: HttpRequest) -> HttpResponse:
    """The form for a clinic that is missing; posted: listings like it, or the suggestion."""
    given = {name: request.GET[name] for name in FROM_HERE & request.GET.keys()}
    form = AddForm(request.POST or None, by=request.user, initial=given)
    crisis = speaks_of_suicide(request.POST.get("words", ""))
    context: dict[str, Any] = {"form": form, "crisis": crisis}
    if form.is_bound and form.is_valid():
        found = likely(form.values)
        if {one.clinic.slug for one in found} - set(request.POST.getlist("none_of")):
            return render(request, "clinics/suggestions/add.html", context | {"found": found})
        sent = _send(request, form, kind=Suggestion.Kind.ADD, is_mine=form.is_mine,
                     values=form.values, words=form.cleaned_data["words"])  # fmt: skip
        if sent:
            return _sent(request, form, sent, context)
    status = 400 if form.is_bound else 200
    return render(request, "clinics/suggestions/add.html", context, status=status)


@for_anybody
@of_a_clinic()
def problem(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    """The form to say what is wrong with a listing as a whole; posted: the suggestion."""
    form = ProblemForm(request.POST or None, by=request.user, clinic=clinic, others=_others(clinic))
    crisis = speaks_of_suicide(request.POST.get("words", ""))
    context: dict[str, Any] = {"clinic": clinic, "form": form, "crisis": crisis}
    if form.is_bound and form.is_valid():
        sent = _send(request, form, clinic=clinic, **form.suggestion)
        if sent:
            return _sent(request, form, sent, context)
    status = 400 if form.is_bound else 200
    return render(request, "clinics/suggestions/problem.html", context, status=status)


def _others(clinic: Clinic) -> list[Likely]:
    """The listings that may be the same clinic."""
    names = ("name", "street", "city", "state", "postal_code", "phone", "website")
    return likely({name: getattr(clinic, name) for name in names}, but=clinic.pk)


def _send(request: HttpRequest, form: AddForm | ProblemForm, **words: Any) -> Suggestion | None:
    """The suggestion; None when it was refused, with the reason in the form."""
    try:
        return actions.suggest(network=sender(request), request=request, **form.asker, **words)
    except ReviewRefused as refused:
        form.add_error(None, str(refused))
        return None


def _sent(
    request: HttpRequest, form: AddForm | ProblemForm, sent: Suggestion, context: dict[str, Any]
) -> HttpResponse:
    """What comes next: the link in the mail, or that it waits."""
    if sent.kind == Suggestion.Kind.ADD and sent.by and sent.clinic:
        messages.success(request, _("A moderator looks at the listing. Show that you work there."))
        return redirect("claim", sent.clinic.slug)
    known = context | {"suggestion": sent, "email": form.cleaned_data.get("email", "")}
    page = "confirmed" if sent.confirmed_at else "sent"
    return render(request, f"clinics/suggestions/{page}.html", known)


@by_link(dead="clinics/suggestions/dead_link.html")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; pressed: the suggestion waits for a moderator.

    A GET alone sends nothing, because mail programs open links by themselves.
    """
    if request.method != "POST":
        context = {"suggestion": confirmable(token)}
        return render(request, "clinics/suggestions/confirm.html", context)
    made = actions.confirm(token)
    known: dict[str, Any] = {"token": token, "crisis": made.is_distress, "suggestion": made}
    return render(request, "clinics/suggestions/confirmed.html", known)
