"""Holds: a moderator opens a case, so that others leave it alone for half an hour.

A hold is a courtesy between colleagues. It protects no data, so it leaves no trail; the features'
own actions decide cases.
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
    """Something at the desk is refused; the message is for the moderator."""


class Held(DeskRefused):
    """Somebody else has the case open. The moderator can take it anyway."""


@transaction.atomic
def take(kind: str, case_id: int, *, by: User, knowingly: bool = False) -> Hold:
    """Open a case for half an hour. Raises Held when somebody else has it, unless `knowingly`."""
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
    """Release a case; whether `by` had it open."""
    gone, _rows = Hold.objects.filter(kind=kind, case_id=case_id, moderator=by).delete()
    return bool(gone)


def close(kind: str, case_id: int) -> None:
    """Delete the hold of a case that is decided."""
    Hold.objects.filter(kind=kind, case_id=case_id).delete()


def forget_holds(*, on: dt.date) -> int:
    """Delete the holds that were taken before the day `on`; how many."""
    return Hold.objects.filter(taken_at__date__lt=on).delete()[0]


def take_next(*, by: User, code: str = "") -> desk.ListedCase | None:
    """Take the first case that `by` may decide and nobody has open; None when there is none."""
    while row := desk.free(by=by, code=code).first():
        try:
            take(row.kind_code, row.case, by=by)
        except Held:
            continue
        return desk.listed([row], by=by)[0]
    return None
