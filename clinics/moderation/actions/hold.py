"""Who works on which case: holds for half an hour, and cases skipped for a day.

Both only order the work of colleagues. They protect no data, so they leave no trail; the features'
own actions decide cases.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.listing import wording
from clinics.moderation import desk
from clinics.moderation.models import HOLD, Hold, Skip


class DeskRefused(Exception):
    """Something at the desk is refused; the message is for the moderator."""


class Held(DeskRefused):
    """Somebody else has the case open. The moderator can take it anyway."""


@transaction.atomic
def take(kind: str, case_id: int, *, by: User, knowingly: bool = False) -> Hold:
    """Open a case for half an hour. Raises Held when somebody else has it, unless `knowingly`."""
    Skip.objects.filter(kind=kind, case_id=case_id, moderator=by).delete()
    now = timezone.now()
    hold, is_new = Hold.objects.select_for_update(of=("self",)).get_or_create(
        kind=kind, case_id=case_id, defaults={"moderator": by, "taken_at": now}
    )
    if is_new:
        return hold
    if hold.moderator_id != by.pk and hold.taken_at > now - HOLD and not knowingly:
        raise Held(
            _("%(who)s has had this case open since %(time)s.")
            % {"who": hold.moderator, "time": wording.clock(hold.taken_at)}
        )
    hold.moderator, hold.taken_at = by, now
    hold.save()
    return hold


@transaction.atomic
def release(kind: str, case_id: int, *, by: User) -> bool:
    """Release a case; whether `by` had it open."""
    gone, _rows = Hold.objects.filter(kind=kind, case_id=case_id, moderator=by).delete()
    return bool(gone)


@transaction.atomic
def skip(kind: str, case_id: int, *, by: User) -> None:
    """Put a case off until tomorrow, for this moderator alone; it is free for all others."""
    release(kind, case_id, by=by)
    Skip.objects.update_or_create(
        kind=kind, case_id=case_id, moderator=by, defaults={"on": timezone.localdate()}
    )


def close(kind: str, case_id: int) -> None:
    """Delete what is noted about the work on a case that is decided."""
    for noted in (Hold, Skip):
        noted.objects.filter(kind=kind, case_id=case_id).delete()


def forget_holds(*, on: dt.date) -> int:
    """Delete the holds and the skips from before the day `on`; how many."""
    holds = Hold.objects.filter(taken_at__date__lt=on).delete()[0]
    return holds + Skip.objects.filter(on__lt=on).delete()[0]


def take_next(
    *,
    by: User,
    code: str = "",
    after: tuple[str, int] | None = None,
) -> desk.ListedCase | None:
    """Take the first case that `by` may decide, nobody has open and `by` does not skip today.

    `after` is a case (kind and key) that `by` leaves undecided: the cases behind it come first,
    then those before it, never itself. None when there is no such case.
    """
    if after:
        release(*after, by=by)
    while row := desk.first_free(by=by, code=code, after=after):
        try:
            take(row.kind_code, row.case, by=by)
        except Held:
            continue
        return desk.listed([row], by=by)[0]
    return None
