"""Taking a case and letting it go. What is decided is decided by the features' own actions.

A hold is a courtesy between colleagues and changes nothing of a clinic: it leaves no trail.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.moderation import desk
from clinics.moderation.models import HOLD, Hold


class DeskRefused(Exception):
    """Something at the desk cannot be done; the text is for the moderator."""


class Held(DeskRefused):
    """Somebody else has the case open: it can be taken all the same, knowingly."""


@transaction.atomic
def take(kind: str, case_id: int, *, by: User, knowingly: bool = False) -> Hold:
    """Open a case for half an hour. Raises Held when somebody else has it and not `knowingly`."""
    now = timezone.now()
    hold, is_new = Hold.objects.select_for_update(of=("self",)).get_or_create(
        kind=kind, case_id=case_id, defaults={"moderator": by, "taken_at": now}
    )
    if is_new:
        return hold
    if hold.moderator_id != by.pk and hold.taken_at > now - HOLD and not knowingly:
        raise Held(
            _("%(who)s has had this case open since %(time)s.")
            % {"who": hold.moderator, "time": time_format(timezone.localtime(hold.taken_at), "P")}
        )
    hold.moderator, hold.taken_at = by, now
    hold.save()
    return hold


@transaction.atomic
def release(kind: str, case_id: int, *, by: User) -> bool:
    """Let go of a case one has open oneself; whether there was anything to let go of."""
    gone, _rows = Hold.objects.filter(kind=kind, case_id=case_id, moderator=by).delete()
    return bool(gone)


def close(kind: str, case_id: int) -> None:
    """Forget who had a case open, now that it is decided."""
    Hold.objects.filter(kind=kind, case_id=case_id).delete()


def forget_holds(*, on: dt.date) -> int:
    """Delete what is left of cases taken before a day; how many."""
    return Hold.objects.filter(taken_at__date__lt=on).delete()[0]


def take_next(*, by: User, code: str = "") -> desk.Listed | None:
    """Take the oldest case that is free for `by`; None when none is left."""
    while row := desk.free(by=by, code=code).first():
        try:
            take(row.kind_code, row.case, by=by)
        except Held:
            continue
        return desk.listed([row], by=by)[0]
    return None
