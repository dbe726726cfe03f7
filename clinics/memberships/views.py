"""Pages about who speaks for a clinic."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinics.digests import token_hash
from clinics.listing.models import Clinic
from clinics.memberships.actions import invitations, lead
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
            invitations.invite(clinic, email, by=request.user, request=request)
        except MembersRefused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, _("An invitation was sent to %s.") % email)
            return redirect("members", clinic.slug)
    rows = list(Membership.objects.filter(clinic=clinic).select_related("user").lead_first())
    known = {
        "clinic": clinic,
        "form": form,
        "members": rows,
        "lead": next(iter(rows), None),
        "offered": next((row for row in rows if row.lead_offered_at), None),
        "invitations": Invitation.objects.live(at=timezone.now())
        .filter(clinic=clinic).select_related("invited_by").order_by("invited_at", "pk"),
    }  # fmt: skip
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "clinics/memberships/members.html", known, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_speaker
def remove(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """Remove a colleague from those who speak for the clinic; the page first says what it means."""
    member = get_object_or_404(Membership.objects.select_related("user"), pk=pk, clinic=clinic)
    problem = actions.why_not_remove(member, request.user)
    if request.method == "POST":
        try:
            actions.remove(member, by=request.user)
        except MembersRefused as refused:
            problem = str(refused)
        else:
            messages.success(request, _("%s no longer speaks for this clinic.") % member.user)
            return redirect("members", clinic.slug)
    known = {"clinic": clinic, "member": member, "problem": problem}
    status = 409 if problem and request.method == "POST" else 200
    return render(request, "clinics/memberships/remove.html", known, status=status)


def _did(
    request: AuthenticatedRequest, act: Callable[[], object], done: str, *page: str
) -> HttpResponse:
    """Act, then go to the page with the message `done`, or with the reason of a refusal."""
    try:
        act()
    except MembersRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(*page)


@require_POST
@for_speaker
def offer_lead(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """Offer the lead to a colleague."""
    member = get_object_or_404(Membership.objects.select_related("user"), pk=pk, clinic=clinic)
    done = _("You offered %s the lead. You lead until they accept.") % member.user
    act = partial(lead.offer, member, by=request.user)
    return _did(request, act, done, "members", clinic.slug)


@require_POST
@for_speaker
def accept_lead(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """Accept the lead that a colleague offered."""
    act = partial(lead.accept, clinic, by=request.user)
    return _did(request, act, _("You now lead this listing."), "members", clinic.slug)


@require_POST
@for_speaker
def end_offer(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """Take the offer of the lead back, or decline it."""
    act = partial(lead.end_offer, clinic, by=request.user)
    return _did(request, act, _("The lead stays where it is."), "members", clinic.slug)


@require_POST
@for_speaker
def take_back(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """Take back an invitation that was not accepted yet."""
    asked = get_object_or_404(Invitation, pk=pk, clinic=clinic)
    act = partial(invitations.take_back, asked, by=request.user)
    return _did(request, act, _("The invitation was taken back."), "members", clinic.slug)


@require_POST
def answer_invitation(request: AuthenticatedRequest, pk: int, answer: str) -> HttpResponse:
    """Accept or decline an invitation to one of the person's confirmed addresses."""
    mine = Invitation.objects.all().to(request.user).select_related("clinic")
    asked = get_object_or_404(mine, pk=pk)
    act: Callable[..., object] = invitations.decline
    done = _("You declined the invitation.")
    if answer == "accept":
        act, done = invitations.accept, _("You now speak for %s.") % asked.clinic
    return _did(request, partial(act, asked, by=request.user), done, "my")


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
        token_hash=token_hash(token),
    )
    problem = invitations.why_not(asked, request.user)
    if request.method == "POST":
        try:
            invitations.accept(asked, by=request.user)
        except MembersRefused as refused:
            problem = str(refused)
        else:
            messages.success(request, _("You now speak for %s.") % asked.clinic)
            return redirect("my")
    known = {"invitation": asked, "clinic": asked.clinic, "problem": problem}
    return render(
        request, "clinics/memberships/invitation.html", known, status=409 if problem else 200
    )
