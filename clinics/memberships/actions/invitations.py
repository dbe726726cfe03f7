"""Invitations: send, take back, accept, decline."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts import mail_budget
from clinics.accounts.limits import network
from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.digests import new_token, token_hash
from clinics.languages import reading, spoken_now
from clinics.listing.actions.editing import lock
from clinics.listing.models import Clinic
from clinics.memberships.actions.members import (
    MembersRefused,
    add_member,
    end_invitation,
    members_but,
    objection,
    refuse_unless_speaks_for,
)
from clinics.memberships.models import Invitation, Membership
from clinics.notices import mail
from clinics.notices.actions.notify import notify, tell_at_once

INVITATION_LIFETIME = dt.timedelta(days=7)
INVITATIONS_A_DAY = 20
"""How many invitations a clinic can send within 24 hours."""


def invite(clinic: Clinic, email: str, *, by: User, request: Any = None) -> Invitation:
    """Ask a colleague, by mail, to speak for the clinic too.

    Raises MembersRefused when `by` does not speak for the clinic, when the address belongs to an
    admin, is invited already or got too many mails today, and when the mail cannot be sent.
    """
    token = new_token()
    with mail_budget.counted(email, refused=MembersRefused, network=network(request)):
        invitation = _invite(clinic, email, token, by)
        try:
            with reading(_language_of(email)):
                link = mail.absolute(reverse("invitation", args=[token]), request=request)
                mail.send(email, "invitation", clinic=clinic, by=by, link=link)
        except OSError as error:
            take_back(invitation, by=by)
            raise MembersRefused(
                _("The e-mail could not be sent just now. Try again in some minutes.")
            ) from error
    return invitation


def _language_of(email: str) -> str:
    """The language of the account of an address; without one, that of the page now. One query."""
    languages = User.objects.all().owning(email).values_list("language", flat=True)
    return languages.first() or spoken_now()


@transaction.atomic
def _invite(clinic: Clinic, email: str, token: str, by: User) -> Invitation:
    clinic = Clinic.objects.locked(clinic.pk)
    refuse_unless_speaks_for(clinic, by)
    now = timezone.now()
    if Membership.objects.filter(clinic=clinic, user__email__iexact=email).exists():
        raise MembersRefused(_("%s already speaks for this clinic.") % email)
    if Invitation.objects.live(at=now).filter(clinic=clinic, email__iexact=email).exists():
        raise MembersRefused(_("%s is already invited.") % email)
    today = Invitation.objects.filter(clinic=clinic, invited_at__gt=now - dt.timedelta(days=1))
    if today.count() >= INVITATIONS_A_DAY:
        raise MembersRefused(
            _("This clinic sent twenty invitations within a day. Try again tomorrow.")
        )
    invitation = Invitation.objects.create(
        clinic=clinic, email=email, invited_by=by, invited_at=now,
        expires_at=now + INVITATION_LIFETIME, token_hash=token_hash(token),
    )  # fmt: skip
    record("invited", invitation, actor="clinic", by=by, clinic_id=clinic.pk)
    tell_at_once(
        members_but(clinic, by),
        lambda: _("%(by)s invited %(who)s to speak for %(clinic)s.")
        % {"by": by, "who": email, "clinic": clinic},
        details=partial(objection, clinic), clinic=clinic,
        path=reverse("members", args=[clinic.slug]),
    )  # fmt: skip
    return invitation


@transaction.atomic
def take_back(invitation: Invitation, *, by: User) -> None:
    """End an invitation before it is accepted."""
    clinic, invitation = lock(invitation)
    refuse_unless_speaks_for(clinic, by)
    if invitation.used_at:
        raise MembersRefused(_("This invitation was accepted already."))
    end_invitation(invitation, clinic, by, "invitation taken back")


@transaction.atomic
def decline(invitation: Invitation, *, by: User) -> None:
    """Decline an invitation; whoever sent it is told. Raises MembersRefused as `accept` does."""
    clinic, invitation = lock(invitation)
    if refusal := why_not(invitation, by):
        raise MembersRefused(refusal)
    end_invitation(invitation, clinic, by, "invitation declined", "person")
    notify(invitation.invited_by, lambda: _("%(who)s does not want to speak for %(clinic)s.")
           % {"who": invitation.email, "clinic": clinic}, clinic=clinic,
           path=reverse("members", args=[clinic.slug]))  # fmt: skip


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Membership:
    """Accept an invitation: `by` now speaks for the clinic.

    Raises MembersRefused when the invitation was used or has expired, and when `by` has not
    confirmed the address that it was sent to.
    """
    clinic, invitation = lock(invitation)
    if refusal := why_not(invitation, by):
        raise MembersRefused(refusal)
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    record("invitation accepted", invitation, actor="clinic", by=by, clinic_id=clinic.pk)
    notify(invitation.invited_by, lambda: _("%(who)s now speaks for %(clinic)s too.")
           % {"who": by, "clinic": clinic}, clinic=clinic,
           path=reverse("members", args=[clinic.slug]))  # fmt: skip
    return add_member(clinic, by, actor="clinic", by=by)


def why_not(invitation: Invitation, user: User) -> str:
    """Why the person cannot accept this invitation, as a sentence; '' when they can."""
    if invitation.used_at:
        return _("This invitation was already used.")
    if invitation.expires_at <= timezone.now():
        return _("This invitation expired or was taken back. Ask your colleague for a new one.")
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    if not addresses.filter(email__iexact=invitation.email).exists():
        return _(
            "This invitation was sent to another address. Sign in with the account of that address."
        )
    return ""
