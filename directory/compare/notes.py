"""What a reader of a cell must know beside its value: only what is not usual."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clinics.models import SourceKind
from directory.presenting.answers import ShownAnswer
from directory.presenting.one_language import gettext as _
from directory.presenting.wording import short_day, short_month


@dataclass(frozen=True)
class Note:
    """A short note. `kind`: "check" is good, "late" is bad, "plain" is neither."""

    kind: str
    text: str


def notes_of(answer: ShownAnswer, *, repeated_on: dt.date | None) -> list[Note]:
    """The notes of an answer whose clinic last repeated something on a day.

    That the clinic says so, and repeated it on that day, is usual: it needs no note.
    """
    found = []
    if answer.overdue:
        found.append(Note("late", _("check overdue")))
    elif answer.checked and answer.confirmed_on:
        month = short_month(answer.confirmed_on)
        found.append(Note("check", _("confirmed %(month)s") % {"month": month}))
    if answer.source and answer.source_kind != SourceKind.CLINIC:
        found.append(Note("plain", answer.source))
    elif repeated_on and (said := answer.affirmed_on or answer.since) and said < repeated_on:
        day = short_day(said)
        found.append(Note("plain", _("said %(day)s") % {"day": day}))
    if answer.stale:
        found.append(Note("late", _("not recently confirmed")))
    if answer.reported:
        found.append(Note("late", str(answer.reported)))
    return found
