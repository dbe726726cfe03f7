"""Deletes an account: what only the person needs goes, the trail keeps the account's number."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.accounts.security_log import log_event
from clinics.audit.actions import record
from clinics.claims.models import Claim, ClaimDocument
from clinics.documents.actions.forget import let_go
from clinics.erasures.actions import found, note
from clinics.erasures.models import Erasure
from clinics.languages import reading
from clinics.listing.actions.editing import lock_all
from clinics.listing.models import Clinic
from clinics.memberships.actions.members import drop_leaving
from clinics.memberships.models import Invitation, Membership
from clinics.notices import mail


class AccountRefused(Exception):
    """An account cannot be deleted now; the text is for the person."""


def why_not_delete(user: User) -> str:
    """Why this account cannot be deleted, as a sentence; '' when it can."""
    if user.is_moderator or user.is_superuser:
        return _(
            "You moderate. Your decisions must have a name, so this account cannot be deleted. Ask "
            "whoever runs the site to end that you moderate."
        )
    return ""


def alone_in(user: User) -> list[Clinic]:
    """The clinics for which nobody else speaks, by name. One query."""
    others = Membership.objects.filter(clinic=models.OuterRef("pk")).exclude(user=user.pk)
    clinics = Clinic.objects.filter(memberships__user=user.pk)
    return list(clinics.exclude(models.Exists(others)).order_by("name", "pk"))


def delete_account(user: User, *, knowing: Collection[int] = ()) -> None:
    """Delete the person's account, requests, documents and news, and end their sessions.

    A mail confirms it. `knowing` are the keys of the clinics of which the person knows that nobody
    will speak for them. Raises AccountRefused for who moderates or did, and when nobody would speak
    for another clinic. Locks the person's clinics in the order of their keys, then the account.
    """
    address, pk, language = user.email, user.pk, user.language
    with transaction.atomic():
        clinics = _lock_clinics(user)
        user = User.objects.select_for_update().get(pk=pk)
        if refusal := why_not_delete(user):
            raise AccountRefused(refusal)
        if left := [clinic for clinic in alone_in(user) if clinic.pk not in knowing]:
            names = ", ".join(str(clinic) for clinic in left)
            raise AccountRefused(_("Nobody else speaks for: %s. Confirm that you know it.") % names)
        note(Erasure.Kind.ACCOUNT, user)
        _delete(user, clinics)
    log_event("account deleted", account=pk, request=None)
    with reading(language):
        mail.in_background(partial(mail.try_to_send, address, "account_deleted"))


def delete_again(made: Erasure) -> bool:
    """After a restore: delete an account again, without a mail. Whether it was there.

    Whoever moderates in the restored database did not any more when the account was deleted.
    """
    with transaction.atomic():
        user = found(made, User.objects.all())
        if user is None:
            return False
        clinics = _lock_clinics(user)
        _delete(User.objects.select_for_update().get(pk=user.pk), clinics)
    log_event("account deleted", account=made.key, request=None)
    return True


def _delete(user: User, clinics: dict[int, Clinic]) -> None:
    """Delete a locked account and what only its person needs; `clinics` are theirs, locked.

    Raises AccountRefused.
    """
    for membership in Membership.objects.filter(user=user).order_by("clinic"):
        if membership.clinic_id not in clinics:
            raise AccountRefused(_("Something changed just now. Try again."))
        drop_leaving(clinics[membership.clinic_id], membership, user)
    _forget(user)
    record("account deleted", user, actor="person", by=user)
    try:
        user.delete()
    except models.ProtectedError as error:
        raise AccountRefused(
            _("You decided cases as a moderator. Decisions must have a name, so this account "
              "cannot be deleted.")
        ) from error  # fmt: skip


def _lock_clinics(user: User) -> dict[int, Clinic]:
    """Every clinic that the person speaks or asked for, locked in the order of their keys."""
    spoken = Membership.objects.filter(user=user).values_list("clinic", flat=True)
    asked = Claim.objects.filter(user=user).values_list("clinic", flat=True)
    return {one.clinic.pk: one.clinic for one in lock_all({*spoken, *asked})}


def _forget(user: User) -> None:
    """Delete files, sessions and invitations of a person whose account goes."""
    kept = ClaimDocument.objects.filter(claim__user=user).exclude(file="")
    for document in kept.select_related("claim"):
        let_go(document, clinic_id=document.claim.clinic_id)
    for claim in Claim.objects.open().filter(user=user):
        record("claim withdrawn", claim, actor="person", by=user, clinic_id=claim.clinic_id,
               why="The account was deleted.")  # fmt: skip
    sessions = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(sessions)).delete()
    addresses = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    to_them = models.Q()
    for address in {user.email, *addresses}:
        to_them |= models.Q(email__iexact=address)
    for invitation in Invitation.objects.live(at=timezone.now()).filter(to_them):
        record("invitation declined", invitation, actor="person", by=user,
               clinic_id=invitation.clinic_id, why="The account was deleted.")  # fmt: skip
    Invitation.objects.filter(to_them).delete()
