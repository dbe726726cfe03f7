"""A clinic's own pages: the life of its listing, and taking up a listing that it suggested."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinics.listing.actions.status import StatusRefused
from clinics.listing.models import Clinic
from clinics.memberships.decorators import AuthenticatedRequest, for_speaker
from clinics.reviews.decorators import by_link
from clinics.reviews.models import ReviewRefused
from clinics.suggestions.actions import send as actions
from clinics.suggestions.actions.life import take_step
from clinics.suggestions.links import takeable
from clinics.suggestions.models import Suggestion, UpcomingMove
from clinics.suggestions.steps import STEPS, steps_of

MOST_ENDED = 10
"""How many decided requests are listed."""


@for_speaker
@require_safe
def life(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """Where the listing stands, what the clinic asked for, and the steps it can take."""
    asked = Suggestion.objects.filter(clinic=clinic, from_clinic=True).select_related("other")
    context = {
        "clinic": clinic,
        "steps": steps_of(clinic),
        "waiting": asked.waiting(),
        "ended": asked.exclude(outcome="").order_by("-decided_at", "-pk")[:MOST_ENDED],
        "move": UpcomingMove.objects.filter(clinic=clinic).first(),
    }
    return render(request, "clinics/suggestions/life.html", context)


@for_speaker
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: AuthenticatedRequest, clinic: Clinic, step: str) -> HttpResponse:
    """What a step means, and its form; posted: the step is taken."""
    if step not in STEPS:
        raise Http404
    chosen = STEPS[step]
    form = chosen.form(request.POST if request.method == "POST" else None, clinic=clinic)
    context = {"clinic": clinic, "step": chosen, "form": form}
    if form.is_bound and form.is_valid():
        try:
            take_step(clinic, step, by=request.user, **form.arguments)
        except (ReviewRefused, StatusRefused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Done: %(what)s.") % {"what": chosen.title})
            return redirect("my_life", clinic.slug)
    status = 400 if form.is_bound else 200
    return render(request, "clinics/suggestions/step.html", context, status=status)


@by_link(dead="clinics/suggestions/dead_link.html")
@login_required
def take_up(request: AuthenticatedRequest, token: str) -> HttpResponse:
    """A page with a button; pressed: on to claim the listing of one's own, suggested clinic."""
    if request.method != "POST":
        context = {"suggestion": takeable(token, by=request.user)}
        return render(request, "clinics/suggestions/take_up.html", context)
    return redirect("claim", actions.take_up(token, by=request.user).slug)
