"""A moderator decides what it means that a list no longer has a clinic."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.listing.actions.editing import lock
from clinics.listing.actions.status import StatusRefused, close, stand_again
from clinics.listing.models import Absence, Status
from clinics.memberships.permissions import may_decide
from clinics.spoken import in_english

Outcome = Absence.Outcome


class AbsenceRefused(Exception):
    """Nothing was decided; the text is for the moderator."""


@transaction.atomic
def decide_absence(
    absence: Absence, *, by: User, outcome: str, closed_since: dt.date | None, words: str
) -> Absence:
    """Close the clinic since that day, or say that it is open; `words` say how one knows.

    An open clinic is asked about again only if it goes missing anew. Locks the clinic. Raises
    AbsenceRefused, in words.
    """
    clinic, absence = lock(absence)
    if not may_decide(by, clinic.pk):
        raise AbsenceRefused(_("A moderator who does not speak for this clinic must decide this."))
    if absence.ended_on:
        raise AbsenceRefused(_("The clinic is back in the list. There is nothing to decide."))
    if absence.outcome:
        said = {"outcome": absence.get_outcome_display()}
        raise AbsenceRefused(_("This was decided already: %(outcome)s.") % said)
    if outcome not in Outcome.values or not words:
        raise AbsenceRefused(_("Choose what you found out, and write how you know."))
    if not clinic.is_published:
        said = {"status": clinic.get_status_display()}
        raise AbsenceRefused(_("Nothing was changed. The listing is now: %(status)s.") % said)
    if outcome == Outcome.CLOSED:
        try:
            close(clinic.pk, since=closed_since or absence.since, actor="moderator", by=by,
                  why=words)  # fmt: skip
        except StatusRefused as refused:
            raise AbsenceRefused(str(refused)) from refused
    absence.outcome, absence.words = outcome, words
    absence.decided_at, absence.decided_by = timezone.now(), by
    absence.save(update_fields=["outcome", "words", "decided_at", "decided_by"])
    record("absence decided", clinic, actor="moderator", by=by, clinic_id=clinic.pk,
           about="absences", after={absence.source: outcome}, why=words)  # fmt: skip
    return absence


@transaction.atomic
def reopen_absence(absence: Absence, *, by: User, reason: str) -> Absence:
    """Let it be decided again; a clinic that the decision closed stands as before meanwhile.

    `reason` is one of Absence.Again. Locks the clinic. Raises AbsenceRefused, in words.
    """
    clinic, absence = lock(absence)
    if not may_decide(by, clinic.pk):
        raise AbsenceRefused(_("A moderator who does not speak for this clinic must decide this."))
    if not absence.outcome:
        raise AbsenceRefused(_("It is waiting already."))
    if reason not in Absence.Again.values:
        raise AbsenceRefused(_("Choose a reason from the list."))
    why, before = in_english(Absence.Again(reason).label), {absence.source: absence.outcome}
    if absence.outcome == Outcome.CLOSED and clinic.status == Status.CLOSED:
        stand_again(clinic.pk, actor="moderator", by=by, why=why)
    absence.outcome, absence.decided_at, absence.decided_by = "", None, None
    absence.save(update_fields=["outcome", "decided_at", "decided_by"])
    record("absence reopened", clinic, actor="moderator", by=by, clinic_id=clinic.pk,
           about="absences", before=before, why=why)  # fmt: skip
    return absence
