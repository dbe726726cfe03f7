"""Where a review, a reply, a story or a report stands, in words for the person who wrote it."""

from __future__ import annotations

from django.template.defaultfilters import date
from django.utils.translation import gettext as _

from clinics.reviews.models import ClinicText, Report, Review


def how_it_stands(review: Review) -> str:
    """Where a review stands and what its writer can do about it."""
    match review.status:
        case Review.Status.PUBLISHED:
            day = date(review.published_on, "DATE_FORMAT")
            return _("It has been public since %(day)s.") % {"day": day}
        case Review.Status.WAITING:
            return _("It is waiting for a moderator and is not public.")
        case Review.Status.WITHHELD:
            why = _("It was withheld:") + f" {review.reason_label}. "
            return why + _(
                "If you change it, a moderator reads it again. "
                "The moderator who withheld it could not see your rating."
            )
        case Review.Status.WITHDRAWN:
            return _(
                "You withdrew it. It is not public and does not count. "
                "To submit it again, change it."
            )
    return _("It is not submitted yet. Follow the first link that we sent you.")


def text_state(text: ClinicText) -> tuple[str, str, str]:
    """Where a reply or a story stands: the mark's CSS class, the mark's words, the reason or ''."""
    match text.decision:
        case ClinicText.Decision.PUBLISHED:
            return "good", _("Public"), ""
        case ClinicText.Decision.REFUSED:
            return "late", _("Refused"), text.reason_label
        case ClinicText.Decision.WITHDRAWN:
            return "", _("Withdrawn"), ""
    return "stale", _("Waiting for a moderator"), ""


def how_closed(report: Report) -> str:
    """How a report was closed, and whether the public still sees it, in words for the clinic."""
    how = str(report.get_resolution_display())
    if report.resolution == Report.Resolution.UNCLEAR:
        return _("%(how)s. Your page shows it until the answer changes.") % {"how": how}
    until = report.waits_until
    if until is None or report.resolution != Report.Resolution.STANDS:
        return how
    words = _("%(how)s, as you say. Your page shows it until a moderator has looked at it, at most "
              "until %(day)s.")  # fmt: skip
    return words % {"how": how, "day": date(until, "DATE_FORMAT")}


def outcome(report: Report, *, is_changed: bool) -> str:
    """How a report ended, for whoever sent it: who closed it, and what stays on the page.

    `is_changed`: the listing says something else than when it was reported.
    """
    match report.resolution, report.closed_by_clinic, is_changed:
        case Report.Resolution.CORRECTED, True, _any:
            return _("The clinic itself closed your report: it changed the answer.")
        case Report.Resolution.CORRECTED, False, True:
            return _("A moderator of the directory closed your report: the listing was corrected.")
        case Report.Resolution.CORRECTED, False, False:
            return _(
                "A moderator of the directory closed your report: something was corrected, and "
                "the answer itself stays as it is."
            )
        case Report.Resolution.STANDS, True, _any:
            return _(
                "The clinic itself closed your report: it says that its answer is right. Your "
                "report stays next to the answer until a moderator has looked at it, or for 30 "
                "days."
            )
        case Report.Resolution.STANDS, False, _any:
            return _("A moderator of the directory closed your report: the answer is right.")
    who = _("The clinic") if report.closed_by_clinic else _("A moderator of the directory")
    return _(
        "%(who)s could not find out whether you are right. Your report stays next to the answer "
        "until the answer changes, at most for a year."
    ) % {"who": who}
