"""What a moderator does with a claim: makes a code to read out by phone, and decides."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.claims import codes
from clinics.claims.models import Claim, ClaimDocument, ClaimRefused
from clinics.claims.proof import needs_code
from clinics.digests import digest_of
from clinics.listing.actions.editing import lock
from clinics.listing.models import Clinic
from clinics.memberships.actions.members import add_member, drop_member, objection
from clinics.memberships.ended import ended_by_others, joined_before
from clinics.memberships.models import Membership
from clinics.memberships.permissions import may_moderate, speaks_for
from clinics.notices.actions.notify import tell_at_once

__all__ = ["ClaimRefused", "decide_claim", "digest", "evidence", "make_spoken_code"]


def evidence(claim: Claim) -> QuerySet[ClaimDocument]:
    """The documents of a claim and of the earlier claims that it answers, oldest first."""
    ids, earlier = [claim.pk], claim.answers
    while earlier is not None:
        ids.append(earlier.pk)
        earlier = earlier.answers
    return ClaimDocument.objects.filter(claim__in=ids).order_by("uploaded_at", "pk")


def digest(claim: Claim) -> str:
    """The fingerprint of everything that a decision rests on: it shows whether that changed."""
    clinic = Clinic.objects.all().get(pk=claim.clinic_id)
    seen = [
        clinic.phone, clinic.website, clinic.email,
        claim.pk, claim.method, claim.address, claim.statement, claim.decision,
        str(claim.asked_at), str(claim.proved_at),
        list(evidence(claim).values_list("sha256", flat=True)),
        list(Membership.objects.filter(clinic=claim.clinic_id).order_by("pk")
             .values_list("user", flat=True)),
        list(Claim.objects.pending().objections().filter(clinic=claim.clinic_id)
             .values_list("pk", flat=True)),
    ]  # fmt: skip
    return digest_of(seen)


@transaction.atomic
def make_spoken_code(claim: Claim, *, by: User) -> str:
    """Make a code for a moderator to read out by phone. The earlier code stops working.

    Raises ClaimRefused unless the claim waits for a call and `by` may decide it.
    """
    clinic, claim = lock(claim)
    _refuse_unless_decidable(clinic, claim, by)
    if claim.method != Claim.Method.LISTED_PHONE or claim.proved_at:
        raise ClaimRefused(_("There is no code to read out for this claim."))
    claim.code_sent_at, claim.code_tries = timezone.now(), 0
    code = codes.code_to_speak(claim)
    claim.code_hash = codes.hashed(claim.pk, code)
    claim.save(update_fields=["code_sent_at", "code_tries", "code_hash"])
    record("code made", claim, actor="moderator", by=by, clinic_id=clinic.pk)
    return code


@transaction.atomic
def decide_claim(
    claim: Claim,
    decision: str,
    *,
    by: User,
    reason: str = "",
    words: str = "",
    seen: str,
    replace: bool = False,
) -> Claim:
    """Approve, reject or ask back (a Claim.Decision). `replace` removes the clinic's other admins.

    `seen` is the digest of what was on the screen. Raises ClaimRefused when the claim is already
    decided, not proved, or changed since; and when it is the moderator's own or their clinic's.
    """
    clinic, claim = lock(claim)
    _refuse_unless_decidable(clinic, claim, by)
    if seen != digest(claim):
        raise ClaimRefused(_("The claim changed while it was on your screen. Read it again."))
    _refuse_unless_sound(claim, decision, reason, words)
    if decision == Claim.Decision.APPROVED:
        _let_in(clinic, claim, by, replace)
    claim.decision, claim.reason, claim.words = decision, reason, words
    claim.decided_at, claim.decided_by, claim.code_hash = timezone.now(), by, ""
    claim.save()
    record(
        f"claim {decision}", claim, actor="moderator", by=by, clinic_id=clinic.pk,
        after={"method": claim.method, "replaces": replace}, why=_why(claim),
    )  # fmt: skip
    tell_at_once([claim.user], partial(_outcome, clinic, claim), details=partial(_why, claim),
                 clinic=clinic, path=reverse("my_claim", args=[claim.pk]))  # fmt: skip
    return claim


def _why(claim: Claim) -> str:
    return " – ".join(str(part) for part in (claim.reason_label, claim.words) if part)


def _refuse_unless_decidable(clinic: Clinic, claim: Claim, by: User) -> None:
    if not may_moderate(by):
        raise ClaimRefused(_("Only a moderator with a second factor decides claims."))
    if claim.user_id == by.pk:
        raise ClaimRefused(_("This is your own claim: another moderator must decide it."))
    if speaks_for(by, clinic.pk):
        raise ClaimRefused(_("You speak for this clinic: another moderator must decide."))
    if claim.decision:
        raise ClaimRefused(_("This claim was closed already: %s.") % claim.get_decision_display())
    if claim.asked_at is None:
        raise ClaimRefused(_("This claim cannot be decided yet: its proof is missing."))


def _refuse_unless_sound(claim: Claim, decision: str, reason: str, words: str) -> None:
    if decision not in (
        Claim.Decision.APPROVED,
        Claim.Decision.REJECTED,
        Claim.Decision.ASKED_BACK,
    ):
        raise ClaimRefused(_("Choose approve, reject or ask back."))
    if reason and reason not in Claim.Reason.values:
        raise ClaimRefused(_("Choose a reason from the list."))
    if len(words) > 2000:
        raise ClaimRefused(_("Your words are longer than 2,000 characters."))
    if decision == Claim.Decision.APPROVED:
        if needs_code(claim) and claim.proved_at is None:
            raise ClaimRefused(_("The code has not been typed yet: there is no proof to approve."))
        if not claim.user.is_active:
            raise ClaimRefused(_("This account is closed."))
    elif not (reason or words.strip()) or (reason == "other" and not words.strip()):
        raise ClaimRefused(_("Say why: the person reads it."))


def _let_in(clinic: Clinic, claim: Claim, by: User, replace: bool) -> None:
    """Make the person an admin; tell the other admins, or remove them (`replace`)."""
    members = Membership.objects.filter(clinic=clinic).select_related("user")
    others = list(members.exclude(user=claim.user_id).order_by("pk"))
    words = gettext_lazy("A moderator decided that %(who)s speaks for %(clinic)s too.")
    if replace:
        words = gettext_lazy(
            "A moderator decided that somebody else speaks for %(clinic)s; you no longer do."
        )
        for member in others:
            drop_member(clinic, member, verb="replaced", actor="moderator", by=by)
    elif members.filter(user=claim.user_id).exists():
        words = gettext_lazy(
            "A moderator agreed with %(who)s, who objected to who speaks for %(clinic)s."
        )
    ended = ended_by_others(claim.user_id, clinic.pk) if claim.is_objection else None
    add_member(clinic, claim.user, actor="moderator", by=by, since=joined_before(ended))
    tell_at_once(
        [member.user for member in others],
        lambda: words % {"who": claim.user, "clinic": clinic},
        details=partial(objection, clinic), clinic=clinic, path=clinic.get_absolute_url(),
    )  # fmt: skip


def _outcome(clinic: Clinic, claim: Claim) -> str:
    """The sentence that tells the person how their claim was decided."""
    if claim.is_objection:
        return {
            Claim.Decision.APPROVED: _("A moderator agreed with your objection about %s."),
            Claim.Decision.REJECTED: _("Your objection about who speaks for %s was rejected."),
            Claim.Decision.ASKED_BACK: _("A moderator has a question about your objection (%s)."),
        }[Claim.Decision(claim.decision)] % clinic
    return {
        Claim.Decision.APPROVED: _("You now speak for %s."),
        Claim.Decision.REJECTED: _("Your request to speak for %s was rejected."),
        Claim.Decision.ASKED_BACK: _(
            "A moderator has a question about your request to speak for %s."
        ),
    }[Claim.Decision(claim.decision)] % clinic
