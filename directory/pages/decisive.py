"""What decides, on top of a clinic's page: warnings, today, new patients, the first answers."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.models import SourceKind
from directory.pages import opening
from directory.pages.clinic import ClinicPage
from directory.pages.clinicians import CliniciansOfClinic
from directory.pages.five_answers import five_answers
from directory.pages.for_you import ForYou, distance
from directory.pages.parts import parts
from directory.presenting import wording
from directory.presenting.reviews import ReviewsOfClinic
from directory.presenting.warnings import ShownWarning, warnings_of

ACCEPTING = "access.accepting-new-patients"
TOLD_BY_THE_NOTICE = ("closed", "paused")
"""Kinds of warnings that the page tells at length, in a notice of their own."""


def decisive(
    page: ClinicPage, clinicians: CliniciansOfClinic, reviews: ReviewsOfClinic
) -> dict[str, Any]:
    """What the template of a clinic's page reads. The queries are those of `reviews`."""
    return {
        "page": page,
        "clinicians": clinicians,
        "reviews": reviews,
        "warnings": warnings(page, clinicians),
        "distance": distance(page.question, page.clinic),
        "today": opening.today(page.clinic, timezone.now()),
        "week": opening.week(page.clinic),
        "new_patients": new_patients(page),
        "for_you": ForYou(page.question, page.listed, on=page.on, reports=page.reports),
        "five": five_answers(page, clinicians, reviews),
        "parts": parts(page, clinicians),
    }


def warnings(page: ClinicPage, clinicians: CliniciansOfClinic) -> list[ShownWarning]:
    """What is known against the clinic, the gravest first; not that it is paused or closed."""
    excluded = [clinician.name for clinician in clinicians.excluded]
    found = warnings_of(page.listed, on=page.on, reports=page.reports, excluded=excluded)
    return [warning for warning in found if warning.kind not in TOLD_BY_THE_NOTICE]


def new_patients(page: ClinicPage) -> str:
    """`Taking new patients: yes, said 14 November 2026`, and what speaks against it."""
    (answer,) = (a for a in page.section("access").answers if a.code == ACCEPTING)
    if answer.since is None:
        return _("Taking new patients: not stated")
    words = {
        "value": _("yes") if answer.state == "yes" else _("no"),
        "source": answer.source,
        "when": f"{answer.since_words} {wording.day(answer.since)}",
        "day": wording.day(answer.affirmed_on or answer.since),
    }
    by_the_clinic = answer.source_kind == SourceKind.CLINIC
    pattern = (
        _("%(value)s, said %(day)s") if by_the_clinic else _("%(value)s, %(source)s, %(when)s")
    )
    against = [_("not recently confirmed")] * answer.stale + [str(answer.reported or "")]
    said = "; ".join(filter(None, (pattern % words, *against)))
    return _("Taking new patients: %(said)s") % {"said": said}
