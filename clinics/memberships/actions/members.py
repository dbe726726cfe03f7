"""Changes who speaks for a clinic: remove a colleague, leave."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.listing.models import Clinic
from clinics.memberships.models import Invitation, Membership
from clinics.memberships.permissions import may_decide, speaks_for
from clinics.notices.actions.notify import notify, tell_at_once
from clinics.site_address import absolute

NEW_FOR = dt.timedelta(days=7)
"""For how long somebody who joined cannot remove who leads."""


class MembersRefused(Exception):
    """Something about who speaks for a clinic cannot be done; the text is for the person."""


@transaction.atomic
def remove(membership: Membership, *, by: User, actor: str = "clinic", reason: str = "") -> None:
    """End that somebody speaks for a clinic, and the invitations they sent. All are told at once.

    `by` is a colleague, or with `actor="moderator"` a moderator, who must give a `reason`: a text
    that the person reads. Raises MembersRefused; also when a colleague who joined less than seven
    days ago would remove who leads.
    """
    clinic = Clinic.objects.locked(membership.clinic_id)
    is_colleague = actor == "clinic"
    if is_colleague:
        refuse_unless_speaks_for(clinic, by)
    elif not may_decide(by, clinic.pk):
        raise MembersRefused(_("A moderator who does not speak for this clinic must do this."))
    elif not reason.strip():
        raise MembersRefused(_("Say why: the person reads it."))
    present = Membership.objects.filter(pk=membership.pk).select_related("user").first()
    if present is None:
        raise MembersRefused(_("This person no longer speaks for the clinic."))
    if is_colleague and (refusal := why_not_remove(present, by)):
        raise MembersRefused(refusal)
    drop_member(clinic, present, verb="removed", actor=actor, by=by, why=reason)
    _tell_of_removal(clinic, present.user, by if is_colleague else None, reason)


def why_not_remove(membership: Membership, by: User) -> str:
    """Why a colleague cannot remove this person, as a sentence; '' when they can. Two queries.

    Nobody removes themselves. Nobody who joined less than seven days ago removes who leads.
    """
    if membership.user_id == by.pk:
        return _("To stop speaking for the clinic yourself, leave it.")
    members = Membership.objects.filter(clinic=membership.clinic_id)
    own = members.filter(user=by).first()
    if own is None:
        return _("You no longer speak for this clinic.")
    until = own.since + NEW_FOR
    if until <= timezone.now() or members.lead_first()[0].pk != membership.pk:
        return ""
    return _(
        "%(who)s leads this listing, and you joined less than seven days ago. You can remove them "
        "from %(day)s on. If it cannot wait, object: a moderator decides."
    ) % {"who": membership.user, "day": date_format(timezone.localtime(until), "DATE_FORMAT")}


def objection(clinic: Clinic) -> str:
    """The sentence that ends a mail about who speaks for a clinic: where to object."""
    link = absolute(reverse("object", args=[clinic.slug]))
    return _("Is this wrong? Object here, and a moderator decides: %s") % link


def _tell_of_removal(clinic: Clinic, gone: User, colleague: User | None, reason: str) -> None:
    """Tell who was removed, and all who still speak for the clinic but whoever did it."""
    names = {"who": gone, "clinic": clinic, "by": colleague}
    own, others = (
        (gettext_lazy("You no longer speak for %(clinic)s: a colleague removed you."),
         gettext_lazy("%(by)s removed %(who)s: they no longer speak for %(clinic)s."))
        if colleague else
        (gettext_lazy("You no longer speak for %(clinic)s: a moderator removed you."),
         gettext_lazy("A moderator removed %(who)s: they no longer speak for %(clinic)s."))
    )  # fmt: skip

    def details() -> str:
        return "\n\n".join(part for part in (reason.strip(), objection(clinic)) if part)

    tell_at_once([gone], lambda: own % names, details=details, clinic=clinic,
                 path=clinic.get_absolute_url())  # fmt: skip
    tell_at_once(members_but(clinic, colleague), lambda: others % names, details=details,
                 clinic=clinic, path=reverse("members", args=[clinic.slug]))  # fmt: skip


def members_but(clinic: Clinic, person: User | None) -> list[User]:
    """Everybody who speaks for a clinic, but one person, in the order of accounts. One query."""
    people = User.objects.filter(memberships__clinic=clinic).order_by("pk")
    return list(people.exclude(pk=person.pk) if person else people)


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
    drop_leaving(clinic, Membership.objects.get(clinic=clinic, user=by), by)
    return is_last


def drop_leaving(clinic: Clinic, membership: Membership, by: User) -> None:
    """End the membership of somebody who goes, and tell colleagues. The clinic is locked."""
    drop_member(clinic, membership, verb="left", actor="clinic", by=by)
    who, path = {"who": by, "clinic": clinic}, reverse("members", args=[clinic.slug])
    words = gettext_lazy("%(who)s left: they no longer speak for %(clinic)s.")
    for person in members_but(clinic, by):
        notify(person, lambda: words % who, clinic=clinic, path=path)


def refuse_unless_speaks_for(clinic: Clinic, by: User) -> None:
    """Raise MembersRefused unless the person speaks for the clinic. The caller has locked it."""
    if not speaks_for(by, clinic.pk):
        raise MembersRefused(_("You no longer speak for this clinic."))


def add_member(
    clinic: Clinic, user: User, *, actor: str, by: User, since: dt.datetime | None = None
) -> Membership:
    """Let a person speak for a clinic, again `since` when they did. The caller has locked it."""
    defaults = {"since": since} if since else {}
    membership, is_new = Membership.objects.get_or_create(
        clinic=clinic, user=user, defaults=defaults
    )
    if is_new:
        record("joined", membership, actor=actor, by=by, clinic_id=clinic.pk,
               after={"user": user.pk})  # fmt: skip
    return membership


def drop_member(
    clinic: Clinic, membership: Membership, *, verb: str, actor: str, by: User, why: str = ""
) -> None:
    """End a membership and the invitations that person sent. The caller has locked the clinic.

    If they led, the lead that they offered somebody is no longer on offer.
    """
    members = Membership.objects.filter(clinic=clinic)
    if members.lead_first()[0].pk == membership.pk:
        members.update(lead_offered_at=None)
    for invitation in Invitation.objects.live(at=timezone.now()).filter(
        clinic=clinic, invited_by=membership.user_id
    ):
        end_invitation(invitation, clinic, by, "invitation taken back", actor)
    record(verb, membership, actor=actor, by=by, clinic_id=clinic.pk,
           before={"user": membership.user_id, "joined": membership.since.isoformat()},
           why=why)  # fmt: skip
    Membership.objects.filter(pk=membership.pk).delete()


def end_invitation(
    invitation: Invitation, clinic: Clinic, by: User, verb: str, actor: str = "clinic"
) -> None:
    """End an invitation that nobody accepted. The caller has locked the clinic."""
    invitation.expires_at = min(invitation.expires_at, timezone.now())
    invitation.save(update_fields=["expires_at"])
    record(verb, invitation, actor=actor, by=by, clinic_id=clinic.pk)
