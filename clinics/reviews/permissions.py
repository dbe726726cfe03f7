"""Who may decide a review, a reply or a story: nobody who speaks for a clinic."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.memberships.models import Membership
from clinics.memberships.permissions import may_moderate
from clinics.reviews.models import ReviewRefused


def refuse_unless_impartial(by: User) -> None:
    """Raise ReviewRefused unless `by` moderates and speaks for no clinic at all.

    Somebody who speaks for another clinic is refused too: it may be a competitor.
    """
    if not may_moderate(by):
        raise ReviewRefused(_("Only a moderator with a second factor can decide this."))
    if Membership.objects.of(by).exists():
        raise ReviewRefused(_("You speak for a clinic, so another moderator must decide this."))
