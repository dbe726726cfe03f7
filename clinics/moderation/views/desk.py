"""The desk's lists: waiting cases and decided cases; and taking a case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinics.memberships.decorators import AuthenticatedRequest
from clinics.memberships.permissions import may_decide
from clinics.moderation import desk
from clinics.moderation.actions import hold
from clinics.moderation.decorators import desk_only
from clinics.moderation.figures import figures
from clinics.moderation.forms.decisions import ListForm
from clinics.moderation.trail import entries
from clinics.schedule.standing import schedule

A_PAGE = 25


class CountedPaginator(Paginator):
    """Pages of rows that have been counted already."""

    def __init__(self, rows: QuerySet, count: int) -> None:
        """`count` saves the query that would ask for it."""
        super().__init__(rows, A_PAGE)
        self.count = count


def posted(request: AuthenticatedRequest) -> QueryDict | None:
    """The posted data, which may be empty; None when the request is no POST."""
    return request.POST if request.method == "POST" else None


def only_kind(request: AuthenticatedRequest) -> str:
    """The one kind that the moderator works through, or '' for all. Raises Http404 for no kind."""
    kind = request.GET.get("only", "")
    if kind and kind not in desk.KINDS:
        raise Http404
    return kind


def refuse(request: AuthenticatedRequest, problems: list[str]) -> HttpResponse:
    """A page that says what is wrong with the parameters, with status 400."""
    return render(request, "clinics/moderation/refused.html", {"problems": problems}, status=400)


def list_page(
    request: AuthenticatedRequest,
    template: str,
    pages: Paginator,
    form: ListForm,
    context: dict[str, Any],
) -> HttpResponse:
    """One page of a list; 400 for a page after the last."""
    number = form.cleaned_data["page"] or 1
    if number > pages.num_pages:
        return refuse(request, [_("This list has no page %(n)d.") % {"n": number}])
    page = pages.page(number)
    rows = page.object_list
    if context.get("as_cases", True):
        rows = desk.listed(rows, by=request.user)
    else:
        rows = entries(rows)
    kind = form.cleaned_data.get("kind", "")
    return render(request, template, context | {"page": page, "rows": rows, "kind": kind})


@desk_only
@require_safe
def queue(request: AuthenticatedRequest) -> HttpResponse:
    """The cases that wait for a moderator, oldest first; how many of each kind, and how old.

    Above them, what scheduled work is late or failed.
    """
    form = ListForm(request.GET)
    if not form.is_valid():
        return refuse(request, form.problems)
    kind, found = form.cleaned_data["kind"], figures(by=request.user)
    total = sum(one.waiting for one in found)
    tabs: list[tuple] = [("", _("All"), total)]
    tabs += [(one.kind.code, one.kind.many, one.waiting) for one in found]
    count = {code: n for code, _name, n in tabs}[kind]
    pages = CountedPaginator(desk.waiting(kind), count)
    late = schedule(at=timezone.now()).bad
    context = {"tabs": tabs, "figures": found, "late": late}
    return list_page(request, "clinics/moderation/queue.html", pages, form, context)


@desk_only
@require_safe
def decided(request: AuthenticatedRequest) -> HttpResponse:
    """The cases that moderators decided, newest first."""
    form = ListForm(request.GET)
    if not form.is_valid():
        return refuse(request, form.problems)
    pages = Paginator(desk.decided(form.cleaned_data["kind"]), A_PAGE)
    tabs = [("", _("All"), None), *((code, k.many, None) for code, k in desk.KINDS.items())]
    return list_page(request, "clinics/moderation/decided.html", pages, form, {"tabs": tabs})


def waiting_or_404(kind: str, pk: int) -> Any:
    """A case that waits. Raises Http404 when there is no such case, or it does not wait."""
    if kind not in desk.KINDS:
        raise Http404
    return get_object_or_404(desk.KINDS[kind].waiting(), pk=pk)


@desk_only
@require_POST
def take(request: AuthenticatedRequest, kind: str, pk: int) -> HttpResponse:
    """Take a case; asks first when somebody else has it open."""
    case = waiting_or_404(kind, pk)
    if not may_decide(request.user, case.clinic_id):
        raise PermissionDenied
    try:
        hold.take(kind, pk, by=request.user, knowingly="knowingly" in request.POST)
    except hold.Held as held:
        return render(request, "clinics/moderation/held.html", {"held": held}, status=409)
    return redirect(f"desk_{kind}", pk)


@desk_only
@require_POST
def release(request: AuthenticatedRequest, kind: str, pk: int) -> HttpResponse:
    """Release a case."""
    waiting_or_404(kind, pk)
    if hold.release(kind, pk, by=request.user):
        messages.success(request, _("You have released the case."))
    else:
        messages.info(request, _("You did not have this case open."))
    return redirect("desk")


@desk_only
@require_POST
def take_next(request: AuthenticatedRequest) -> HttpResponse:
    """Take the first case that is free."""
    form = ListForm(request.POST, names=("kind", "csrfmiddlewaretoken"))
    if not form.is_valid():
        return refuse(request, form.problems)
    return onward(request, form.cleaned_data["kind"])


@desk_only
@require_POST
def leave(request: AuthenticatedRequest, kind: str, pk: int) -> HttpResponse:
    """Go on to the next case and decide nothing."""
    waiting_or_404(kind, pk)
    return onward(request, only_kind(request), after=(kind, pk))


@desk_only
@require_POST
def skip(request: AuthenticatedRequest, kind: str, pk: int) -> HttpResponse:
    """Skip a case until tomorrow, and go on to the next."""
    case = waiting_or_404(kind, pk)
    if not may_decide(request.user, case.clinic_id):
        raise PermissionDenied
    hold.skip(kind, pk, by=request.user)
    messages.success(request, _("You skip this case until tomorrow. It waits for your colleagues."))
    return onward(request, only_kind(request), after=(kind, pk))


def onward(
    request: AuthenticatedRequest,
    only: str,
    *,
    after: tuple[str, int] | None = None,
) -> HttpResponse:
    """Take the next case and go to it; back to the list of all kinds when none is free.

    `after` says which is the next; see `hold.take_next`.
    """
    following = hold.take_next(by=request.user, code=only, after=after)
    if following is None:
        messages.info(request, desk.nothing_free(by=request.user, code=only))
        return redirect("desk")
    return redirect(f"{following.url}?only={only}" if only else following.url)
