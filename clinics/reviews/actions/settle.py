"""Keeps closed reports true to a listing whose answers have changed since."""

from __future__ import annotations

from clinics.audit.actions import record
from clinics.listing.actions.editing import Listing
from clinics.listing.draft import Draft, differences
from clinics.reviews.actions.report import open_again
from clinics.reviews.answers import is_same, stated_answer
from clinics.reviews.models import Report

Resolution = Report.Resolution


def settle_reports(listing: Listing, before: Draft) -> None:
    """Bring closed reports in line with a locked listing that was just saved.

    `before` is what it said until now. A report that was closed as corrected is open again when the
    answer goes back to what was reported. One that could not be found out is corrected once the
    answer is another. Every writer of listings calls this. No query when nothing changed, else one,
    and those of the reports that change.
    """
    if not any(differences(before, listing.stored)):
        return
    closed = Report.objects.filter(
        clinic=listing.clinic.pk,
        resolution__in=[Resolution.CORRECTED, Resolution.UNCLEAR],
        answer__isnull=False,
    )
    for report in closed.select_for_update(of=("self",)).order_by("pk"):
        now = stated_answer(listing.stored, report.code)
        if is_same(report.code, stated_answer(before, report.code), now):
            continue
        report.clinic = listing.clinic
        is_back = is_same(report.code, now, report.answer)
        if is_back and report.resolution == Resolution.CORRECTED:
            why = "The listing says again what was reported."
            open_again(report, actor="operator", by=None, why=why)
        elif not is_back and report.resolution == Resolution.UNCLEAR:
            _end_as_corrected(report)


def _end_as_corrected(report: Report) -> None:
    report.resolution = Resolution.CORRECTED
    report.save(update_fields=["resolution"])
    record("report resolved", report.clinic, actor="operator", clinic_id=report.clinic_id,
           about="reports", before={report.code: Resolution.UNCLEAR},
           after={report.code: Resolution.CORRECTED})  # fmt: skip
