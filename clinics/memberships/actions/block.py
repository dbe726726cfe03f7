"""A moderator blocks an account, or lets it sign in again. The person is mailed why."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.accounts.security_log import log_event
from clinics.audit.actions import record
from clinics.languages import reading
from clinics.memberships.models import Membership
from clinics.memberships.permissions import may_moderate
from clinics.notices import mail

LOG = logging.getLogger(__name__)

REASONS = {
    "impostor": gettext_lazy("It speaks for a clinic without the right to"),
    "taken-over": gettext_lazy("Somebody else seems to have taken it over"),
    "untrue": gettext_lazy("It stated what it knew to be untrue"),
    "abuse": gettext_lazy("It was used to abuse or threaten people"),
    "asked": gettext_lazy("Its owner asked for it"),
    "other": gettext_lazy("Another reason"),
}
"""Why an account is blocked, by code."""


class BlockRefused(Exception):
    """An account cannot be blocked or unblocked; the text is for the moderator."""


def block(account: User, *, by: User, reason: str, words: str = "") -> bool:
    """Keep somebody from signing in and end all their sessions. Returns whether the mail went out.

    What the person asked for stays, and is marked at the desk. `reason` is a code of REASONS; the
    person reads it, with `words`. Locks the account. Raises BlockRefused.
    """
    if reason not in REASONS:
        raise BlockRefused(_("Choose a reason from the list."))
    if reason == "other" and not words.strip():
        raise BlockRefused(_("Write the reason in your own words."))
    person = _turn(account, by=by, may_sign_in=False, why=_why(reason, words))
    return _mail(person, "account_blocked", lambda: _why(reason, words))


def _why(reason: str, words: str) -> str:
    return ". ".join(filter(None, [str(REASONS[reason]), words.strip()]))


def unblock(account: User, *, by: User, words: str) -> bool:
    """Let somebody sign in again. Returns whether the mail went out. Raises BlockRefused."""
    if not words.strip():
        raise BlockRefused(_("Write why. The person reads it."))
    person = _turn(account, by=by, may_sign_in=True, why=words.strip())
    return _mail(person, "account_unblocked", words.strip)


@transaction.atomic
def _turn(account: User, *, by: User, may_sign_in: bool, why: str) -> User:
    """Set whether an account may sign in, with the trail. The account, as it is now."""
    person = User.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if refusal := why_not(person, by):
        raise BlockRefused(refusal)
    if person.is_active == may_sign_in:
        so_already = _("This account is blocked already."), _("This account is not blocked.")
        raise BlockRefused(so_already[may_sign_in])
    person.is_active = may_sign_in
    person.save(update_fields=["is_active"])
    if not may_sign_in:
        for session in UserSession.objects.filter(user=person):
            session.end()
    verb = "unblocked" if may_sign_in else "blocked"
    record(verb, person, actor="moderator", by=by, why=why, after={"user": person.pk})
    log_event(f"{verb} by a moderator", account=person.pk, request=None)
    return person


def why_not(person: User, by: User) -> str:
    """Why this moderator cannot block or unblock an account, as a sentence; '' when they can."""
    if not may_moderate(by):
        return _("Only a moderator can do this.")
    if person.is_moderator or person.is_superuser:
        return _("This person moderates. Whoever runs the site must take that from them first.")
    own = Membership.objects.of(by).values("clinic")
    if Membership.objects.filter(user=person.pk, clinic__in=own).exists():
        return _("You speak for a clinic together, so another moderator must do this.")
    return ""


def _mail(person: User, template: str, why: Callable[[], str]) -> bool:
    """Mail the person in their language. Whether the mail server took it."""
    try:
        with reading(person.language):
            mail.send(person.email, template, why=why())
    except OSError:
        LOG.exception("The mail to a blocked account could not be sent (account %s).", person.pk)
        return False
    return True
