"""What a moderator does with a candidate; and decides it again.

Every action locks the clinic, writes the trail in its transaction, and raises CandidateRefused, in
words, with nothing changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.candidates.models import Candidate, CandidateRefused
from clinics.digests import digest_of
from clinics.listing.actions import status
from clinics.listing.actions.duplicates import propose_pair
from clinics.listing.actions.editing import lock
from clinics.listing.actions.status import StatusRefused
from clinics.listing.models import PUBLISHED, Clinic, DuplicatePair, HiddenFor, Status
from clinics.memberships.permissions import may_decide
from clinics.spoken import in_english

Outcome = Candidate.Outcome
LONGEST_LATER = dt.timedelta(days=366)


def digest(candidate: Candidate) -> str:
    """The hash of all that a decision rests on: the case, and what the listing says.

    A page carries it, and a decision is refused when the case has another one by then.
    """
    clinic = candidate.clinic
    said = [getattr(clinic, name) for name in ("name", "street", "city", "phone", "website")]
    days = (candidate.decided_at, candidate.later_until)
    return digest_of([candidate.pk, candidate.outcome, *map(str, days), clinic.status, *said])


@contextmanager
def _deciding(candidate: Candidate, by: User, seen: str) -> Iterator[tuple[Clinic, Candidate]]:
    """A transaction in which the clinic and the case are locked, and `by` may decide it."""
    try:
        with transaction.atomic():
            clinic, locked = lock(candidate)
            _refuse_unless_impartial(by, clinic)
            if locked.outcome:
                said = {"outcome": locked.get_outcome_display()}
                raise CandidateRefused(_("This was decided already: %(outcome)s.") % said)
            if clinic.status != Status.CANDIDATE:
                said = {"status": clinic.get_status_display()}
                raise CandidateRefused(
                    _("Nothing was changed. The listing is now: %(status)s.") % said
                )
            if seen != digest(locked):
                raise CandidateRefused(
                    _("It changed while you were reading it. Please read it again.")
                )
            yield clinic, locked
    except StatusRefused as refused:
        raise CandidateRefused(str(refused)) from None


def _refuse_unless_impartial(by: User, clinic: Clinic) -> None:
    if not may_decide(by, clinic.pk):
        raise CandidateRefused(
            _("A moderator who does not speak for this clinic must decide this.")
        )


def open_candidate(candidate: Candidate, *, by: User, words: str, seen: str) -> Candidate:
    """Open the listing: everybody finds it. `words` say how one knows."""
    with _deciding(candidate, by, seen) as (clinic, locked):
        if not words:
            raise CandidateRefused(_("Write how you know."))
        status.open_listing(clinic.pk, actor="moderator", by=by, why=words)
        return _end(locked, Outcome.OPENED, by, words)


def refuse_candidate(candidate: Candidate, *, by: User, words: str, seen: str) -> Candidate:
    """Hide the listing, because it is no clinic that treats with ketamine. No search asks again."""
    with _deciding(candidate, by, seen) as (clinic, locked):
        reason = HiddenFor.NO_CLINIC
        status.hide(clinic.pk, reason=reason, actor="moderator", by=by, why=words)
        return _end(locked, Outcome.NO_CLINIC, by, words)


def put_off(
    candidate: Candidate, *, by: User, until: dt.date, words: str, seen: str
) -> Candidate:  # fmt: skip
    """Let it wait again, for everybody, after that day: today or later, within a year."""
    today = timezone.localdate()
    with _deciding(candidate, by, seen) as (clinic, locked):
        if not today <= until <= today + LONGEST_LATER:
            raise CandidateRefused(_("Choose a day within the next year."))
        locked.later_until, locked.words = until, words
        locked.save(update_fields=["later_until", "words"])
        record("candidate put off", clinic, actor="moderator", by=by, clinic_id=clinic.pk,
               about="candidates", after={"until": until.isoformat()}, why=words)  # fmt: skip
        return locked


def hand_over(candidate: Candidate, other: Clinic, *, by: User, seen: str) -> DuplicatePair:
    """Let it be decided as one clinic with another listing. If these are two, it waits here again.

    Raises CandidateRefused for the same listing, and for two that were decided to be two.
    """
    with _deciding(candidate, by, seen) as (clinic, _locked):
        pair = propose_pair(clinic, other, why=DuplicatePair.Why.SAID, by=by)
        waits = pair and DuplicatePair.objects.waiting().filter(pk=pair.pk).exists()
        if pair is None or not waits:
            raise CandidateRefused(_("This is the same listing, or decided before."))
        return pair


def _end(candidate: Candidate, outcome: str, by: User, words: str) -> Candidate:
    candidate.outcome, candidate.words, candidate.later_until = outcome, words, None
    candidate.decided_at, candidate.decided_by = timezone.now(), by
    fields = ["outcome", "words", "later_until", "decided_at", "decided_by"]
    candidate.save(update_fields=fields)
    record("candidate decided", candidate.clinic, actor="moderator", by=by,
           clinic_id=candidate.clinic_id, about="candidates",
           after={"decision": outcome}, why=words)  # fmt: skip
    return candidate


@transaction.atomic
def reopen_candidate(candidate: Candidate, *, by: User, reason: str) -> Candidate:
    """Let it be decided again: what the decision opened or hid is a candidate meanwhile.

    A listing that stands elsewhere by now stays as it is, and is decided there. `reason` is one of
    Candidate.Again.
    """
    clinic, locked = lock(candidate)
    _refuse_unless_impartial(by, clinic)
    if not locked.outcome:
        raise CandidateRefused(_("It is waiting already."))
    if reason not in Candidate.Again.values:
        raise CandidateRefused(_("Choose a reason from the list."))
    why, before = in_english(Candidate.Again(reason).label), {"decision": locked.outcome}
    is_hidden_for_it = (clinic.status, clinic.hidden_for) == (Status.HIDDEN, HiddenFor.NO_CLINIC)
    if locked.outcome == Outcome.OPENED and clinic.status in PUBLISHED:
        status.take_back(clinic.pk, actor="moderator", by=by, why=why)
    elif locked.outcome == Outcome.NO_CLINIC and is_hidden_for_it:
        status.move(clinic, "taken back", {"status": Status.CANDIDATE}, actor="moderator", by=by,
                    why=why)  # fmt: skip
    else:
        said = {"status": clinic.get_status_display()}
        raise CandidateRefused(_("Nothing was changed. The listing is now: %(status)s.") % said)
    locked.outcome, locked.decided_at, locked.decided_by = "", None, None
    locked.save(update_fields=["outcome", "decided_at", "decided_by"])
    record("candidate reopened", clinic, actor="moderator", by=by, clinic_id=clinic.pk,
           about="candidates", before=before, why=why)  # fmt: skip
    return locked
