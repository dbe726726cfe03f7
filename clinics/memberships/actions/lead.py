"""Hands the lead of a listing to a colleague, who must accept."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.listing.models import Clinic
from clinics.memberships.actions.members import (
    MembersRefused,
    members_but,
    objection,
    refuse_unless_speaks_for,
)
from clinics.memberships.models import Membership
from clinics.notices.actions.notify import notify, tell_at_once


@transaction.atomic
def offer(membership: Membership, *, by: User) -> None:
    """Offer the lead to a colleague. An earlier offer to somebody else ends.

    Raises MembersRefused when `by` does not lead, or the colleague has gone.
    """
    clinic = Clinic.objects.locked(membership.clinic_id)
    members = Membership.objects.filter(clinic=clinic)
    if _lead(clinic, by).user_id != by.pk:
        raise MembersRefused(_("Only who leads this listing can hand the lead on."))
    colleague = members.exclude(user=by).filter(pk=membership.pk).select_related("user").first()
    if colleague is None:
        raise MembersRefused(_("This person does not speak for the clinic, or leads already."))
    members.update(lead_offered_at=None)
    members.filter(pk=colleague.pk).update(lead_offered_at=timezone.now())
    record("lead offered", colleague, actor="clinic", by=by, clinic_id=clinic.pk)
    tell_at_once(
        [colleague.user],
        lambda: _("%(by)s offers you the lead of the listing of %(clinic)s.")
        % {"by": by, "clinic": clinic},
        clinic=clinic, path=_page(clinic),
    )  # fmt: skip


@transaction.atomic
def accept(clinic: Clinic, *, by: User) -> None:
    """Accept the lead. All colleagues are told. Raises MembersRefused without an offer."""
    clinic = Clinic.objects.locked(clinic.pk)
    former = _lead(clinic, by)
    members = Membership.objects.filter(clinic=clinic)
    own = members.filter(user=by, lead_offered_at__isnull=False).first()
    if own is None:
        raise MembersRefused(_("The lead is not on offer to you, or no longer."))
    members.update(leads_since=None, lead_offered_at=None)
    members.filter(pk=own.pk).update(leads_since=timezone.now())
    record("lead handed on", own, actor="clinic", by=by, clinic_id=clinic.pk,
           before={"user": former.user_id}, after={"user": by.pk})  # fmt: skip
    tell_at_once(
        members_but(clinic, by),
        lambda: _("%(by)s now leads the listing of %(clinic)s.") % {"by": by, "clinic": clinic},
        details=partial(objection, clinic), clinic=clinic, path=_page(clinic),
    )  # fmt: skip


@transaction.atomic
def end_offer(clinic: Clinic, *, by: User) -> None:
    """Take the offer back (who leads), or decline it (to whom it was made).

    Raises MembersRefused when nothing is on offer, or the offer is between others.
    """
    clinic = Clinic.objects.locked(clinic.pk)
    lead = _lead(clinic, by)
    offered = Membership.objects.filter(clinic=clinic, lead_offered_at__isnull=False)
    held = offered.select_related("user").first()
    if held is None or by.pk not in (lead.user_id, held.user_id):
        raise MembersRefused(_("The lead is not on offer to you, or no longer."))
    offered.update(lead_offered_at=None)
    record("lead not handed on", held, actor="clinic", by=by, clinic_id=clinic.pk)
    if by.pk == held.user_id:
        notify(
            lead.user,
            lambda: _("%(who)s does not take the lead of %(clinic)s.")
            % {"who": by, "clinic": clinic},
            clinic=clinic, path=_page(clinic),
        )  # fmt: skip


def _lead(clinic: Clinic, by: User) -> Membership:
    """Who leads. Raises MembersRefused unless `by` speaks for the clinic, which is locked."""
    refuse_unless_speaks_for(clinic, by)
    return Membership.objects.filter(clinic=clinic).select_related("user").lead_first()[0]


def _page(clinic: Clinic) -> str:
    return reverse("members", args=[clinic.slug])
