"""How old things are that must not grow old, at which age somebody acts, and what they do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Min, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.credentials.credential_kinds import VALID_DAYS
from clinics.credentials.models import Credential
from clinics.erasures.models import Erasure
from clinics.listing.change_log import log_now
from clinics.moderation import desk
from clinics.moderation.queues import KINDS, CaseKind
from clinics.registries.models import Register, RegisterFile
from clinics.schedule.standing import LATE_AFTER, Schedule, Standing, schedule

VALID = {
    Register.NPPES: VALID_DAYS[Credential.Kind.NPI],
    Register.LEIE: VALID_DAYS[Credential.Kind.NOT_EXCLUDED],
}
"""For how many days what was compared with a register's file counts."""
PATIENCE = (dt.timedelta(days=1), dt.timedelta(days=7), None)
"""How long a case waits at most, by the rank of its kind: danger, what somebody asks, the rest."""
COPIED_WITHIN = dt.timedelta(hours=2)
"""What the commit of an erasure itself did not copy, `forget` does within the hour."""
OPEN_AT_MOST = dt.timedelta(hours=1)
"""How long a transaction may hold back the log of public changes."""
HELD_BACK = "select count(*), min(at) from clinics_publicchange where (xid, id) > (%s::xid8, %s)"
WAITING = ("desk", "changes", "erasures")
"""Groups of which None is good."""
TELL = gettext_lazy("Tell whoever operates the site: %(what)s")


@dataclass(frozen=True, kw_only=True)
class Age:
    """Something and since when it is as it is; None: it never was, or nothing waits.

    `code` is a word for programs, `group` that of its like. It is `late` when it is older than
    `limit` (None: it may be as old as it likes). `url` leads to more, if it is not ''.
    """

    group: str
    code: str
    what: str | Promise
    since: dt.datetime | None
    at: dt.datetime
    limit: dt.timedelta | None
    todo: str
    is_late: bool
    count: int = 0
    url: str = ""

    @property
    def age(self) -> dt.timedelta | None:
        """How old it is."""
        return None if self.since is None else self.at - self.since

    @property
    def age_words(self) -> str:
        """`3 days`, or that there is none."""
        if self.age is not None:
            return length(self.age)
        return _("nothing waits") if self.group in WAITING else _("never")

    @property
    def limit_words(self) -> str:
        """`7 days`, or that there is none."""
        return _("none") if self.limit is None else length(self.limit)


def length(age: dt.timedelta) -> str:
    """An age in whole days; below two days in hours, below two hours in minutes."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def ages(*, at: dt.datetime) -> list[Age]:
    """Registers, cases, scheduled work, what others copy: eight queries."""
    stands = schedule(at=at)
    return [*registers(at=at), *cases(at=at), *jobs(stands, at=at), *copies(at=at)]


def late_first(found: list[Age]) -> list[Age]:
    """What somebody must look at, then the rest; each in its order."""
    return sorted(found, key=lambda one: not one.is_late)


def registers(*, at: dt.datetime) -> list[Age]:
    """The copies of public registers, by the day that their files reach to. Two queries."""
    return [_register(Register(register), at) for register in Register]


def _register(register: Register, at: dt.datetime) -> Age:
    file = RegisterFile.objects.real().newest(register)
    begin = dt.datetime.combine(file.as_of, dt.time.min) if file else None
    since = timezone.make_aware(begin) if begin else None
    load = _("load a newer file with “manage.py import_registry %(register)s”.") % {
        "register": register.value
    }
    return Age(
        group="register",
        code=register.value,
        what=register.label,
        since=since,
        at=at,
        limit=dt.timedelta(days=VALID[register]),
        todo=TELL % {"what": load},
        is_late=file is not None and (timezone.localdate(at) - file.as_of).days > VALID[register],
    )


def cases(*, at: dt.datetime) -> list[Age]:
    """What waits at the desk, by kind: how many, and the oldest. One query."""
    rows = [
        kind.waiting().order_by().annotate(kind_code=Value(kind.code)).values("kind_code")
        .annotate(n=Count("pk"), oldest=Min(kind.asked_at)).values_list("kind_code", "n", "oldest")
        for kind in KINDS.values()
    ]  # fmt: skip
    found = {code: (count, oldest) for code, count, oldest in desk.union(rows)}
    return [_cases(kind, *found.get(kind.code, (0, None)), at) for kind in KINDS.values()]


def _cases(kind: CaseKind, count: int, oldest: dt.datetime | None, at: dt.datetime) -> Age:
    limit = PATIENCE[kind.rank]
    return Age(
        group="desk",
        code=kind.code,
        what=kind.many,
        since=oldest,
        at=at,
        limit=limit,
        todo=_("Decide the oldest cases."),
        is_late=bool(limit and oldest and at - oldest > limit),
        count=count,
        url=f"{reverse('desk')}?kind={kind.code}",
    )


def jobs(stands: Schedule, *, at: dt.datetime) -> list[Age]:
    """The scheduled work, by when each command last began. No query."""
    return [_job(one, at) for one in stands.jobs]


def _job(one: Standing, at: dt.datetime) -> Age:
    due = one.job.due
    return Age(
        group="job",
        code=one.job.name,
        what=one.job.name,
        since=one.run.started_at if one.run else None,
        at=at,
        limit=due.next(at) - due.last(at) + LATE_AFTER,
        todo=_("See why, and tell whoever operates the site."),
        is_late=not one.is_good,
        url=reverse("desk_schedule"),
    )


def copies(*, at: dt.datetime) -> list[Age]:
    """What is copied from here, and is not yet: changes and erasures. Three queries."""
    return [changes(at=at), erasures(at=at)]


def erasures(*, at: dt.datetime) -> Age:
    """What a restore would bring back if the database were lost now. One query."""
    waiting = Erasure.objects.filter(copied_at=None).aggregate(n=Count("pk"), oldest=Min("at"))
    oldest = waiting["oldest"]
    look = _("see whether documents can be kept, and run “manage.py forget”.")
    return Age(
        group="erasures",
        code="erasures",
        what=_("Erasures that are not copied to the documents yet"),
        since=oldest,
        at=at,
        limit=COPIED_WITHIN,
        todo=TELL % {"what": look},
        is_late=bool(oldest and at - oldest > COPIED_WITHIN),
        count=waiting["n"],
    )


def changes(*, at: dt.datetime) -> Age:
    """What readers of the log of public changes cannot see yet, by its oldest row. Two queries."""
    log = log_now()
    with connection.cursor() as cursor:
        cursor.execute(HELD_BACK, [str(log.end.xid), log.end.id])
        count, oldest = cursor.fetchone()
    look = _("end the transaction that has been open for so long; see “When something is wrong” in "
             "operate.md.")  # fmt: skip
    return Age(
        group="changes",
        code="changes",
        what=_("Public changes that nobody can follow yet"),
        since=oldest,
        at=at,
        limit=OPEN_AT_MOST,
        todo=TELL % {"what": look},
        is_late=log.is_foreign or bool(oldest and at - oldest > OPEN_AT_MOST),
        count=count,
    )
