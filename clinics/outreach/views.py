"""The page of the link that wants no mail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from clinics.digests import token_hash
from clinics.outreach.actions import refuse_mail
from clinics.outreach.models import ListedMail
from clinics.reviews.decorators import by_link


@by_link
def no_mail(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; pressed: this address and its domain get no such mail.

    A GET changes nothing, because mail programs open links by themselves.
    """
    told = get_object_or_404(ListedMail, token_hash=token_hash(token))
    if request.method == "POST":
        refuse_mail(told)
        return redirect("no_mail", token)
    return render(request, "clinics/outreach/no_mail.html", {"told": told})
