"""Opens, pauses, closes, hides and removes a listing: one decision each, undone by a new one.

Every action locks the clinic, writes the trail and the search row in the same transaction, and
raises StatusRefused, in words, when the listing does not stand where the decision needs it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.audit.actions import record
from clinics.audit.models import Event
from clinics.erasures.actions import found, note
from clinics.erasures.models import Erasure
from clinics.listing.actions.search_rows import refresh_names
from clinics.listing.models import PUBLISHED, Clinic, HiddenFor, Status

UNMARKED: dict[str, Any] = {
    "paused_until": None, "says_closed_since": None, "hidden_for": "", "merged_into": None,
}  # fmt: skip
"""What only some statuses say: every change of status sets it anew."""

DAYS = {"status_since", "paused_until", "says_closed_since"}
STANDS = {"status", "hidden_for", *DAYS}
"""What says where a listing stands."""

STANDS_AGAIN = {
    Status.CANDIDATE: "taken back", Status.OPEN: "opened", Status.PAUSED: "put back",
    Status.CLOSED: "put back", Status.HIDDEN: "put back", Status.REMOVED: "put back",
}  # fmt: skip
"""What the trail calls it when a listing stands so again. It did not close anew, or pause: the page
goes on to name the reason of then."""

BEHIND_THE_SCENES = "listing taken off"
"""The target of events that patients do not read: why a listing was hidden or removed."""

TAKEN_OFF = (Status.HIDDEN, Status.REMOVED)
"""Where nobody but moderators sees a listing."""

CLOSABLE = (Status.CANDIDATE, Status.OPEN, Status.PAUSED)


class StatusRefused(Exception):
    """The listing does not stand where the decision needs it; the text is for the person."""


@transaction.atomic
def open_listing(clinic_id: int, *, actor: str, by: Any = None, why: str = "") -> Clinic:
    """Open a candidate, or open again what was paused, closed, hidden or removed.

    What says that it closed is open without that word afterwards. Raises StatusRefused for an open
    listing, and for a merged one: undo its merge instead.
    """
    clinic = locked_for(clinic_id, {*Status} - {Status.MERGED})
    if clinic.status == Status.OPEN and clinic.says_closed_since is None:
        raise StatusRefused(_("The listing is open already."))
    return move(clinic, "opened", {"status": Status.OPEN}, actor=actor, by=by, why=why)


@transaction.atomic
def take_back(clinic_id: int, *, actor: str, by: Any = None, why: str = "") -> Clinic:
    """Make a listing that was opened by mistake a candidate again: nobody finds it.

    Raises StatusRefused unless it is open or paused.
    """
    clinic = locked_for(clinic_id, PUBLISHED)
    return move(clinic, "taken back", {"status": Status.CANDIDATE}, actor=actor, by=by, why=why)


@transaction.atomic
def stand_again(clinic_id: int, *, actor: str, by: Any = None, why: str = "") -> Clinic:
    """Take back that a listing was closed, hidden or removed: it stands where it stood before, as
    the trail says. Without such an event it is open.

    Raises StatusRefused for any other listing.
    """
    clinic = locked_for(clinic_id, (Status.CLOSED, Status.HIDDEN, Status.REMOVED))
    led_here = Event.objects.filter(clinic_id=clinic.pk, target__in=["clinic", BEHIND_THE_SCENES],
                                    after__status=clinic.status)  # fmt: skip
    event = led_here.order_by("-pk").first()
    before = event.before if event else {}
    if before.get("status") not in STANDS_AGAIN:
        return open_listing(clinic_id, actor=actor, by=by, why=why)
    fields = {name: _typed(name, before[name]) if name in before else getattr(clinic, name)
              for name in STANDS}  # fmt: skip
    return move(clinic, STANDS_AGAIN[before["status"]], fields, actor=actor, by=by, why=why)


@transaction.atomic
def deny_closed(clinic_id: int, *, actor: str, by: Any = None, why: str = "") -> Clinic:
    """Take off the word that the clinic closed; a pause stays.

    Raises StatusRefused unless the listing is open or paused and has that word.
    """
    clinic = locked_for(clinic_id, PUBLISHED)
    if clinic.status == Status.OPEN:
        return open_listing(clinic_id, actor=actor, by=by, why=why)
    if clinic.says_closed_since is None:
        raise StatusRefused(_("It does not say that it closed."))
    return move(clinic, "changed", {"says_closed_since": None}, actor=actor, by=by, why=why)


@transaction.atomic
def pause(
    clinic_id: int, *, until: dt.date | None, actor: str, by: Any = None, why: str = ""
) -> Clinic:
    """Say that a clinic takes nobody until that day is over; None: until further notice.

    A pause may be given another end. Raises StatusRefused for an end before today, for the same
    end, and unless the listing is open or paused.
    """
    if until is not None and until < timezone.localdate():
        raise StatusRefused(_("The last day of the pause is over already."))
    clinic = locked_for(clinic_id, (Status.OPEN, Status.PAUSED))
    if clinic.status == Status.PAUSED and clinic.paused_until == until:
        raise StatusRefused(_("It is paused until then already."))
    fields = {"status": Status.PAUSED, "paused_until": until}
    return move(clinic, "paused", fields, actor=actor, by=by, why=why)


@transaction.atomic
def say_closed(clinic_id: int, *, since: dt.date, by: Any, why: str = "") -> Clinic:
    """Show at once that the clinic says it closed; a moderator decides it.

    Raises StatusRefused for a day to come, and unless the listing is open or paused.
    """
    refuse_future(since)
    clinic = locked_for(clinic_id, (Status.OPEN, Status.PAUSED))
    if clinic.says_closed_since is not None:
        raise StatusRefused(_("It says already that it closed."))
    fields = {"says_closed_since": since}
    return move(clinic, "said to be closed", fields, actor="clinic", by=by, why=why)


@transaction.atomic
def close(clinic_id: int, *, since: dt.date, actor: str, by: Any = None, why: str = "") -> Clinic:
    """Close a clinic for good: its page stays and says so, no search finds it.

    Raises StatusRefused for a day to come, and unless it is a candidate, open or paused.
    """
    refuse_future(since)
    clinic = locked_for(clinic_id, CLOSABLE)
    fields = {"status": Status.CLOSED, "status_since": since}
    return move(clinic, "closed", fields, actor=actor, by=by, why=why)


@transaction.atomic
def hide(clinic_id: int, *, reason: HiddenFor, actor: str, by: Any = None, why: str) -> Clinic:
    """Take a listing off at once. Patients read a neutral sentence, never the reason.

    Raises StatusRefused for a hidden or merged listing.
    """
    clinic = locked_for(clinic_id, {*Status} - {Status.HIDDEN, Status.MERGED})
    fields = {"status": Status.HIDDEN, "hidden_for": HiddenFor(reason)}
    return move(clinic, "hidden", fields, actor=actor, by=by, why=why)


@transaction.atomic
def remove(clinic_id: int, *, actor: str, by: Any = None, why: str = "") -> Clinic:
    """Take a listing off because its clinic asked for it.

    Raises StatusRefused for a removed or merged listing.
    """
    clinic = locked_for(clinic_id, {*Status} - {Status.REMOVED, Status.MERGED})
    return move(clinic, "removed", {"status": Status.REMOVED}, actor=actor, by=by, why=why)


@transaction.atomic
def take_off_again(made: Erasure) -> bool:
    """After a restore of an older backup: hide or remove a listing that was taken off since.

    Whether it was not. A listing that is merged stays so: nobody sees it either.
    """
    clinic = found(made, Clinic.objects.all())
    if clinic is None or clinic.status in (*TAKEN_OFF, Status.MERGED):
        return False
    why = "It was taken off after the backup that was restored."
    if made.more["status"] == Status.REMOVED:
        remove(clinic.pk, actor="operator", why=why)
    else:
        hide(clinic.pk, reason=HiddenFor(made.more["hidden_for"]), actor="operator", why=why)
    return True


def refuse_future(since: dt.date) -> None:
    """Raise StatusRefused for a day after today."""
    if since > timezone.localdate():
        raise StatusRefused(_("That day is still to come."))


def locked_for(clinic_id: int, allowed: Collection[Status]) -> Clinic:
    """The clinic, locked. Raises StatusRefused unless its status is among those allowed."""
    clinic = Clinic.objects.locked(clinic_id)
    if clinic.status not in allowed:
        words = {"status": clinic.get_status_display()}
        raise StatusRefused(_("Nothing was changed. The listing is now: %(status)s.") % words)
    return clinic


def move(
    clinic: Clinic, verb: str, fields: dict[str, Any], *, actor: str, by: Any, why: str
) -> Clinic:
    """Set these fields of a locked clinic, with trail and search row. What they lack is unset.

    A change of status begins today unless `fields` has `status_since`.
    """
    wanted = {**UNMARKED, **fields}
    if "status" in fields:
        wanted = {"status_since": timezone.localdate(), **wanted}
    elif clinic.status == Status.PAUSED:
        wanted = {**wanted, "paused_until": clinic.paused_until}
    before = {name: getattr(clinic, name) for name in wanted}
    changed = [name for name in wanted if before[name] != wanted[name]]
    for name in changed:
        setattr(clinic, name, wanted[name])
    clinic.save(update_fields=changed)
    refresh_names([clinic.pk])
    is_taken_off = clinic.status in TAKEN_OFF
    if is_taken_off:
        note(Erasure.Kind.TAKEN_OFF, clinic, status=clinic.status, hidden_for=clinic.hidden_for)
    elif before.get("status") in TAKEN_OFF:
        note(Erasure.Kind.PUT_BACK, clinic)
    record(verb, clinic, actor=actor, by=by, clinic_id=clinic.pk, why=why,
           before={name: _plain(before[name]) for name in changed},
           after={name: _plain(wanted[name]) for name in changed},
           about=BEHIND_THE_SCENES if is_taken_off else "")  # fmt: skip
    return clinic


def _plain(value: Any) -> Any:
    if isinstance(value, Clinic):
        return value.name
    return value.isoformat() if isinstance(value, dt.date) else value


def _typed(name: str, plain: Any) -> Any:
    """What `_plain` wrote into the trail, as the field holds it."""
    return dt.date.fromisoformat(plain) if plain and name in DAYS else plain
