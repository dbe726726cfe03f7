"""Writing a review without an account, and changing it later by the link that was mailed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinics.distress import speaks_of_suicide
from clinics.listing.decorators import of_a_clinic
from clinics.listing.models import Clinic
from clinics.reviews.actions import write as actions
from clinics.reviews.decorators import by_link, for_anybody
from clinics.reviews.forms import LinkForm, NewReviewForm, ReviewForm
from clinics.reviews.links import confirmable
from clinics.reviews.models import Review, ReviewRefused


def sender(request: HttpRequest) -> str:
    """The IP address that a request came from. Only a hash of it is stored, for a day."""
    return get_adapter(request).get_client_ip(request)


@for_anybody
@of_a_clinic()
def write(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    """The form of a review; posted: the review, and a link to confirm it is mailed."""
    form = NewReviewForm(request.POST or None, today=timezone.localdate())
    crisis = speaks_of_suicide(request.POST.get("words", ""))
    context = {"clinic": clinic, "form": form, "crisis": crisis}
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            actions.write(
                clinic, email=email, network=sender(request), request=request, **form.review
            )
        except ReviewRefused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "clinics/reviews/sent.html", context | {"email": email})
    status = 400 if form.is_bound else 200
    return render(request, "clinics/reviews/write.html", context, status=status)


@for_anybody
@of_a_clinic()
def send_again(request: HttpRequest, clinic: Clinic) -> HttpResponse:
    """The form that mails the writer's link again; it never tells whether there is a review."""
    form = LinkForm(request.POST or None, label_suffix="")
    context: dict[str, Any] = {"clinic": clinic, "form": form}
    if form.is_bound and form.is_valid():
        try:
            actions.send_keep_link(form.cleaned_data["email"], clinic, request=request)
        except ReviewRefused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "clinics/reviews/link_sent.html", context)
    status = 400 if form.is_bound else 200
    return render(request, "clinics/reviews/send_again.html", context, status=status)


@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; pressed: the review is submitted.

    A GET alone submits nothing, because mail programs open links by themselves.
    """
    if request.method != "POST":
        return render(request, "clinics/reviews/confirm.html", {"review": confirmable(token)})
    review = actions.confirm(token, request=request)
    context = {"review": review, "crisis": review.is_distress}
    return render(request, "clinics/reviews/confirmed.html", context)


@by_link
@require_safe
def own(request: HttpRequest, token: str) -> HttpResponse:
    """The writer's review: where it stands, and what they can do with it."""
    review = actions.own(token)
    context = {"review": review, "token": token}
    return render(request, "clinics/reviews/keep.html", context)


def as_typed(review: Review) -> dict[str, Any]:
    """A stored review as initial values of its form."""
    mark = review.mark
    return {
        **mark.answers,
        "visit_month": review.visit_month.isoformat(),
        "relation": review.relation,
        "overall": str(mark.overall),
        "words": review.words,
        "language": review.language,
    }


@by_link
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """The form with the stored review; posted: the review waits for a moderator again."""
    review = actions.own(token)
    today = timezone.localdate()
    form = ReviewForm(request.POST or None, today=today, initial=as_typed(review))
    crisis = speaks_of_suicide(request.POST.get("words", ""))
    context = {
        "clinic": review.clinic,
        "review": review,
        "form": form,
        "token": token,
        "crisis": crisis,
    }
    if form.is_bound and form.is_valid():
        try:
            context["review"] = actions.rewrite(review, **form.review)
        except ReviewRefused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "clinics/reviews/keep.html", context | {"done": "edited"})
    status = 400 if form.is_bound else 200
    return render(request, "clinics/reviews/edit.html", context, status=status)


@by_link
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Asks whether to withdraw the review; posted: it is no longer public."""
    review = actions.own(token)
    if request.method == "POST":
        actions.withdraw(review)
        return redirect("review_own", token)
    return render(request, "clinics/reviews/withdraw.html", {"review": review, "token": token})


@by_link
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Asks whether to erase the review; posted: the review, mark and address are deleted."""
    review = actions.own(token)
    clinic = review.clinic
    if request.method == "POST":
        actions.erase(review)
        return render(request, "clinics/reviews/erased.html", {"clinic": clinic})
    return render(request, "clinics/reviews/erase.html", {"review": review, "token": token})
