"""What a moderator does with a suggestion: does what it says, or not; and decides it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.digests import digest_of
from clinics.listing.actions import status
from clinics.listing.actions.duplicates import propose_pair
from clinics.listing.actions.status import StatusRefused
from clinics.listing.merged import why_untouched
from clinics.listing.models import PUBLISHED, Clinic, DuplicatePair, HiddenFor, Status
from clinics.memberships.permissions import may_decide
from clinics.reviews import rules
from clinics.spoken import in_english
from clinics.suggestions.actions.listings import make_listing
from clinics.suggestions.actions.moves import cancel_move, plan_move
from clinics.suggestions.actions.tell import tell_asker
from clinics.suggestions.models import Suggestion, SuggestionRefused

Kind, Outcome = Suggestion.Kind, Suggestion.Outcome


def digest(suggestion: Suggestion) -> str:
    """The hash of all that a decision rests on.

    A page carries it, and a decision is refused when the suggestion has another one by then.
    """
    clinic, other = suggestion.clinic, suggestion.other
    stands = [(c.pk, c.status, str(c.says_closed_since)) for c in (clinic, other) if c]
    seen = [suggestion.pk, suggestion.outcome, str(suggestion.decided_at), suggestion.values,
            suggestion.words, suggestion.from_clinic, stands]  # fmt: skip
    return digest_of(seen)


def decide(
    suggestion: Suggestion,
    *,
    by: User,
    outcome: str,
    reason: str = "",
    answer: str = "",
    seen: str,
    since: dt.date | None = None,
    hidden_for: str = "",
    address: dict[str, str] | None = None,
    request: Any = None,
) -> Suggestion:
    """Do what a suggestion says, or not; who asked is told, and their address is deleted.

    `outcome` is one of Outcome, save WITHDRAWN. REFUSED needs a `reason`. `since` is the day from
    which a clinic is closed or at a new `address`. `hidden_for` is why a dangerous one is hidden.
    `seen` is the `digest` on the moderator's page. Locks the clinic, then the suggestion. Raises
    SuggestionRefused, with nothing changed.
    """
    answer = rules.clean_words(answer, longest=Suggestion.MAX_ANSWER)
    details = {"since": since, "hidden_for": hidden_for, "address": address}
    try:
        with transaction.atomic():
            locked = _locked(suggestion)
            _refuse_unless_decidable(locked, by, seen)
            _carry_out(locked, by, outcome, details)
            _end(locked, by, outcome, reason, answer)
    except StatusRefused as refused:
        raise SuggestionRefused(str(refused)) from None
    tell_asker(locked, request=request)
    return locked


def _locked(suggestion: Suggestion) -> Suggestion:
    """The suggestion, locked after its clinic."""
    clinic = Clinic.objects.locked(suggestion.clinic_id) if suggestion.clinic_id else None
    rows = Suggestion.objects.select_related("other", "by").select_for_update(of=("self",))
    found = rows.get(pk=suggestion.pk)
    if found.clinic_id != suggestion.clinic_id:  # somebody took it up a moment ago
        raise SuggestionRefused(_("It changed while you were reading it. Please read it again."))
    found.clinic = clinic
    return found


def _refuse_unless_decidable(suggestion: Suggestion, by: User, seen: str) -> None:
    if suggestion.by_id == by.pk:
        raise SuggestionRefused(_("You sent this, so another moderator must decide it."))
    if not may_decide(by, suggestion.clinic_id or 0):
        raise SuggestionRefused(
            _("A moderator who does not speak for this clinic must decide this.")
        )
    if suggestion.outcome == Outcome.WITHDRAWN:
        raise SuggestionRefused(_("This is no longer waiting: the clinic withdrew it."))
    if suggestion.outcome or suggestion.confirmed_at is None:
        raise SuggestionRefused(_("This is no longer waiting. Somebody decided it already."))
    if seen != digest(suggestion):
        raise SuggestionRefused(_("It changed while you were reading it. Please read it again."))


def _carry_out(suggestion: Suggestion, by: User, outcome: str, details: dict[str, Any]) -> None:
    kind = Kind(suggestion.kind)
    merged = why_untouched(suggestion.clinic) if suggestion.clinic else ""
    if merged and outcome == Outcome.DONE and kind != Kind.OTHER:
        raise SuggestionRefused(merged)
    if outcome == Outcome.DONE:
        _DO[kind](suggestion, by, details)
    elif outcome == Outcome.CANDIDATE and kind == Kind.ADD:
        if suggestion.clinic is None:
            make_listing(suggestion, by=by, publish=False)
    elif outcome == Outcome.REFUSED:
        _leave(suggestion, by)
    else:
        raise SuggestionRefused(_("Choose what becomes of it."))


def _publish(suggestion: Suggestion, by: User, details: dict[str, Any]) -> None:
    if suggestion.clinic is None:
        make_listing(suggestion, by=by, publish=True)
    elif not suggestion.clinic.is_published:
        suggestion.clinic = status.open_listing(suggestion.clinic.pk, actor="moderator", by=by)


def _close(suggestion: Suggestion, by: User, details: dict[str, Any]) -> None:
    clinic, since = suggestion.clinic, details["since"]
    if since is None:
        raise SuggestionRefused(_("Give the day since which it is closed."))
    if clinic and clinic.status != Status.CLOSED:
        suggestion.clinic = status.close(clinic.pk, since=since, actor="moderator", by=by)


def _move(suggestion: Suggestion, by: User, details: dict[str, Any]) -> None:
    if not details["address"] or details["since"] is None:
        raise SuggestionRefused(_("Give the new address, and the day from which it holds."))
    plan_move(suggestion, details["address"], holds_from=details["since"], by=by)


def _hide(suggestion: Suggestion, by: User, details: dict[str, Any]) -> None:
    clinic, no_clinic = suggestion.clinic, suggestion.kind == Kind.NOT_A_CLINIC
    reason = HiddenFor.NO_CLINIC if no_clinic else details["hidden_for"]
    if reason not in HiddenFor.values:
        raise SuggestionRefused(_("Choose why it is hidden."))
    if clinic and clinic.status != Status.HIDDEN:
        suggestion.clinic = status.hide(
            clinic.pk, reason=HiddenFor(reason), actor="moderator", by=by, why=""
        )


def _remove(suggestion: Suggestion, by: User, details: dict[str, Any]) -> None:
    if suggestion.clinic and suggestion.clinic.status != Status.REMOVED:
        suggestion.clinic = status.remove(suggestion.clinic.pk, actor="moderator", by=by)


def _pair(suggestion: Suggestion, by: User, details: dict[str, Any]) -> None:
    """Let a moderator compare the two listings, and make one of them."""
    if suggestion.clinic is None or suggestion.other is None:
        raise SuggestionRefused(_("The other listing is not known any more."))
    propose_pair(suggestion.clinic, suggestion.other, why=DuplicatePair.Why.SAID, by=suggestion.by)


def _nothing_more(suggestion: Suggestion, by: User, details: dict[str, Any]) -> None:
    """What a moderator does elsewhere, such as correcting an answer."""


_DO: dict[str, Callable[[Suggestion, User, dict[str, Any]], None]] = {
    Kind.ADD: _publish, Kind.CLOSED: _close, Kind.MOVED: _move, Kind.NOT_A_CLINIC: _hide,
    Kind.DUPLICATE: _pair, Kind.DANGEROUS: _hide, Kind.REMOVAL: _remove,
    Kind.OTHER: _nothing_more,
}  # fmt: skip
"""What DONE does, by kind."""


def _leave(suggestion: Suggestion, by: User) -> None:
    """What follows when nothing is to change: no word that it closed, no candidate is left."""
    clinic = suggestion.clinic
    if clinic is None:
        return
    if suggestion.kind == Kind.ADD and clinic.status == Status.CANDIDATE:
        suggestion.clinic = status.hide(
            clinic.pk, reason=HiddenFor.NO_CLINIC, actor="moderator", by=by, why=""
        )
    said_so = suggestion.kind == Kind.CLOSED and suggestion.from_clinic
    if said_so and clinic.says_closed_since is not None:
        suggestion.clinic = status.deny_closed(clinic.pk, actor="moderator", by=by)


def _end(suggestion: Suggestion, by: User, outcome: str, reason: str, answer: str) -> None:
    if outcome == Outcome.REFUSED and reason not in Suggestion.Reason.values:
        raise SuggestionRefused(_("Choose a reason. Who asked is told."))
    suggestion.outcome, suggestion.answer = outcome, answer
    suggestion.reason = reason if outcome == Outcome.REFUSED else ""
    suggestion.decided_at, suggestion.decided_by = timezone.now(), by
    suggestion.save(update_fields=["outcome", "answer", "reason", "decided_at", "decided_by"])
    record("suggestion decided", suggestion, actor="moderator", by=by,
           clinic_id=suggestion.clinic_id, why=suggestion.reason,
           after={"kind": suggestion.kind, "decision": outcome})  # fmt: skip


@transaction.atomic
def reopen(suggestion: Suggestion, *, by: User, reason: str) -> Suggestion:
    """Let a suggestion be decided again, and take back what its decision did to the listing.

    `reason` is one of Suggestion.Again. A listing that stands elsewhere by now stays as it is, and
    so does an address that holds already. Raises SuggestionRefused.
    """
    locked = _locked(suggestion)
    if not may_decide(by, locked.clinic_id or 0) or locked.by_id == by.pk:
        raise SuggestionRefused(_("Another moderator must decide this again."))
    if locked.outcome in ("", Outcome.WITHDRAWN):
        raise SuggestionRefused(_("This was not decided by a moderator."))
    if reason not in Suggestion.Again.values:
        raise SuggestionRefused(_("Choose a reason from the list."))
    if locked.outcome == Outcome.DONE:
        _take_back(locked, by)
    before = {"kind": locked.kind, "decision": locked.outcome}
    locked.outcome = locked.reason = ""
    locked.decided_at = locked.decided_by = None
    locked.save(update_fields=["outcome", "reason", "decided_at", "decided_by"])
    record("suggestion reopened", locked, actor="moderator", by=by, clinic_id=locked.clinic_id,
           before=before, why=in_english(Suggestion.Again(reason).label))  # fmt: skip
    return locked


_LED_TO = {
    Kind.CLOSED: Status.CLOSED, Kind.NOT_A_CLINIC: Status.HIDDEN, Kind.DANGEROUS: Status.HIDDEN,
    Kind.REMOVAL: Status.REMOVED,
}  # fmt: skip
"""Where a decision put the listing, by kind."""


def _take_back(suggestion: Suggestion, by: User) -> None:
    clinic = suggestion.clinic
    if clinic is None:
        return
    if suggestion.kind == Kind.ADD and clinic.status in PUBLISHED:
        status.take_back(clinic.pk, actor="moderator", by=by)
    elif suggestion.kind == Kind.MOVED:
        cancel_move(suggestion, by=by)
    elif clinic.status == _LED_TO.get(Kind(suggestion.kind)):
        status.stand_again(clinic.pk, actor="moderator", by=by)
