"""A clinic's edit in pages: the form, what changes, what became of it, and "still right"."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinics.accounts.models import User
from clinics.changes import values
from clinics.changes.actions.confirm import confirm_all
from clinics.changes.actions.drafts import discard_draft, save_draft
from clinics.changes.actions.propose import Sent, propose, send
from clinics.changes.actions.propose import withdraw as withdraw_proposal
from clinics.changes.edit import Edit, draft_of, edit_of, fingerprint, from_form
from clinics.changes.instant import at_once, in_good_standing
from clinics.changes.models import EditDraft, ProposedChange
from clinics.changes.proposals import asked_back, listed, told_back
from clinics.changes.sections import sections
from clinics.changes.statements import statements
from clinics.changes.values import ChangeRefused
from clinics.changes.views.refusal import refuse
from clinics.listing.models import Clinic
from clinics.memberships.decorators import AuthenticatedRequest, for_speaker
from clinics.paging import page_of

A_PAGE = 10


def waiting_of(clinic: Clinic) -> ProposedChange | None:
    """The proposal that waits, with its items."""
    return clinic.changes.pending().prefetch_related("items").first()


@for_speaker(with_answers=True)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """The form; sent back, it is kept as a draft, and goes on to what changes when asked to."""
    waiting, draft = waiting_of(clinic), draft_of(clinic, request.user)
    if request.method != "POST":
        going_on = edit_of(values.public(clinic), draft, waiting)
        fill_again(request, clinic, going_on)
        return show_form(request, clinic, going_on, draft=draft, waiting=waiting)
    try:
        edit = from_form(values.public(clinic), request.POST.dict())
        problem = edit.unkept or keep(clinic, edit, by=request.user)
    except ChangeRefused as refused:
        return refuse(request, clinic, str(refused))
    to_review = request.POST.get("do") == "review"
    if problem or (to_review and edit.errors):
        return show_form(
            request, clinic, edit, draft=draft, waiting=waiting, problem=problem, status=400
        )
    if to_review:
        return redirect("clinic_review", slug=clinic.slug)
    messages.success(request, _("Your draft is saved. Nobody else sees it."))
    return redirect("clinic_edit", slug=clinic.slug)


def keep(clinic: Clinic, edit: Edit, *, by: User) -> str:
    """Keep the draft, or forget it when nothing is left of it; always ''."""
    if edit.typed or edit.waiting:
        save_draft(clinic, edit.data, by=by)
    else:
        discard_draft(clinic, by=by)
    return ""


def fill_again(request: AuthenticatedRequest, clinic: Clinic, edit: Edit) -> None:
    """Fill in what a moderator asked back in the proposal of `?again=`; 404 for any other."""
    if unknown := sorted(set(request.GET) - {"again"}):
        raise Http404(unknown[0])
    if "again" in request.GET:
        number = request.GET["again"]
        if not (number.isascii() and number.isdecimal() and len(number) < 16):
            raise Http404
        change = get_object_or_404(ProposedChange, pk=int(number), clinic=clinic)
        for item in asked_back(change):
            edit.fill(item.code, item.after, base=edit.public.get(item.code))


def show_form(
    request: AuthenticatedRequest,
    clinic: Clinic,
    edit: Edit,
    *,
    draft: EditDraft | None,
    waiting: ProposedChange | None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The edit form as a page."""
    known = {
        "clinic": clinic, "edit": edit, "draft": draft, "waiting": waiting, "problem": problem,
        "sections": sections(edit, told=told_back(clinic)), "conflicts": edit.conflicts,
        "at_once": in_good_standing(request.user, clinic.pk),
    }  # fmt: skip
    return render(request, "clinics/changes/edit.html", known, status=status)


@for_speaker(with_answers=True)
@require_POST
def autosave(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """Keep the draft while somebody types: JSON with words of what was done."""
    try:
        edit = from_form(values.public(clinic), request.POST.dict())
        problem = edit.unkept or keep(clinic, edit, by=request.user)
    except ChangeRefused as refused:
        problem = str(refused)
    if problem:
        return JsonResponse({"problem": problem}, status=400)
    return JsonResponse({"saved": _("Draft saved just now.")})


@for_speaker(with_answers=True)
@require_POST
def discard(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """Forget the draft."""
    discard_draft(clinic, by=request.user)
    messages.success(request, _("Your draft is gone. The listing is as it was."))
    return redirect("clinic_edit", slug=clinic.slug)


@for_speaker(with_answers=True)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """The difference against what is public; sent, it is published or proposed."""
    note, problem = request.POST.get("note", ""), ""
    if request.method == "POST":
        try:
            sent = send(clinic, by=request.user, note=note, seen=request.POST.get("seen", ""))
        except ChangeRefused as refused:
            problem = str(refused)
        else:
            messages.success(request, sent_words(sent))
            return redirect("clinic_changes", slug=clinic.slug)
    waiting = waiting_of(clinic)
    edit = edit_of(values.public(clinic), draft_of(clinic, request.user), waiting)
    if edit.errors:
        return redirect("clinic_edit", slug=clinic.slug)
    status = 409 if problem else 200
    return show_review(
        request, clinic, edit, waiting=waiting, problem=problem, note=note, status=status
    )


def sent_words(sent: Sent) -> str:
    """What became of an edit, in words."""
    words = []
    if sent.published:
        words.append(_("Published: patients see it now."))
    if sent.change:
        words.append(_("The rest waits for a moderator.") if words else
                     _("Sent: it waits for a moderator."))  # fmt: skip
    return " ".join(words)


def show_review(
    request: AuthenticatedRequest,
    clinic: Clinic,
    edit: Edit,
    *,
    waiting: ProposedChange | None,
    problem: str = "",
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    """What changes, as a page."""
    asked = edit.with_dropped(waiting)
    codes = at_once(edit.public, asked, request.user, clinic.pk)
    rows = edit.differences(codes)
    known: dict[str, Any] = {
        "clinic": clinic, "waiting": waiting, "problem": problem, "note": note,
        "at_once": [row for row in rows if row.at_once],
        "moderated": [row for row in rows if not row.at_once],
        "dropped": edit.dropped(waiting),
        "conflicts": edit.conflicts, "seen": fingerprint(edit.public, asked),
    }  # fmt: skip
    return render(request, "clinics/changes/review.html", known, status=status)


@for_speaker(with_answers=True)
@require_safe
def changes(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """Every proposal of the clinic, newest first, with the moderator's words."""
    page = page_of(request, clinic.changes.order_by("-proposed_at", "-pk"), size=A_PAGE)
    known = {"clinic": clinic, "page": page, "proposals": listed(page.object_list)}
    return render(request, "clinics/changes/changes.html", known)


@for_speaker(with_answers=True)
@require_POST
def withdraw(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """Take a waiting proposal back."""
    change = get_object_or_404(ProposedChange, pk=pk, clinic=clinic)
    try:
        withdraw_proposal(change, by=request.user)
    except ChangeRefused as refused:
        return refuse(request, clinic, str(refused), status=409)
    messages.success(request, _("The proposal is withdrawn. Nothing of it was published."))
    return redirect("clinic_changes", slug=clinic.slug)


@for_speaker(with_answers=True)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """What the clinic states itself, to be said again in one click; what was imported, apart."""
    if request.method != "POST":
        known = {"clinic": clinic, "statements": statements(clinic)}
        return render(request, "clinics/changes/confirm.html", known)
    try:
        number = confirm_all(clinic, by=request.user)
    except ChangeRefused as refused:
        return refuse(request, clinic, str(refused), status=409)
    words = ngettext("%(n)d answer is confirmed as of today.",
                     "%(n)d answers are confirmed as of today.", number)  # fmt: skip
    messages.success(request, words % {"n": number})
    return redirect("clinic_confirm", slug=clinic.slug)


@for_speaker(with_answers=True)
@require_POST
def adopt(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """Propose to state imported answers as the clinic's own."""
    imported = {row.code: row.adopted for row in statements(clinic).imported}
    chosen = request.POST.getlist("code")
    if not chosen or set(chosen) - imported.keys():
        problem = _("Choose which of the imported answers are yours; some may be yours already.")
        return refuse(request, clinic, problem)
    try:
        propose(clinic, {code: imported[code] for code in chosen}, by=request.user)
    except ChangeRefused as refused:
        return refuse(request, clinic, str(refused), status=409)
    messages.success(request, _("Sent: it waits for a moderator."))
    return redirect("clinic_changes", slug=clinic.slug)
