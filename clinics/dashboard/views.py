"""A person's own pages: the clinics they speak for, what there is to do, and their notices."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinics.accounts.actions.language import choose_language
from clinics.claims.models import Claim
from clinics.credentials.clinician_page import todo as credentials_todo
from clinics.dashboard.actions import delete_account as actions
from clinics.dashboard.actions.delete_account import alone_in, why_not_delete
from clinics.dashboard.forms import DeleteAccountForm, LanguageForm
from clinics.dashboard.todo import memberships_of, todo
from clinics.inquiries.models import Inquiry
from clinics.languages import Language
from clinics.memberships.decorators import AuthenticatedRequest
from clinics.memberships.models import Invitation
from clinics.memberships.permissions import (
    has_second_factor,
    has_shown_factor,
    is_moderator,
    may_speak_here,
)
from clinics.notices.actions.digest import mark_seen
from clinics.notices.models import Notice

FACTOR_TO_DELETE = 300
"""Seconds for which a second factor that was given lets a person delete their account."""
NOTICES_ON_FIRST_PAGE = 5
NOTICES_ON_OWN_PAGE = 200


@require_safe
def my(request: AuthenticatedRequest) -> HttpResponse:
    """The person's clinics, requests and tasks. 100 clinics take as many queries as one."""
    return _my(request, LanguageForm(initial={"language": request.user.language}))


@require_POST
def language(request: AuthenticatedRequest) -> HttpResponse:
    """Set the language of the person's mails and news."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _my(request, form, status=400)
    choose_language(request.user, Language(form.cleaned_data["language"]))
    messages.success(request, _("Saved. From now on, our mails to you are in this language."))
    return redirect("my")


def _my(request: AuthenticatedRequest, form: LanguageForm, *, status: int = 200) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    memberships = list(memberships_of(user))
    held = credentials_todo([m.clinic_id for m in memberships], on=today)
    known = {
        "spoken_for": [(m, todo(m, on=today), held.get(m.clinic_id, [])) for m in memberships],
        "invitations": Invitation.objects.live(at=timezone.now()).to(user)
        .select_related("clinic", "invited_by").order_by("expires_at", "pk"),
        "claims": Claim.objects.filter(user=user.pk).with_membership()
        .select_related("clinic").order_by("-started_at", "-pk")[:20],
        "notices": Notice.objects.filter(user=user.pk).unseen()
        .order_by("-at", "-pk")[:NOTICES_ON_FIRST_PAGE],
        "inquiries": Inquiry.objects.open().select_related("clinic")
        .filter(clinic__in=[m.clinic_id for m in memberships]),
        "has_factor": has_second_factor(user),
        "is_moderator": is_moderator(user),
        "may_speak_here": may_speak_here(request),
        "form": form,
    }  # fmt: skip
    return render(request, "clinics/dashboard/my.html", known, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request: AuthenticatedRequest) -> HttpResponse:
    """Delete the account: what goes and stays, the password, and a second factor if it is on."""
    user, page = request.user, "clinics/dashboard/delete_account.html"
    if problem := why_not_delete(user):
        return render(request, page, {"problem": problem}, status=403)
    if has_second_factor(user) and not has_shown_factor(request, within=FACTOR_TO_DELETE):
        return redirect(f"{reverse('mfa_reauthenticate')}?next={request.path}")
    form = DeleteAccountForm(request.POST or None, user=user, alone=alone_in(user))
    if request.method == "POST" and form.is_valid():
        try:
            actions.delete_account(user, knowing=form.cleaned_data.get("knowing", ()))
        except actions.AccountRefused as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            return render(request, "clinics/dashboard/account_deleted.html")
    status = 400 if form.is_bound and form.errors else 200
    return render(request, page, {"form": form}, status=status)


@require_safe
def notices(request: AuthenticatedRequest) -> HttpResponse:
    """The person's notices, newest first."""
    newest = Notice.objects.filter(user=request.user.pk).order_by("-at", "-pk")
    rows = newest[:NOTICES_ON_OWN_PAGE]
    has_new = any(notice.seen_at is None for notice in rows)
    return render(request, "clinics/dashboard/notices.html", {"notices": rows, "has_new": has_new})


@require_POST
def notices_seen(request: AuthenticatedRequest) -> HttpResponse:
    """Mark the person's notices as read."""
    mark_seen(by=request.user)
    return redirect("notices")
