"""The pages of an edit: the form, the review, the list of proposals, and "still right?"."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinics.accounts.models import User
from clinics.changes import values
from clinics.changes.actions.confirm import confirm_all
from clinics.changes.actions.drafts import discard_draft, save_draft
from clinics.changes.actions.propose import Sent, propose, send
from clinics.changes.actions.propose import withdraw as withdraw_proposal
from clinics.changes.contradictions import contradictions
from clinics.changes.edit import Edit, draft_of, edit_of, fingerprint, from_form
from clinics.changes.instant import in_good_standing, instant_codes_for
from clinics.changes.models import EditDraft, ProposedChange
from clinics.changes.proposals import asked_back, listed, questions_asked
from clinics.changes.sections import sections
from clinics.changes.statements import statements
from clinics.changes.values import ChangeRefused
from clinics.changes.views.refusal import refuse
from clinics.checklist import CONTACT_DECAYS_DAYS
from clinics.listing.models import Clinic
from clinics.memberships.decorators import AuthenticatedRequest, for_speaker
from clinics.paging import page_of
from clinics.vocabulary import PRICE_DECAYS_DAYS

A_PAGE = 10


def waiting_of(clinic: Clinic) -> ProposedChange | None:
    """The proposal that waits, with its items."""
    return clinic.changes.pending().prefetch_related("items").first()


@for_speaker(with_answers=True)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """The edit form. POST saves a draft and, with `do=review`, goes on to the review."""
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
    """Save the draft, or delete it if nothing is left in it. Always returns ''."""
    if edit.typed or edit.waiting:
        save_draft(clinic, edit.data, by=by)
    else:
        discard_draft(clinic, by=by)
    return ""


def fill_again(request: AuthenticatedRequest, clinic: Clinic, edit: Edit) -> None:
    """Fill in what a moderator sent back in the proposal `?again=`. Raises Http404 otherwise."""
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
    context = {
        "clinic": clinic, "edit": edit, "draft": draft, "waiting": waiting, "problem": problem,
        "sections": sections(edit, questions=questions_asked(clinic)), "conflicts": edit.conflicts,
        "at_once": in_good_standing(request.user, clinic.pk),
    }  # fmt: skip
    return render(request, "clinics/changes/edit.html", context, status=status)


@for_speaker(with_answers=True)
@require_POST
def autosave(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """Save the draft while somebody types. JSON with a message."""
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
    """Delete the draft."""
    discard_draft(clinic, by=request.user)
    messages.success(request, _("Your draft is deleted. The listing is as it was."))
    return redirect("clinic_edit", slug=clinic.slug)


@for_speaker(with_answers=True)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """The differences from what is public. POST publishes or proposes them."""
    note, problem = request.POST.get("note", ""), ""
    if request.method == "POST":
        try:
            sent = send(clinic, by=request.user, note=note, seen=request.POST.get("seen", ""))
        except ChangeRefused as refused:
            problem = str(refused)
        else:
            messages.success(request, sent_message(sent))
            return redirect("clinic_changes", slug=clinic.slug)
    waiting = waiting_of(clinic)
    edit = edit_of(values.public(clinic), draft_of(clinic, request.user), waiting)
    if edit.errors:
        return redirect("clinic_edit", slug=clinic.slug)
    status = 409 if problem else 200
    return show_review(
        request, clinic, edit, waiting=waiting, problem=problem, note=note, status=status
    )


def sent_message(sent: Sent) -> str:
    """The result of an edit, in words."""
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
    """The review as a page."""
    asked = edit.with_dropped(waiting)
    codes = instant_codes_for(request.user, clinic.pk, edit.public, asked)
    rows = edit.differences(codes)
    context: dict[str, Any] = {
        "clinic": clinic, "waiting": waiting, "problem": problem, "note": note,
        "at_once": [row for row in rows if row.at_once],
        "moderated": [row for row in rows if not row.at_once],
        "dropped": edit.dropped(waiting),
        "conflicts": edit.conflicts, "seen": fingerprint(edit.public, asked),
        "contradictions": contradictions(
            values.proposed(clinic, asked, on=timezone.localdate()), of=asked),
    }  # fmt: skip
    return render(request, "clinics/changes/review.html", context, status=status)


@for_speaker(with_answers=True)
@require_safe
def changes(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """All proposals of the clinic, newest first, with the moderator's decisions."""
    page = page_of(request, clinic.changes.order_by("-proposed_at", "-pk"), size=A_PAGE)
    context = {"clinic": clinic, "page": page, "proposals": listed(page.object_list)}
    return render(request, "clinics/changes/changes.html", context)


@for_speaker(with_answers=True)
@require_POST
def withdraw(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """Take a waiting proposal back."""
    change = get_object_or_404(ProposedChange, pk=pk, clinic=clinic)
    try:
        withdraw_proposal(change, by=request.user)
    except ChangeRefused as refused:
        return refuse(request, clinic, str(refused), status=409)
    messages.success(request, _("The proposal is withdrawn. Nothing in it was published."))
    return redirect("clinic_changes", slug=clinic.slug)


@for_speaker(with_answers=True)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """What the clinic stated, to be confirmed in one click, and what was imported."""
    if request.method != "POST":
        days = {"contact_days": CONTACT_DECAYS_DAYS, "price_days": PRICE_DECAYS_DAYS}
        context = {"clinic": clinic, "statements": statements(clinic), **days}
        return render(request, "clinics/changes/confirm.html", context)
    try:
        number = confirm_all(clinic, by=request.user)
    except ChangeRefused as refused:
        return refuse(request, clinic, str(refused), status=409)
    messages.success(request, confirmed_message(number, statements(clinic).left_out))
    return redirect("clinic_confirm", slug=clinic.slug)


def confirmed_message(number: int, left_out: list[str]) -> str:
    """How many answers were repeated, and which ones were not."""
    words = ngettext("%(n)d answer is repeated as of today.",
                     "%(n)d answers are repeated as of today.", number)  # fmt: skip
    rest = _("Left out: %(names)s.") % {"names": ", ".join(left_out)} if left_out else ""
    return f"{words % {'n': number}} {rest}".strip()


@for_speaker(with_answers=True)
@require_POST
def adopt(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """Propose imported answers as the clinic's own."""
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
