"""Tells clinics once that they are listed, and keeps who wants no mail."""

from __future__ import annotations

import logging
from collections import Counter
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinics.accounts import limits, mail_budget
from clinics.audit.actions import record
from clinics.digests import new_token, token_hash
from clinics.erasures.actions import note
from clinics.erasures.models import Erasure
from clinics.languages import DEFAULT, reading
from clinics.listing.models import Clinic
from clinics.notices import mail
from clinics.outreach.models import ListedMail
from clinics.outreach.waiting import address_hash, domain_hash, to_tell

LOG = logging.getLogger(__name__)
BUDGET = ("listed_mails", "all")
"""What all these mails of a day count against."""
NAMED = 10
"""How many clinics a mail names; it counts the rest."""
MOST_FAILURES = 3
"""After so many mails that could not be sent, something is wrong with the mail server."""


def tell_listed() -> Counter[str]:
    """Tell clinics that they are listed, as many as the day's budget allows. No transaction.

    Counts `told` and `unreachable` addresses, those that `failed` and are tried again, and those
    that `wait`.
    """
    outcomes: Counter[str] = Counter()
    waiting = to_tell()
    for clinics in waiting:
        if outcomes["failed"] == MOST_FAILURES or not limits.count(None, BUDGET, dry_run=True):
            break
        used = mail_budget.take(clinics[0].email, also=[BUDGET])
        outcome = _tell(clinics) if used else "full"
        if used and outcome in ("failed", "other"):
            used.rollback()
        outcomes[outcome] += 1
    outcomes["wait"] = len(waiting) - outcomes["told"] - outcomes["unreachable"] - outcomes["other"]
    return outcomes


def _tell(clinics: list[Clinic]) -> str:
    """Mail one address; returns told, unreachable, failed, or other: another process told it.

    The row is there before the mail goes, so that a process that dies never leads to a second one.
    """
    address, token = clinics[0].email, new_token()
    row, is_new = ListedMail.objects.get_or_create(
        address_hash=address_hash(address),
        defaults={"domain_hash": domain_hash(address), "token_hash": token_hash(token)},
    )
    if not is_new:
        return "other"
    try:
        with reading(DEFAULT):
            _send(address, clinics, token)
    except (OSError, ValueError) as error:  # its text may hold the address
        if _is_unreachable(error):
            return "unreachable"
        LOG.error("A listed clinic could not be told: %s.", type(error).__name__)
        row.delete()
        return "failed"
    _keep_sent(row, clinics)
    return "told"


@transaction.atomic
def _keep_sent(row: ListedMail, clinics: list[Clinic]) -> None:
    """Note that the mail was sent, also in the trail of each clinic. No address gets there."""
    row.sent_at = timezone.now()
    row.save(update_fields=["sent_at"])
    _note(Erasure.Kind.TOLD, row)
    for clinic in clinics:
        record("told that it is listed", row, actor="operator", clinic_id=clinic.pk)


def _is_unreachable(error: Exception) -> bool:
    """Whether no mail can ever reach the address: it cannot be written, or nobody has it."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, ValueError)


def _send(address: str, clinics: list[Clinic], token: str) -> None:
    no_mail = mail.absolute(reverse("no_mail", args=[token]))
    headers = {"List-Unsubscribe": f"<{no_mail}>"}
    if settings.CONTACT_EMAIL:
        headers["Reply-To"] = settings.CONTACT_EMAIL
    mail.send(
        address, "listed", headers=headers, clinics=[_links(one) for one in clinics[:NAMED]],
        more=len(clinics[NAMED:]), for_clinics=mail.absolute(reverse("for_clinics")),
        contact=settings.CONTACT_EMAIL, no_mail=no_mail,
    )  # fmt: skip


def _links(clinic: Clinic) -> dict[str, str]:
    """What the mail says of a clinic: its name and town, and where what can be done."""
    return {
        "name": clinic.name,
        "town": ", ".join(part for part in (clinic.city, clinic.state) if part),
        "page": mail.absolute(clinic.get_absolute_url()),
        "keep": mail.absolute(reverse("claim", args=[clinic.slug])),
        "problem": mail.absolute(reverse("problem", args=[clinic.slug])),
    }


@transaction.atomic
def refuse_mail(told: ListedMail) -> None:
    """Keep that nobody at this address, or at its own domain, wants such mail. Once is enough."""
    told = ListedMail.objects.select_for_update().get(pk=told.pk)
    if told.refused_at is None:
        told.refused_at = timezone.now()
        told.save(update_fields=["refused_at"])
        _note(Erasure.Kind.NO_MAIL, told)
        record("wants no mail", told, actor="clinic")


def _note(kind: Erasure.Kind, row: ListedMail) -> None:
    """Note it with the hashes: after a restore the row itself may be missing."""
    note(kind, row, domain_hash=row.domain_hash, token_hash=row.token_hash)


@transaction.atomic
def told_again(made: Erasure) -> bool:
    """After a restore: keep that an address was told, or wants no mail. Whether that was new."""
    hashes = {name: made.more[name] for name in ("domain_hash", "token_hash")}
    row, _new = ListedMail.objects.get_or_create(address_hash=made.identity, defaults=hashes)
    field = "refused_at" if made.kind == Erasure.Kind.NO_MAIL else "sent_at"
    if getattr(row, field) is not None:
        return False
    setattr(row, field, made.at)
    row.save(update_fields=[field])
    return True
