"""The pages of two listings that may be one: decide, decide again, and ask from one of the two."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.listing.actions.duplicates import propose_pair
from clinics.listing.models import Clinic, DuplicatePair
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.memberships.permissions import may_decide
from clinics.merging.actions.decide import ask_again, keep_two, put_off, undo
from clinics.merging.actions.join import join
from clinics.merging.comparison import ONE
from clinics.merging.models import MergeRefused
from clinics.moderation.cases.duplicate import DuplicateCase
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.duplicate import KEEPS, TWO, IntoForm, WhyForm
from clinics.moderation.other_listing import Meant, meant_by
from clinics.moderation.steps import decided, undone
from clinics.moderation.views.desk import posted

PAGE = "clinics/moderation/duplicate.html"


def pair_or_404(pk: int) -> DuplicatePair:
    """The pair with both listings. Raises Http404."""
    related = ("clinic__organization", "other__organization", "decided_by", "proposed_by")
    return get_object_or_404(DuplicatePair.objects.select_related(*related), pk=pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Two listings; posted: whether they are one, and then the next case."""

    def act(case: DuplicateCase) -> str | None:
        return _act(case, request) if case.form.is_valid() else None

    return decided(
        request,
        lambda data: DuplicateCase(pair_or_404(pk), by=request.user, data=data),
        act,
        template=PAGE,
        refused=MergeRefused,
    )


def _act(case: DuplicateCase, request: AuthenticatedRequest) -> str:
    """Carry the decision out; what was done, in words. Raises MergeRefused."""
    decision, why = case.form.cleaned_data["decision"], case.form.cleaned_data["reason"]
    told = {"by": request.user, "why": why, "seen": request.POST.get("seen", "")}
    names = {"one": case.pair.clinic.name, "other": case.pair.other.name}
    if keep := KEEPS.get(decision):
        join(case.pair, keep, chosen=case.form.chosen, **told)
        if keep == ONE:
            return _("“%(other)s” goes on in “%(one)s”.") % names
        return _("“%(one)s” goes on in “%(other)s”.") % names
    if decision == TWO:
        keep_two(case.pair, **told)
        return _("“%(one)s” and “%(other)s” are two clinics.") % names
    put_off(case.pair, **told)
    return _("“%(one)s” and “%(other)s” are asked about again in 30 days.") % names


@desk_only
@require_POST
def again(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Undo a merge, or let a pair wait again that was decided otherwise."""
    case = DuplicateCase(pair_or_404(pk), by=request.user)
    case.again = WhyForm(request.POST, label_suffix="")
    merge = case.merge

    def act(why: str) -> DuplicatePair:
        if merge:
            return undo(merge, by=request.user, why=why)
        return ask_again(case.pair, by=request.user, why=why)

    done = _("Undone. The trail keeps both decisions.")
    return undone(request, case, case.again, act, template=PAGE, refused=MergeRefused, done=done)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def merge_into(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Ask which other listing is meant; posted: the page of both, or those that may be meant."""
    clinic = get_object_or_404(Clinic, slug=slug)
    if request.method == "POST" and not may_decide(request.user, clinic.pk):
        raise PermissionDenied
    form, meant = IntoForm(posted(request), label_suffix=""), Meant()
    if form.is_valid():
        meant = meant_by(form.cleaned_data["into"], beside=clinic)
        if meant.clinic and (pair := propose_pair(clinic, meant.clinic, why="said",
                                                  by=request.user)):  # fmt: skip
            return redirect("desk_duplicate", pair.pk)
        form.add_error("into", meant.problem or _("This is the same listing, or decided before."))
    context = {"clinic": clinic, "form": form, "choices": meant.choices}
    return render(request, "clinics/moderation/merge_into.html", context,
                  status=400 if form.is_bound else 200)  # fmt: skip
