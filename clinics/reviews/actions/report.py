"""Reports that an answer is wrong: anybody sends one, clinic or moderator ends it, and a moderator
opens it again.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.accounts import mail_budget
from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.distress import speaks_of_suicide
from clinics.erasures.actions import note
from clinics.erasures.models import Erasure
from clinics.languages import reading, spoken_now
from clinics.listing.actions.editing import Listing, lock
from clinics.listing.models import Clinic
from clinics.listing.wording import names
from clinics.memberships.models import Membership
from clinics.memberships.permissions import may_decide, speaks_for
from clinics.notices import mail
from clinics.notices.actions.notify import Words, notify
from clinics.notices.mail import try_to_send
from clinics.reviews import abuse, rules, sealing, traces, wording
from clinics.reviews.actions.news import tell_of_distress
from clinics.reviews.actions.traces import hashes, leave_trace
from clinics.reviews.answers import is_same, stated_answer
from clinics.reviews.models import DISTRESS, SAME_NETWORK, Report, ReviewRefused
from clinics.reviews.reported_answer import can_be_reported
from clinics.spoken import in_english

Resolution = Report.Resolution


def is_stated(clinic: Clinic, code: str) -> bool:
    """Whether the listing has an answer under a code now: only an answer can be wrong."""
    return answer(clinic, code) is not None


def answer(clinic: Clinic, code: str) -> Any:
    """What the listing says under a code now; None: nothing. Three queries, none for no code."""
    return stated_answer(Listing(clinic).stored, code) if can_be_reported(code) else None


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
    words = rules.clean_words(words, longest=Report.MAX_CHARACTERS)
    # What takes long is done before the lock: nobody else waits for it.
    flags, is_distress = abuse.flags_of_words(words), speaks_of_suicide(words)
    clinic = Clinic.objects.locked(clinic.pk)
    said = answer(clinic, code)
    if not clinic.is_shown or said is None:
        raise ReviewRefused(_("The listing does not answer this, so there is nothing to correct."))
    if not words:
        raise ReviewRefused(_("Write in a few words what you found."))
    networks = hashes(network, at=at)
    traces.refuse_a_flood(networks, at=at)
    is_again = traces.was_reported_before(networks, clinic, code, at=at)
    leave_trace(networks, clinic, f"{code} again" if is_again else code, at=at)
    flags += [SAME_NETWORK] if is_again else []
    flags += [DISTRESS] if is_distress else []
    is_first = not Report.objects.waiting().filter(clinic=clinic, code=code).exists()
    sealed = sealing.seal(rules.clean_address(email)) if email.strip() else b""
    made = Report.objects.create(
        clinic=clinic, code=code, answer=said, words=words, at=at, flags=flags, sealed=sealed,
        language=spoken_now(),
    )  # fmt: skip
    if made.is_distress:
        tell_of_distress()
    elif is_first:
        told = gettext_lazy("Somebody reported that something in the listing of %s is wrong.")
        tell_the_clinic(clinic, lambda: told % clinic)
    return made


def tell_the_clinic(clinic: Clinic, words: Words) -> None:
    """Notify everybody who speaks for a clinic; it leads to their page of reports."""
    path = reverse("my_reports", args=[clinic.slug])
    for member in Membership.objects.filter(clinic=clinic).select_related("user"):
        notify(member.user, words, clinic=clinic, path=path)


def resolve(
    report: Report, *, by: User, resolution: str, note: str = "", request: Any = None
) -> Report:
    """End a report; a reporter who left an address gets a mail, and the address is deleted.

    `resolution` is one of Report.Resolution. "corrected" changes no listing by itself: a clinic may
    say it once the answer is another, a moderator also with a `note` that says how. A moderator who
    says that the answer is right takes a warning away, and writes how they found out. What a clinic
    closed, a moderator can still close otherwise for Report's LOOK. Only a moderator ends a report
    that speaks of suicide or self-harm. Raises ReviewRefused.
    """
    note = rules.clean_words(note, longest=Report.MAX_NOTE)
    clinic, report, is_changed = _resolve(report, by, resolution, note)
    if report.sealed:
        _tell_the_reporter(clinic, report, is_changed, request)
    return report


@transaction.atomic
def _resolve(report: Report, by: User, resolution: str, note: str) -> tuple[Clinic, Report, bool]:
    """The clinic, the closed report, and whether the answer is another than the reported one."""
    clinic, report = lock(report)
    speaks = speaks_for(by, clinic.pk)
    if not speaks and not may_decide(by, clinic.pk):
        raise ReviewRefused(_("Only the clinic or a moderator can close this report."))
    if report.is_distress and speaks:
        raise ReviewRefused(_("Only a moderator can close this report."))
    if report.resolution and (speaks or not report.waits_until):
        raise ReviewRefused(
            _("This report is already closed: %s.") % report.get_resolution_display()
        )
    if resolution not in Resolution.values:
        raise ReviewRefused(_("Choose how it ended."))
    is_changed = report.answer is not None and not is_same(
        report.code, report.answer, answer(clinic, report.code)
    )
    if resolution == Resolution.CORRECTED and not is_changed:
        _refuse_as_uncorrected(report, speaks=speaks, note=note)
    if resolution == Resolution.STANDS and not speaks and not note:
        raise ReviewRefused(_("Write how you found out that the answer is right."))
    before = {report.code: report.resolution} if report.resolution else {}
    report.resolution, report.note = resolution, note or report.note
    report.resolved_at, report.resolved_by = timezone.now(), by
    report.closed_by_clinic = speaks
    report.save(update_fields=[
        "resolution", "note", "resolved_at", "resolved_by", "closed_by_clinic",
    ])  # fmt: skip
    record("report resolved", clinic, actor="clinic" if speaks else "moderator", by=by,
           clinic_id=clinic.pk, about="reports", before=before,
           after={report.code: resolution})  # fmt: skip
    return clinic, report, is_changed


def _refuse_as_uncorrected(report: Report, *, speaks: bool, note: str) -> None:
    """Raise ReviewRefused: nothing was corrected, unless a moderator's note says what was."""
    if speaks and report.answer is None:
        raise ReviewRefused(
            _("We do not know what your listing said when this was reported. A moderator must "
              "close it as corrected.")
        )  # fmt: skip
    if speaks:
        raise ReviewRefused(
            _("Your listing still says what was reported. Edit the answer first. If your edit "
              "waits for a moderator, close this report once it is decided.")
        )  # fmt: skip
    if not note:
        raise ReviewRefused(
            _("The listing still says what was reported. Write in the note what was corrected, "
              "and how.")
        )  # fmt: skip


def _tell_the_reporter(clinic: Clinic, report: Report, is_changed: bool, request: Any) -> None:
    """Mail how it ended, once, in the language of the report; then the address is deleted.

    It is deleted even when the mail fails.

    Nobody's free words are mailed: whoever typed the address did not prove that it is theirs.
    """
    address = sealing.opened(report.sealed)
    report.sealed = b""
    with transaction.atomic():
        report.save(update_fields=["sealed"])
        note(Erasure.Kind.REPORTER, report)
    if address and mail_budget.take(address):
        with reading(report.language):
            outcome = wording.outcome(report, is_changed=is_changed)
            link = mail.absolute(clinic.get_absolute_url(), request=request)
            try_to_send(address, "report_resolved", outcome=outcome, link=link)


@transaction.atomic
def reopen(report: Report, *, by: User, reason: str) -> Report:
    """Open a closed report again, whoever closed it; the clinic is told.

    `reason` is one of Report.Again. Raises ReviewRefused when it is open, or `by` may not decide.
    """
    clinic, report = lock(report)
    if not may_decide(by, clinic.pk):
        raise ReviewRefused(_("A moderator who does not speak for this clinic must decide this."))
    if not report.resolution:
        raise ReviewRefused(_("This report is open already."))
    if reason not in Report.Again.values:
        raise ReviewRefused(_("Choose a reason from the list."))
    why = in_english(Report.Again(reason).label)
    open_again(report, actor="moderator", by=by, why=why)
    if not report.is_distress:
        tell_the_clinic(clinic, partial(_opened_again, report, clinic, Report.Again(reason)))
    return report


def _opened_again(report: Report, clinic: Clinic, reason: Report.Again) -> str:
    parts = {"what": names([report.code]), "clinic": clinic, "why": reason.label}
    return _("A moderator opened a report on “%(what)s” of %(clinic)s again: %(why)s.") % parts


def open_again(report: Report, *, actor: str, by: User | None, why: str) -> None:
    """Open a locked report again and write the trail; the earlier note stays."""
    before = {report.code: report.resolution}
    report.resolution, report.closed_by_clinic = "", False
    report.resolved_at = report.resolved_by = None
    report.save(update_fields=["resolution", "closed_by_clinic", "resolved_at", "resolved_by"])
    record("report reopened", report.clinic, actor=actor, by=by, clinic_id=report.clinic_id,
           about="reports", before=before, why=why)  # fmt: skip
