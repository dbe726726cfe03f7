"""Writing a review without an account, and keeping it by the link that was mailed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinics.distress import speaks_of_suicide
from clinics.listing.models import Clinic
from clinics.reviews.actions import write as actions
from clinics.reviews.decorators import by_link, for_anybody
from clinics.reviews.forms import LinkForm, NewReviewForm, ReviewForm
from clinics.reviews.links import confirmable
from clinics.reviews.models import Review, ReviewRefused


def sender(request: HttpRequest) -> str:
    """The network address a request came from; it is only hashed, with a salt kept for a day."""
    return get_adapter(request).get_client_ip(request)


@for_anybody
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a review; posted: the review, which waits for its link to be followed."""
    clinic = get_object_or_404(Clinic.objects.published(), slug=slug)
    form = NewReviewForm(request.POST or None, today=timezone.localdate())
    crisis = speaks_of_suicide(request.POST.get("words", ""))
    known = {"clinic": clinic, "form": form, "crisis": crisis}
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            actions.write(
                clinic, email=email, network=sender(request), request=request, **form.review
            )
        except ReviewRefused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "clinics/reviews/sent.html", known | {"email": email})
    status = 400 if form.is_bound else 200
    return render(request, "clinics/reviews/write.html", known, status=status)


@for_anybody
def send_again(request: HttpRequest, slug: str) -> HttpResponse:
    """The form that mails the writer's link again; it never tells whether there is a review."""
    clinic = get_object_or_404(Clinic.objects.published(), slug=slug)
    form = LinkForm(request.POST or None, label_suffix="")
    known: dict[str, Any] = {"clinic": clinic, "form": form}
    if form.is_bound and form.is_valid():
        try:
            actions.send_keep_link(form.cleaned_data["email"], clinic, request=request)
        except ReviewRefused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "clinics/reviews/link_sent.html", known)
    status = 400 if form.is_bound else 200
    return render(request, "clinics/reviews/send_again.html", known, status=status)


@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button; pressed: the review is handed in. Programs that follow links press none."""
    if request.method != "POST":
        return render(request, "clinics/reviews/confirm.html", {"review": confirmable(token)})
    review = actions.confirm(token, request=request)
    known = {"review": review, "crisis": review.is_distress}
    return render(request, "clinics/reviews/confirmed.html", known)


@by_link
@require_safe
def own(request: HttpRequest, token: str) -> HttpResponse:
    """How one's review stands, and what can be done with it."""
    review = actions.own(token)
    known = {"review": review, "token": token}
    return render(request, "clinics/reviews/keep.html", known)


def as_typed(review: Review) -> dict[str, Any]:
    """What the form shows of a review that is there already."""
    mark = review.mark
    return {
        **mark.answers,
        "visit_month": review.visit_month.isoformat(),
        "relation": review.relation,
        "overall": str(mark.overall),
        "words": review.words,
    }


@by_link
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """The form with what was written; posted: it waits for a moderator anew."""
    review = actions.own(token)
    today = timezone.localdate()
    form = ReviewForm(request.POST or None, today=today, initial=as_typed(review))
    crisis = speaks_of_suicide(request.POST.get("words", ""))
    known = {"clinic": review.clinic, "review": review, "form": form, "token": token,
             "crisis": crisis}  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            known["review"] = actions.rewrite(review, **form.review)
        except ReviewRefused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "clinics/reviews/keep.html", known | {"done": "edited"})
    status = 400 if form.is_bound else 200
    return render(request, "clinics/reviews/edit.html", known, status=status)


@by_link
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first; posted: the review is off the page."""
    review = actions.own(token)
    if request.method == "POST":
        actions.withdraw(review)
        return redirect("review_own", token)
    return render(request, "clinics/reviews/withdraw.html", {"review": review, "token": token})


@by_link
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first; posted: the review, the mark and the address are gone."""
    review = actions.own(token)
    clinic = review.clinic
    if request.method == "POST":
        actions.erase(review)
        return render(request, "clinics/reviews/erased.html", {"clinic": clinic})
    return render(request, "clinics/reviews/erase.html", {"review": review, "token": token})
