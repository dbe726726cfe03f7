"""Telling a person something: it stands on their page, and goes into their next digest."""

from __future__ import annotations

from clinics.people.models import User
from clinics.people.notices import Notice


def notify(user: User, words: str, *, clinic=None, path: str = "") -> Notice:
    """Tell a person something, inside the caller's transaction.

    `words` never name a condition: they may stand in a mail.
    """
    return Notice.objects.create(user=user, words=words[:500], clinic=clinic, path=path)
