"""Where a review, a reply or a story stands, in words for whoever wrote it."""

from __future__ import annotations

from django.template.defaultfilters import date
from django.utils.translation import gettext as _

from clinics.reviews.models import ClinicText, Review


def how_it_stands(review: Review) -> str:
    """Where a review stands and what its writer can do about it."""
    match review.status:
        case Review.Status.PUBLISHED:
            day = date(review.published_on, "j F Y")
            return _("It is public since %(day)s.") % {"day": day}
        case Review.Status.WAITING:
            return _("It waits for a moderator and is not public.")
        case Review.Status.WITHHELD:
            why = _("It was withheld:") + f" {review.reason_label}. "
            return why + _(
                "Change it, and it is read anew. Whoever withheld it did not know your mark."
            )
        case Review.Status.WITHDRAWN:
            return _(
                "You withdrew it: it is not public and counts nowhere. "
                "Change it to hand it in anew."
            )
    return _("It is not handed in yet: follow the first link.")


def text_state(text: ClinicText) -> tuple[str, str, str]:
    """Where a reply or a story stands: the class of its mark, the mark's words, and the reason."""
    match text.decision:
        case ClinicText.Decision.PUBLISHED:
            return "good", _("Public"), ""
        case ClinicText.Decision.REFUSED:
            return "late", _("Refused"), text.reason_label
        case ClinicText.Decision.WITHDRAWN:
            return "", _("Withdrawn"), ""
    return "stale", _("Waits for a moderator"), ""
