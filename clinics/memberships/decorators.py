"""Who gets to the pages of one clinic: those who speak for it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.listing.models import Clinic
from clinics.memberships.permissions import may_edit


class SignedIn(HttpRequest):
    """A request of somebody signed in: LoginRequiredMiddleware lets no other through."""

    user: User


def own_clinic(request: HttpRequest, slug: str) -> Any:
    """A clinic that the person speaks for now. Raises PermissionDenied, in words, and Http404."""
    clinic = get_object_or_404(Clinic.objects.all(), slug=slug)
    if not may_edit(request.user, clinic.pk):
        raise PermissionDenied(_("You do not speak for this clinic, or no longer."))
    return clinic
