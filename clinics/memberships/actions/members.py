"""Changes who speaks for a clinic: invite, accept, take back, remove, leave."""

from __future__ import annotations

import datetime as dt
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
from clinics.listing.actions.editing import lock
from clinics.listing.models import Clinic
from clinics.memberships.models import Invitation, Membership
from clinics.memberships.permissions import may_decide, speaks_for
from clinics.notices import mail
from clinics.notices.actions.notify import notify

INVITATION_LIFETIME = dt.timedelta(days=7)
INVITATIONS_A_DAY = 20
"""How many invitations a clinic can send within 24 hours."""


class MembersRefused(Exception):
    """Something about who speaks for a clinic cannot be done; the text is for the person."""


def invite(clinic: Clinic, email: str, *, by: User, request: Any = None) -> Invitation:
    """Ask a colleague, by mail, to speak for the clinic too.

    Raises MembersRefused when `by` does not speak for the clinic, when the address belongs to an
    admin, is invited already or got too many mails today, and when the mail cannot be sent.
    """
    token = new_token()
    with mail_budget.counted(email, refused=MembersRefused, network=network(request)):
        invitation = _invite(clinic, email, token, by)
        link = mail.absolute(reverse("invitation", args=[token]), request=request)
        try:
            mail.send(email, "invitation", clinic=clinic, by=by, link=link)
        except OSError as error:
            take_back(invitation, by=by)
            raise MembersRefused(
                _("The e-mail could not be sent just now. Try again in some minutes.")
            ) from error
    return invitation


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
    return invitation


@transaction.atomic
def take_back(invitation: Invitation, *, by: User) -> None:
    """End an invitation before it is accepted."""
    clinic, invitation = lock(invitation)
    refuse_unless_speaks_for(clinic, by)
    if invitation.used_at:
        raise MembersRefused(_("This invitation was accepted already."))
    _end(invitation, clinic, by)


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
    notify(invitation.invited_by, _("%(who)s now speaks for %(clinic)s too.")
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


@transaction.atomic
def remove(membership: Membership, *, by: User, actor: str = "clinic", reason: str = "") -> None:
    """End that somebody speaks for a clinic, and the invitations they sent. The person is told.

    `by` is a colleague, or with `actor="moderator"` a moderator, who must give a `reason`: a text
    that the person reads. Raises MembersRefused.
    """
    clinic = Clinic.objects.locked(membership.clinic_id)
    if actor == "clinic":
        refuse_unless_speaks_for(clinic, by)
        if membership.user_id == by.pk:
            raise MembersRefused(_("To stop speaking for the clinic yourself, leave it."))
    elif not may_decide(by, clinic.pk):
        raise MembersRefused(_("A moderator who does not speak for this clinic must do this."))
    elif not reason.strip():
        raise MembersRefused(_("Say why: the person reads it."))
    present = Membership.objects.filter(pk=membership.pk).select_related("user").first()
    if present is None:
        raise MembersRefused(_("This person no longer speaks for the clinic."))
    drop_member(clinic, present, verb="removed", actor=actor, by=by, why=reason)
    words = _("You no longer speak for %s: a colleague removed you.") % clinic
    if actor == "moderator":
        words = _("You no longer speak for %(clinic)s: a moderator removed you. %(why)s")
        words %= {"clinic": clinic, "why": reason}
    notify(present.user, words, clinic=clinic, path=clinic.get_absolute_url())


@transaction.atomic
def leave(clinic: Clinic, *, by: User, knowing_last: bool = False) -> bool:
    """Stop speaking for a clinic. Returns whether nobody speaks for it now.

    Raises MembersRefused when nobody would be left, unless the person knew that (`knowing_last`).
    """
    clinic = Clinic.objects.locked(clinic.pk)
    refuse_unless_speaks_for(clinic, by)
    is_last = not Membership.objects.filter(clinic=clinic).exclude(user=by).exists()
    if is_last and not knowing_last:
        raise MembersRefused(
            _("You are now the last one: when you leave, nobody speaks for the clinic.")
        )
    drop_member(clinic, Membership.objects.get(clinic=clinic, user=by), verb="left",
                actor="clinic", by=by)  # fmt: skip
    return is_last


def refuse_unless_speaks_for(clinic: Clinic, by: User) -> None:
    """Raise MembersRefused unless the person speaks for the clinic. The caller has locked it."""
    if not speaks_for(by, clinic.pk):
        raise MembersRefused(_("You no longer speak for this clinic."))


def add_member(clinic: Clinic, user: User, *, actor: str, by: User) -> Membership:
    """Let a person speak for a clinic. The caller has locked it."""
    membership, is_new = Membership.objects.get_or_create(clinic=clinic, user=user)
    if is_new:
        record("joined", membership, actor=actor, by=by, clinic_id=clinic.pk,
               after={"user": user.pk})  # fmt: skip
    return membership


def drop_member(
    clinic: Clinic, membership: Membership, *, verb: str, actor: str, by: User, why: str = ""
) -> None:
    """End a membership and the invitations that person sent. The caller has locked the clinic."""
    for invitation in Invitation.objects.live(at=timezone.now()).filter(
        clinic=clinic, invited_by=membership.user_id
    ):
        _end(invitation, clinic, by)
    record(verb, membership, actor=actor, by=by, clinic_id=clinic.pk,
           before={"user": membership.user_id}, why=why)  # fmt: skip
    Membership.objects.filter(pk=membership.pk).delete()


def _end(invitation: Invitation, clinic: Clinic, by: User) -> None:
    invitation.expires_at = min(invitation.expires_at, timezone.now())
    invitation.save(update_fields=["expires_at"])
    record("invitation taken back", invitation, actor="clinic", by=by, clinic_id=clinic.pk)
