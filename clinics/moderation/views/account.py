"""An account at the desk: look at it, block it, open it again, end that it speaks for a clinic."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinics.accounts.models import User
from clinics.memberships.actions import block as blocking
from clinics.memberships.actions.members import MembersRefused, remove
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.memberships.models import Membership
from clinics.moderation.account_page import AccountPage
from clinics.moderation.decorators import desk_only
from clinics.moderation.forms.account import BlockForm, WhyForm
from clinics.moderation.views.clinic import desk_of
from clinics.moderation.views.desk import posted


def _page(request: AuthenticatedRequest, pk: int) -> AccountPage:
    return AccountPage(get_object_or_404(User, pk=pk), by=request.user)


@desk_only
@require_safe
def account(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What an account speaks for, what it asked for, and what happened to it."""
    page = _page(request, pk)
    form = BlockForm if page.person.is_active else WhyForm
    return _show(request, page, form(label_suffix=""), 200)


def _show(
    request: AuthenticatedRequest, page: AccountPage, form: BlockForm | WhyForm, status: int
) -> HttpResponse:
    context = {"page": page, "person": page.person, "form": form}
    return render(request, "clinics/moderation/account.html", context, status=status)


@desk_only
@require_POST
def block(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Block an account; its sessions end and its owner is mailed why."""
    form = BlockForm(request.POST, label_suffix="")
    return _turned(request, pk, form, blocking.block, _("The account is blocked."))


@desk_only
@require_POST
def unblock(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let an account sign in again; its owner is mailed why."""
    form = WhyForm(request.POST, label_suffix="")
    return _turned(request, pk, form, blocking.unblock, _("The account is open again."))


def _turned(
    request: AuthenticatedRequest,
    pk: int,
    form: BlockForm | WhyForm,
    act: Callable[..., bool],
    done: str,
) -> HttpResponse:
    """Do it, and say whether the mail went out."""
    page = _page(request, pk)
    if not form.is_valid():
        return _show(request, page, form, 400)
    try:
        is_mailed = act(page.person, by=request.user, **form.cleaned_data)
    except blocking.BlockRefused as refused:
        page.refusal = str(refused)
        return _show(request, page, form, 409)
    messages.success(request, done)
    if not is_mailed:
        messages.warning(request, _("The mail about it could not be sent. Tell the person."))
    return redirect("desk_account", pk)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def remove_member(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """End that a person speaks for a clinic; asks why first, and the person is told."""
    page, form, refusal = desk_of(request, slug), WhyForm(posted(request), label_suffix=""), ""
    member = get_object_or_404(
        Membership.objects.select_related("user"), pk=pk, clinic=page.clinic.pk
    )
    if form.is_bound and form.is_valid():
        try:
            remove(member, by=request.user, actor="moderator", reason=form.cleaned_data["words"])
        except MembersRefused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("%s no longer speaks for this clinic.") % member.user.email)
            return redirect("desk_clinic", slug)
    status = 403 if not page.may_decide else 409 if refusal else 400 if form.errors else 200
    context = {"page": page, "clinic": page.clinic, "member": member, "form": form,
               "refusal": refusal}  # fmt: skip
    return render(request, "clinics/moderation/remove_member.html", context, status=status)
