"""What a clinic does with its own listing: at once, or as a case for a moderator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.audit.actions import record
from clinics.distress import speaks_of_suicide
from clinics.listing.actions import status
from clinics.listing.models import Clinic, Status
from clinics.memberships.permissions import speaks_for
from clinics.reviews import rules
from clinics.reviews.actions.news import tell_of_distress
from clinics.reviews.models import DISTRESS
from clinics.suggestions.actions.send import refuse_to_repeat
from clinics.suggestions.models import Suggestion, SuggestionRefused

Kind, Outcome = Suggestion.Kind, Suggestion.Outcome


@transaction.atomic
def take_step(clinic: Clinic, step: str, *, by: User, **arguments: Any) -> None:
    """Take a step of `STEPS` with a listing; the trail names who did.

    `arguments` are those of the step's form. Locks the clinic. Raises SuggestionRefused, or
    StatusRefused when the listing does not stand where the step needs it.
    """
    clinic = Clinic.objects.locked(clinic.pk)
    if not speaks_for(by, clinic.pk):
        raise SuggestionRefused(_("You do not speak for this clinic."))
    _ACTIONS[step](clinic, by, **arguments)


def _pause(clinic: Clinic, by: User, *, until: dt.date | None) -> None:
    if clinic.says_closed_since is not None:
        raise SuggestionRefused(_("It says that it closed. Open it again first."))
    status.pause(clinic.pk, until=until, actor="clinic", by=by)


def _open(clinic: Clinic, by: User) -> None:
    """Open what the clinic itself paused or called closed; what a moderator closed stays so."""
    status.locked_for(clinic.pk, (Status.OPEN, Status.PAUSED))
    status.open_listing(clinic.pk, actor="clinic", by=by)
    said = Suggestion.objects.waiting().filter(clinic=clinic, kind=Kind.CLOSED, from_clinic=True)
    for one in said.select_for_update(of=("self",)):
        one.outcome, one.decided_at, one.decided_by = Outcome.WITHDRAWN, timezone.now(), by
        one.save(update_fields=["outcome", "decided_at", "decided_by"])


def _say_closed(clinic: Clinic, by: User, *, since: dt.date, words: str) -> None:
    _ask(clinic, by, kind=Kind.CLOSED, values={"since": since.isoformat()}, words=words)
    status.say_closed(clinic.pk, since=since, by=by)


def _ask(
    clinic: Clinic,
    by: User,
    *,
    kind: str,
    values: dict[str, Any] | None = None,
    other: Clinic | None = None,
    words: str,
) -> Suggestion:
    """Bring what a clinic asks for before a moderator."""
    words, now = rules.clean_words(words, longest=Suggestion.MAX_WORDS), timezone.now()
    made = Suggestion(
        kind=kind, clinic=clinic, values=values or {}, other=other, words=words, by=by,
        from_clinic=True, at=now, confirmed_at=now,
        flags=[DISTRESS] if speaks_of_suicide(words) else [],
    )  # fmt: skip
    refuse_to_repeat(made, from_clinic=True)
    made.save()
    record("asked", made, actor="clinic", by=by, clinic_id=clinic.pk,
           after={"kind": kind} | made.values)  # fmt: skip
    if made.is_distress:
        tell_of_distress()
    return made


def _asking(kind: str) -> Callable[..., Any]:
    def ask(clinic: Clinic, by: User, **arguments: Any) -> None:
        _ask(clinic, by, kind=kind, **arguments)

    return ask


_ACTIONS: dict[str, Callable[..., Any]] = {
    "pause": _pause,
    "open": _open,
    "closed": _say_closed,
    "move": _asking(Kind.MOVED),
    "duplicate": _asking(Kind.DUPLICATE),
    "remove": _asking(Kind.REMOVAL),
    "other": _asking(Kind.OTHER),
}
"""What each step does."""
