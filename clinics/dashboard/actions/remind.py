"""Warns admins before something about their clinic becomes overdue."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from clinics.dashboard.todo import warnings, with_what_is_due
from clinics.memberships.models import Membership
from clinics.notices.actions.notify import tell_once


def warn_of_what_is_due(*, on: dt.date) -> int:
    """Tell admins what will read overdue within two weeks, once for each clinic and day.

    Returns the number of memberships looked at. Memory does not grow with that number.
    """
    members = with_what_is_due(Membership.objects.all()).select_related("user").order_by("pk")
    count = 0
    for member in members.iterator(chunk_size=500):
        count += 1
        path = reverse("members", args=[member.clinic.slug])
        for about, sentence in warnings(member.clinic, on=on):
            tell_once(member.user, sentence, about=about, clinic=member.clinic, path=path)
    return count
