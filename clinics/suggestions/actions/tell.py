"""Tells who asked what came of it, once."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse

from clinics.accounts import mail_budget
from clinics.erasures.actions import found, note
from clinics.erasures.models import Erasure
from clinics.languages import reading
from clinics.notices import mail
from clinics.notices.actions.notify import tell_at_once
from clinics.reviews import sealing
from clinics.reviews.actions.mail import try_to_send
from clinics.suggestions.models import Suggestion
from clinics.suggestions.wording import outcome_words


def tell_asker(suggestion: Suggestion, *, request: Any = None) -> None:
    """Tell an account by a notice and a mail, others by a mail; then their address is deleted.

    Others are told in the language in which they asked, an account in its own.
    The address is deleted even when the mail fails.
    """
    clinic = suggestion.clinic
    if suggestion.by:
        tell_at_once([suggestion.by], partial(outcome_words, suggestion), clinic=clinic,
                     path=_path(suggestion))  # fmt: skip
    if not suggestion.sealed:
        return
    address, suggestion.sealed = sealing.opened(suggestion.sealed), b""
    with transaction.atomic():
        suggestion.save(update_fields=["sealed"])
        note(Erasure.Kind.ASKER, suggestion)
    if address and mail_budget.take(address):
        with reading(suggestion.language):
            path = clinic.get_absolute_url() if clinic and clinic.is_shown else ""
            link = mail.absolute(path, request=request) if path else ""
            words = outcome_words(suggestion)
            try_to_send(address, "suggestion_decided", outcome=words, link=link)


def _path(suggestion: Suggestion) -> str:
    """The page for an account: its own listing, the claim of it, or the public page."""
    clinic = suggestion.clinic
    if clinic is None:
        return reverse("add_clinic")
    if suggestion.kind != Suggestion.Kind.ADD:
        is_own = suggestion.from_clinic
        if is_own:
            return reverse("my_life", args=[clinic.slug])
        return clinic.get_absolute_url() if clinic.is_shown else reverse("my")
    if suggestion.from_clinic and suggestion.outcome != Suggestion.Outcome.REFUSED:
        return reverse("claim", args=[clinic.slug])
    return clinic.get_absolute_url() if clinic.is_shown else reverse("my")


def forget_asker_again(made: Erasure) -> bool:
    """After a restore: delete the address of who asked and was told. Whether it was there."""
    asked = found(made, Suggestion.objects.exclude(sealed=b""))
    return asked is not None and bool(Suggestion.objects.filter(pk=asked.pk).update(sealed=b""))
