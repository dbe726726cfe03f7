"""Undoes a decision about a claim with a new decision. The trail keeps both."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.audit.models import Event
from clinics.claims.models import Claim, ClaimRefused
from clinics.listing.actions.editing import lock
from clinics.listing.models import Clinic
from clinics.memberships.actions.members import add_member, drop_member, objection
from clinics.memberships.ended import brought_in, ended_by_others, joined_before
from clinics.memberships.models import Membership
from clinics.memberships.permissions import may_decide
from clinics.notices.actions.notify import Words, tell_at_once


@transaction.atomic
def undo_claim(claim: Claim, *, by: User, reason: str, ends: Collection[int] = ()) -> Claim:
    """Undo a decision; `reason` is a text for the person. Raises ClaimRefused.

    After an approval the person no longer speaks for the clinic, nor do the accounts `ends`, whom
    that person brought in; the same claim is returned. After another decision a new claim waits for
    a moderator, and that claim is returned.
    """
    clinic, claim = lock(claim)
    if claim.user_id == by.pk or not may_decide(by, clinic.pk):
        raise ClaimRefused(_("A moderator who does not speak for this clinic must do this."))
    if not reason.strip():
        raise ClaimRefused(_("Say why: the person reads it."))
    undo = {"approved": _end, "rejected": _reopen, "asked-back": _reopen}.get(claim.decision)
    if undo is None:
        raise ClaimRefused(_("Only a moderator’s decision can be undone."))
    sentence, shown = undo(claim, clinic, by, reason, ends)
    record("claim undone", claim, actor="moderator", by=by, clinic_id=clinic.pk, why=reason)
    path = reverse("my_claim", args=[shown.pk])
    tell_at_once(
        [claim.user], _words(sentence, clinic, reason), clinic=clinic, path=path,
        details=partial(objection, clinic) if shown == claim else "",
    )  # fmt: skip
    return shown


def _end(
    claim: Claim, clinic: Clinic, by: User, reason: str, ends: Collection[int]
) -> tuple[Promise, Claim]:
    """End what an approval began, and what came from it; whom it replaced speak again."""
    if not set(ends) <= {person.pk for person in brought_in(claim.user_id, clinic.pk)}:
        raise ClaimRefused(_("Who speaks for this clinic changed meanwhile. Read the case again."))
    ended = {claim.user_id, *ends} if _was_let_in(claim) else set(ends)
    members = Membership.objects.filter(clinic=clinic, user__in=ended)
    gone = list(members.select_related("user").order_by("pk"))
    undone = Event.objects.filter(verb="claim undone", target="claim", target_id=claim.pk).exists()
    if not gone and (undone or not claim.is_objection):
        raise ClaimRefused(_("This person no longer speaks for the clinic."))
    for member in gone:
        drop_member(clinic, member, verb="removed", actor="moderator", by=by, why=reason)
    sentence = gettext_lazy("A moderator decided that you no longer speak for %s.")
    others = [member.user for member in gone if member.user_id != claim.user_id]
    tell_at_once(
        others, _words(sentence, clinic, reason), details=partial(objection, clinic),
        clinic=clinic, path=clinic.get_absolute_url(),
    )  # fmt: skip
    if len(others) == len(gone):
        sentence = gettext_lazy("A moderator took back a decision about your request (%s).")
    again = [] if undone else list(_replaced_by(claim))
    for person in again:
        since = joined_before(ended_by_others(person.pk, clinic.pk))
        add_member(clinic, person, actor="moderator", by=by, since=since)
    tell_at_once(again, lambda: _("A moderator decided that you speak for %s again.") % clinic,
                 clinic=clinic, path=reverse("members", args=[clinic.slug]))  # fmt: skip
    return sentence, claim


def _words(sentence: Promise, clinic: Clinic, reason: str) -> Words:
    """A sentence that names the clinic, in the language of each person, and the reason."""
    return lambda: f"{str(sentence) % clinic} {reason}"


def _was_let_in(claim: Claim) -> bool:
    """Whether it was the approval that let the person in. Who objects may have spoken before."""
    if not claim.is_objection:
        return True
    approval = Event.objects.get(verb="claim approved", target="claim", target_id=claim.pk)
    earlier = Event.objects.filter(clinic_id=claim.clinic_id, pk__lt=approval.pk)
    last = earlier.order_by("-pk").first()
    return last is not None and last.verb == "joined" and last.after["user"] == claim.user_id


def _replaced_by(claim: Claim) -> QuerySet[User]:
    """The people whom the approval replaced, as recorded in the trail."""
    events = Event.objects.filter(clinic_id=claim.clinic_id)
    approval = events.get(verb="claim approved", target="claim", target_id=claim.pk)
    earlier = events.filter(pk__lt=approval.pk)
    # The clinic was locked, so the events of one decision follow each other in the trail.
    others = earlier.exclude(verb__in=["replaced", "joined", "invitation taken back"])
    last = others.order_by("-pk").values_list("pk", flat=True).first() or 0
    ended = earlier.filter(verb="replaced", pk__gt=last)
    ids = [event.before["user"] for event in ended]
    return User.objects.filter(pk__in=ids, is_active=True).order_by("pk")


def _reopen(
    claim: Claim, clinic: Clinic, by: User, reason: str, ends: Collection[int]
) -> tuple[Promise, Claim]:
    """Let a claim that was rejected or sent back wait again. It brought nobody in."""
    if Claim.objects.open().filter(clinic=clinic, user=claim.user_id).exists():
        raise ClaimRefused(_("This person has already asked again. Decide that claim."))
    again = Claim.objects.create(
        clinic=clinic,
        user=claim.user,
        method=claim.method,
        address=claim.address,
        statement=claim.statement,
        proved_at=claim.proved_at,
        asked_at=timezone.now(),
        is_dispute=Membership.objects.filter(clinic=clinic).exists(),
        answers=claim,
    )
    return gettext_lazy("A moderator looks again at your request to speak for %s."), again
