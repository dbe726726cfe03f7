"""Pages about who speaks for a clinic."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.listing.models import Clinic
from clinics.memberships.actions import members as actions
from clinics.memberships.actions.members import MembersRefused
from clinics.memberships.decorators import AuthenticatedRequest, for_speaker
from clinics.memberships.forms import InviteForm
from clinics.memberships.models import Invitation, Membership


@require_http_methods(["GET", "HEAD", "POST"])
@for_speaker
def members(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """Who speaks for the clinic, and inviting a colleague."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            actions.invite(clinic, email, by=request.user, request=request)
        except MembersRefused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, _("An invitation was sent to %s.") % email)
            return redirect("members", clinic.slug)
    rows = Membership.objects.filter(clinic=clinic).select_related("user")
    known = {
        "clinic": clinic,
        "form": form,
        "members": rows.order_by("since", "pk"),
        "invitations": Invitation.objects.live(at=timezone.now())
        .filter(clinic=clinic).select_related("invited_by").order_by("invited_at", "pk"),
    }  # fmt: skip
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "clinics/memberships/members.html", known, status=status)


@require_POST
@for_speaker
def remove(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """Remove a colleague from those who speak for the clinic."""
    member = get_object_or_404(Membership.objects.select_related("user"), pk=pk, clinic=clinic)
    try:
        actions.remove(member, by=request.user)
    except MembersRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%s no longer speaks for this clinic.") % member.user)
    return redirect("members", clinic.slug)


@require_POST
@for_speaker
def take_back(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """Take back an invitation that was not accepted yet."""
    invitation = get_object_or_404(Invitation, pk=pk, clinic=clinic)
    try:
        actions.take_back(invitation, by=request.user)
    except MembersRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The invitation was taken back."))
    return redirect("members", clinic.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@for_speaker
def leave(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """Stop speaking for the clinic. The page first warns the last admin that nobody is left."""
    problem = ""
    if request.method == "POST":
        try:
            actions.leave(clinic, by=request.user, knowing_last="knowing_last" in request.POST)
        except MembersRefused as refused:
            problem = str(refused)
        else:
            messages.success(request, _("You no longer speak for %s.") % clinic)
            return redirect("my")
    others = Membership.objects.filter(clinic=clinic).exclude(user=request.user.pk)
    known = {"clinic": clinic, "is_last": not others.exists(), "problem": problem}
    return render(request, "clinics/memberships/leave.html", known, status=409 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: AuthenticatedRequest, token: str) -> HttpResponse:
    """The page behind the link of an invitation: accept it."""
    asked = get_object_or_404(
        Invitation.objects.select_related("clinic", "invited_by"),
        token_hash=actions.token_hash(token),
    )
    problem = actions.why_not(asked, request.user)
    if request.method == "POST":
        try:
            actions.accept(asked, by=request.user)
        except MembersRefused as refused:
            problem = str(refused)
        else:
            messages.success(request, _("You now speak for %s.") % asked.clinic)
            return redirect("my")
    known = {"invitation": asked, "clinic": asked.clinic, "problem": problem}
    return render(
        request, "clinics/memberships/invitation.html", known, status=409 if problem else 200
    )
