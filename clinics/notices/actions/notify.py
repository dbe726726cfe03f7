"""Gives a person a notice: it shows on their page and goes into their next digest."""

from __future__ import annotations

from clinics.accounts.models import User
from clinics.listing.models import Clinic
from clinics.notices.models import Notice


def notify(user: User, words: str, *, clinic: Clinic | None = None, path: str = "") -> Notice:
    """Give a person a notice, inside the caller's transaction.

    `words` must not name a condition, because they are also sent by mail.
    """
    return Notice.objects.create(user=user, words=words[:500], clinic=clinic, path=path)


def tell_once(user: User, words: str, *, about: str, clinic: Clinic, path: str) -> None:
    """Give a person a notice unless they already have one with the same `about`."""
    Notice.objects.bulk_create(
        [Notice(user=user, words=words[:500], about=about, clinic=clinic, path=path)],
        ignore_conflicts=True,
    )
