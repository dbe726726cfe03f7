"""A clinic's own pages: its published reviews, its replies to them, and its success stories."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinics.listing.models import Clinic
from clinics.memberships.decorators import AuthenticatedRequest, for_speaker
from clinics.paging import page_of
from clinics.reviews.actions import texts
from clinics.reviews.forms import ReplyForm, StoryForm
from clinics.reviews.models import Reply, Review, ReviewRefused, Story
from clinics.reviews.reply_claims import claimed_facts
from clinics.reviews.reply_sentences import SENTENCES

A_PAGE = 20
MOST_STORIES = 50
"""How many of the newest stories are listed."""


@for_speaker
@require_safe
def reviews(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """The clinic's published reviews with its replies, and its stories."""
    replies = Prefetch("replies", Reply.objects.order_by("-asked_at", "-pk"))
    rows = Review.objects.published().filter(clinic=clinic.pk).prefetch_related(replies)
    context = {
        "clinic": clinic,
        "page": page_of(request, rows, size=A_PAGE),
        "stories": Story.objects.filter(clinic=clinic.pk).order_by("-pk")[:MOST_STORIES],
    }
    return render(request, "clinics/reviews/my_reviews.html", context)


@for_speaker
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """The form of a reply to a review; posted: the reply, which waits for a moderator."""
    review = get_object_or_404(Review.objects.published(), pk=pk, clinic=clinic.pk)
    form = ReplyForm(request.POST or None, label_suffix="")
    if form.is_bound and form.is_valid():
        try:
            texts.reply(review, by=request.user, **form.cleaned_data)
        except ReviewRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your reply is waiting for a moderator."))
            return redirect("my_reviews", clinic.slug)
    unbacked = [one for one in claimed_facts(clinic, SENTENCES) if not one.value]
    context = {"clinic": clinic, "review": review, "form": form, "unbacked": unbacked}
    status = 400 if form.is_bound else 200
    return render(request, "clinics/reviews/my_reply.html", context, status=status)


@for_speaker
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: AuthenticatedRequest, clinic: Clinic) -> HttpResponse:
    """The form of a success story; posted: the story, which waits for a moderator."""
    form = StoryForm(request.POST or None, label_suffix="")
    if form.is_bound and form.is_valid():
        try:
            texts.write_story(clinic, by=request.user, **form.cleaned_data)
        except ReviewRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your story is waiting for a moderator."))
            return redirect("my_reviews", clinic.slug)
    context = {"clinic": clinic, "form": form}
    status = 400 if form.is_bound else 200
    return render(request, "clinics/reviews/my_story.html", context, status=status)


def _withdrawn(request: AuthenticatedRequest, clinic: Clinic, text: Reply | Story) -> HttpResponse:
    try:
        texts.withdraw_text(text, by=request.user)
    except ReviewRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("You have withdrawn it."))
    return redirect("my_reviews", clinic.slug)


@for_speaker
@require_POST
def withdraw_reply(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """Withdraw a reply."""
    return _withdrawn(request, clinic, get_object_or_404(Reply, pk=pk, clinic=clinic.pk))


@for_speaker
@require_POST
def withdraw_story(request: AuthenticatedRequest, clinic: Clinic, pk: int) -> HttpResponse:
    """Withdraw a story."""
    return _withdrawn(request, clinic, get_object_or_404(Story, pk=pk, clinic=clinic.pk))
