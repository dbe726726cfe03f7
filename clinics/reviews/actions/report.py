"""Reports that an answer of a listing is wrong: anybody sends one, clinic or moderator ends it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts import mail_budget
from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.distress import speaks_of_suicide
from clinics.listing.actions.editing import lock
from clinics.listing.models import Clinic, Fact, Hours, Price
from clinics.memberships.models import Membership
from clinics.memberships.permissions import may_decide, speaks_for
from clinics.notices import mail
from clinics.notices.actions.notify import notify
from clinics.reviews import abuse, rules, sealing, traces
from clinics.reviews.actions.mail import try_to_send
from clinics.reviews.actions.traces import hashes, leave_trace
from clinics.reviews.models import DISTRESS, SAME_NETWORK, Report, ReviewRefused
from clinics.reviews.reported_answer import ADDRESS_FIELDS


def is_stated(clinic: Clinic, code: str) -> bool:
    """Whether the listing has an answer under a code now: only an answer can be wrong."""
    if code in ("phone", "website", "email"):
        return bool(getattr(clinic, code))
    if code == "address":
        return any(getattr(clinic, part) for part in ADDRESS_FIELDS)
    if code == "hours":
        return Hours.objects.filter(clinic=clinic).exists()
    if code.startswith("price."):
        return any(price.code == code for price in Price.objects.filter(clinic=clinic))
    return Fact.objects.filter(clinic=clinic, code=code).exists()


@transaction.atomic
def report(
    clinic: Clinic,
    *,
    code: str,
    words: str,
    email: str = "",
    network: str,
    at: dt.datetime | None = None,
) -> Report:
    """Keep a report that the answer under `code` is wrong; the clinic's admins are told.

    `network` is the sender's IP address; only its hash is stored. A network counts once in 24
    hours for each answer: further reports are kept with a flag. `email` is stored encrypted.
    Locks the clinic. Raises ReviewRefused, with nothing stored.
    """
    at = at or timezone.now()
    clinic = Clinic.objects.locked(clinic.pk)
    words = rules.clean_words(words, longest=Report.MAX_CHARACTERS)
    if clinic.published_at is None or not is_stated(clinic, code):
        raise ReviewRefused(_("The listing does not answer this, so there is nothing to correct."))
    if not words:
        raise ReviewRefused(_("Write in a few words what you found."))
    networks = hashes(network, at=at)
    traces.refuse_a_flood(networks, at=at)
    flags = abuse.flags_of_words(words)
    is_again = traces.was_reported_before(networks, clinic, code, at=at)
    leave_trace(networks, clinic, f"{code} again" if is_again else code, at=at)
    flags += [SAME_NETWORK] if is_again else []
    flags += [DISTRESS] if speaks_of_suicide(words) else []
    is_first = not Report.objects.waiting().filter(clinic=clinic, code=code).exists()
    sealed = sealing.seal(rules.clean_address(email)) if email.strip() else b""
    made = Report.objects.create(
        clinic=clinic, code=code, words=words, at=at, flags=flags, sealed=sealed
    )
    if is_first and not made.is_distress:
        _tell_the_clinic(clinic)
    return made


def _tell_the_clinic(clinic: Clinic) -> None:
    words = _("Somebody reported that something in the listing of %s is wrong.") % clinic
    path = reverse("my_reports", args=[clinic.slug])
    for member in Membership.objects.filter(clinic=clinic).select_related("user"):
        notify(member.user, words, clinic=clinic, path=path)


def resolve(
    report: Report, *, by: User, resolution: str, note: str = "", request: Any = None
) -> Report:
    """End a report; a reporter who left an address gets a mail, and the address is deleted.

    `resolution` is one of Report.Resolution; "corrected" changes no listing by itself. Raises
    ReviewRefused when it is already resolved, or `by` neither speaks for the clinic nor moderates.
    Only a moderator ends a report that speaks of suicide or self-harm.
    """
    note = rules.clean_words(note, longest=Report.MAX_NOTE)
    clinic, report = _resolve(report, by, resolution, note)
    if report.sealed:
        _tell_the_reporter(clinic, report, by, request)
    return report


@transaction.atomic
def _resolve(report: Report, by: User, resolution: str, note: str) -> tuple[Clinic, Report]:
    clinic, report = lock(report)
    speaks = speaks_for(by, clinic.pk)
    if not speaks and not may_decide(by, clinic.pk):
        raise ReviewRefused(_("Only the clinic or a moderator can close this report."))
    if report.is_distress and speaks:
        raise ReviewRefused(_("Only a moderator can close this report."))
    if report.resolution:
        raise ReviewRefused(
            _("This report is already closed: %s.") % report.get_resolution_display()
        )
    if resolution not in Report.Resolution.values:
        raise ReviewRefused(_("Choose how it ended."))
    report.resolution, report.note = resolution, note
    report.resolved_at, report.resolved_by = timezone.now(), by
    report.save(update_fields=["resolution", "note", "resolved_at", "resolved_by"])
    record("report resolved", clinic, actor="clinic" if speaks else "moderator", by=by,
           clinic_id=clinic.pk, about="reports", after={report.code: resolution})  # fmt: skip
    return clinic, report


def _tell_the_reporter(clinic: Clinic, report: Report, by: User, request: Any) -> None:
    """Mail who ended it and how, once; the address is deleted, even when the mail fails."""
    address = sealing.opened(report.sealed)
    report.sealed = b""
    report.save(update_fields=["sealed"])
    if speaks_for(by, clinic.pk):
        closed_by = _("The clinic itself closed your report. Moderators can see that. "
                      "You can report it again.")  # fmt: skip
    else:
        closed_by = _("A moderator of the directory closed your report.")
    link = mail.absolute(clinic.get_absolute_url(), request=request)
    if address and mail_budget.take(address):
        try_to_send(address, "report_resolved", outcome=report.get_resolution_display(),
                    closed_by=closed_by, note=report.note, link=link)  # fmt: skip
