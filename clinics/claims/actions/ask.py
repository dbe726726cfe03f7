"""What a person who claims a clinic can do: start, prove, answer, withdraw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.accounts import limits, mail_budget
from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.audit.models import Event
from clinics.claims import codes
from clinics.claims.actions.arrive import bring_to_desk
from clinics.claims.models import Claim, ClaimDocument, ClaimRefused
from clinics.claims.proof import methods
from clinics.documents.actions.keep import Keep, keeping
from clinics.documents.check import Checked
from clinics.listing.actions.editing import editing, lock
from clinics.listing.models import Clinic
from clinics.listing.websites import own_domain
from clinics.memberships.models import Invitation
from clinics.memberships.permissions import speaks_for
from clinics.notices import mail
from clinics.text import tidy

MOST_OPEN = 10
"""Open claims without a typed code that one person may have. With more, they probably guess."""
SENDS_A_CLINIC = 20
"""Codes for one clinic within 24 hours, to addresses that those who asked had not confirmed."""


def start(
    clinic: Clinic,
    method: str,
    *,
    by: User,
    local_part: str = "",
    statement: str = "",
    documents: Sequence[Checked] = (),
) -> Claim:
    """Start a claim. With documents, or for a call, it goes to the desk at once.

    `local_part` is the part before the @ of an address on the clinic's own domain. Raises
    ClaimRefused when the person speaks for the clinic, asked already, or the proof is impossible.
    """
    with keeping(refused=ClaimRefused) as keep, editing(clinic.pk) as listing:
        clinic = listing.clinic
        refuse_unless_may_ask(clinic, by)
        if method not in methods(clinic):
            raise ClaimRefused(_("This clinic cannot be claimed in that way."))
        if method == Claim.Method.DOCUMENTS and not documents:
            raise ClaimRefused(_("Hand in at least one document."))
        claim = Claim.objects.create(
            clinic=clinic, user=by, method=method, statement=tidy(statement, lines=True),
            address=_address(clinic, method, local_part),
        )  # fmt: skip
        _keep(keep, claim, documents)
        record("claim started", claim, actor="person", by=by, clinic_id=clinic.pk,
               after={"method": method})  # fmt: skip
        if method in (Claim.Method.DOCUMENTS, Claim.Method.LISTED_PHONE):
            bring_to_desk(clinic, claim)
    return claim


def send_code(claim: Claim, *, by: User, request: HttpRequest | None = None) -> None:
    """Mail a new code. The earlier code stops working. Raises ClaimRefused past the day's limits.

    Limits count by person, by network and by address. A person who has confirmed the very address
    that the code goes to is held up by nobody else's codes.
    """
    here, own = limits.network(request), mail_budget.owner(request, claim.address)
    budget = mail_budget.counted(
        claim.address, refused=ClaimRefused, words=_too_many(), network=here, own=own,
        also=() if own else (("claim_codes", f"{here} {claim.clinic_id}"),),
    )  # fmt: skip
    with budget:
        address, code = _prepare_code(claim, by, is_own=bool(own))
        try:
            mail.send(address, "claim_code", code=code, clinic=claim.clinic)
        except OSError as error:
            raise ClaimRefused(
                _("The e-mail could not be sent just now. Ask for another code in some minutes.")
            ) from error


def _too_many() -> str:
    return _(
        "Too many codes were sent for this clinic today. Try again tomorrow. Or withdraw this "
        "request, and prove it by a call to the clinic’s phone or with documents."
    )


@transaction.atomic
def _prepare_code(claim: Claim, by: User, *, is_own: bool) -> tuple[str, str]:
    clinic, claim = _own(claim, by)
    if claim.method not in (Claim.Method.DOMAIN_EMAIL, Claim.Method.LISTED_EMAIL):
        raise ClaimRefused(_("This request needs no code by mail."))
    if claim.proved_at:
        raise ClaimRefused(_("You have already typed your code. You do not need another one."))
    _refuse_if_address_moved(clinic, claim)
    day_ago = timezone.now() - dt.timedelta(days=1)
    sent = Event.objects.filter(clinic_id=clinic.pk, verb="code sent", at__gt=day_ago)
    if sent.filter(by_id=by.pk).count() >= codes.SENDS_A_DAY:
        raise ClaimRefused(_("You asked for five codes within a day. Try again tomorrow."))
    if not is_own and sent.count() >= SENDS_A_CLINIC:
        raise ClaimRefused(_too_many())
    code = codes.new_code()
    claim.code_hash, claim.code_sent_at, claim.code_tries = (
        codes.hashed(claim.pk, code), timezone.now(), 0,
    )  # fmt: skip
    claim.save(update_fields=["code_hash", "code_sent_at", "code_tries"])
    record("code sent", claim, actor="person", by=by, clinic_id=clinic.pk)
    return claim.address, code


def type_code(claim: Claim, typed: str, *, by: User) -> None:
    """Prove a claim with its code. A wrong code is counted, and raises ClaimRefused."""
    refusal = _try_code(claim, typed, by)
    # Raised outside the transaction: a rollback would forget the wrong try.
    if refusal:
        raise ClaimRefused(refusal)


@transaction.atomic
def _try_code(claim: Claim, typed: str, by: User) -> str:
    clinic, claim = _own(claim, by)
    now = timezone.now()
    if claim.proved_at:
        return _("This code was already used.")
    if not claim.code_hash:
        return _("There is no code yet.")
    if not codes.is_live(claim, at=now):
        return _("This code expired after 30 minutes. You need a new one.")
    if claim.code_tries >= codes.TRIES:
        return _("A wrong code was typed five times. You need a new one.")
    if not codes.is_right(claim, typed):
        claim.code_tries += 1
        claim.save(update_fields=["code_tries"])
        left = codes.TRIES - claim.code_tries
        return ngettext(
            "That is not the code. You can try %d more time.",
            "That is not the code. You can try %d more times.", left,
        ) % left  # fmt: skip
    claim.proved_at, claim.code_hash = now, ""
    claim.save(update_fields=["proved_at", "code_hash"])
    record("claim proved", claim, actor="person", by=by, clinic_id=clinic.pk)
    if claim.asked_at is None:
        bring_to_desk(clinic, claim)
    return ""


def answer(claim: Claim, *, by: User, statement: str, documents: Sequence[Checked] = ()) -> Claim:
    """Answer a moderator's question: a new claim with the proof of the one that was sent back."""
    with keeping(refused=ClaimRefused) as keep, transaction.atomic():
        clinic, claim = _locked(claim, by)
        if claim.decision != Claim.Decision.ASKED_BACK:
            raise ClaimRefused(_("Nobody has asked you anything about this request."))
        if claim.answered_by.exists():
            raise ClaimRefused(_("You have answered already."))
        if not claim.is_objection:
            refuse_unless_may_ask(clinic, by)
        statement = tidy(statement, lines=True)
        if not (statement or documents):
            raise ClaimRefused(_("Say something, or hand in a document."))
        newer = Claim.objects.create(
            clinic=clinic, user=by, method=claim.method, address=claim.address, statement=statement,
            proved_at=claim.proved_at, answers=claim,
        )  # fmt: skip
        _keep(keep, newer, documents)
        record("claim answered", newer, actor="person", by=by, clinic_id=clinic.pk)
        bring_to_desk(clinic, newer)
    return newer


@transaction.atomic
def withdraw(claim: Claim, *, by: User) -> None:
    """Withdraw a claim before it is decided."""
    clinic, claim = _own(claim, by)
    claim.decision, claim.decided_at, claim.decided_by = (
        Claim.Decision.WITHDRAWN, timezone.now(), by,
    )  # fmt: skip
    claim.code_hash = ""
    claim.save()
    record("claim withdrawn", claim, actor="person", by=by, clinic_id=clinic.pk)


def _locked(claim: Claim, by: User) -> tuple[Clinic, Claim]:
    """The clinic and the person's own claim. Raises Claim.DoesNotExist for another's."""
    clinic, claim = lock(claim)
    if claim.user_id != by.pk:
        raise Claim.DoesNotExist
    return clinic, claim


def _own(claim: Claim, by: User) -> tuple[Clinic, Claim]:
    """The clinic and the person's own claim while it is open."""
    clinic, claim = _locked(claim, by)
    if claim.decision:
        raise ClaimRefused(_("This request was closed already: %s.") % claim.get_decision_display())
    return clinic, claim


def refuse_unless_may_ask(clinic: Clinic, by: User) -> None:
    """Raise ClaimRefused when the person speaks for the clinic, is invited, or asks already.

    Also when ten of their requests wait for a code, a call or a look at documents.
    """
    if speaks_for(by, clinic.pk):
        raise ClaimRefused(_("You already speak for this clinic."))
    if Invitation.objects.live(at=timezone.now()).to(by).filter(clinic=clinic).exists():
        raise ClaimRefused(
            _("A colleague invited you to speak for this clinic. Accept or decline that first.")
        )
    mine = Claim.objects.open().filter(user=by)
    if mine.filter(clinic=clinic).exists():
        raise ClaimRefused(_("You have already asked. Your request is still open."))
    if mine.filter(proved_at=None).count() >= MOST_OPEN:
        raise ClaimRefused(_("You have ten requests without a code. Finish or withdraw one first."))


def _address(clinic: Clinic, method: str, local_part: str) -> str:
    if method == Claim.Method.LISTED_EMAIL:
        return clinic.email
    if method != Claim.Method.DOMAIN_EMAIL:
        return ""
    if "@" in local_part:
        raise ClaimRefused(_("Type only the part before the @."))
    address = f"{local_part.strip()}@{own_domain(clinic.website)}"
    try:
        validate_email(address)
    except ValidationError as error:
        raise ClaimRefused(_("“%s” is not an e-mail address.") % address[:100]) from error
    return address


def _refuse_if_address_moved(clinic: Clinic, claim: Claim) -> None:
    """Raise ClaimRefused when the code's address is no longer that of the listing."""
    _local, _at, domain = claim.address.rpartition("@")
    is_listed = claim.method == Claim.Method.LISTED_EMAIL
    if claim.address != clinic.email if is_listed else domain != own_domain(clinic.website):
        raise ClaimRefused(
            _("The listing changed since you asked. Withdraw this request and ask again.")
        )


def _keep(keep: Keep, claim: Claim, documents: Sequence[Checked]) -> None:
    """Keep documents under names of our own."""
    keep(documents, lambda: ClaimDocument(claim=claim), lambda number: f"{claim.pk}-{number}")
