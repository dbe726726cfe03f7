"""The link that confirms a suggestion. Only the hash of its token is stored."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.digests import token_hash
from clinics.reviews.links import CONFIRM_WITHIN
from clinics.suggestions.models import Suggestion, SuggestionRefused


def find(token: str, *, lock: bool = False) -> Suggestion:
    """The suggestion of a link, with its clinic. Raises SuggestionRefused when there is none."""
    rows = Suggestion.objects.select_related("clinic")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.filter(token_hash=token_hash(token)).first()
    if found is None:
        raise SuggestionRefused(_("This link no longer works. It has expired."))
    return found


def refuse_unless_live(found: Suggestion, *, at: dt.datetime) -> None:
    """Raise SuggestionRefused when the link was used, or has expired at `at`."""
    if found.confirmed_at:
        raise SuggestionRefused(_("You have already used this link. A moderator looks at it."))
    if at >= found.at + CONFIRM_WITHIN:
        raise SuggestionRefused(
            _("This link has expired. It worked for 24 hours. Please send it again.")
        )


def confirmable(token: str) -> Suggestion:
    """The suggestion that a link would confirm; reads only. Raises SuggestionRefused."""
    found = find(token)
    refuse_unless_live(found, at=timezone.now())
    return found


def takeable(token: str, *, by: User, lock: bool = False) -> Suggestion:
    """The suggestion that somebody who works at the missing clinic may take up.

    Raises SuggestionRefused for one that is not confirmed, belongs to another account, says that
    somebody else works there, or did not make a listing.
    """
    found = find(token, lock=lock)
    is_taken = found.by_id not in (None, by.pk)
    is_over = found.outcome not in ("", Suggestion.Outcome.DONE)
    if found.confirmed_at is None or not found.from_clinic or is_taken or is_over:
        raise SuggestionRefused(_("This link does not work any more."))
    return found
