"""The desk: everything that waits for a moderator, oldest first, and who has it open; reads only.

A kind of case is one entry of KINDS. All kinds are one UNION in the database, so a page costs the
same whatever waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.memberships.models import Membership
from clinics.moderation.models import Hold
from clinics.moderation.queues import KINDS, Kind


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of a list: a case, when it was asked (or decided) and by whom, whose it is now."""

    kind: Kind
    pk: int
    at: dt.datetime
    clinic_id: int
    clinic: str
    slug: str
    who: User | None
    size: int
    hold: Hold | None = None
    is_own: bool = False

    @property
    def url(self) -> str:
        """Where the case is looked at and decided."""
        return reverse(f"desk_{self.kind.code}", args=[self.pk])

    @property
    def about(self) -> str:
        """What stands beside the kind in the list."""
        return self.kind.said(self.size)

    @property
    def asked_by(self) -> str:
        """Who asked, in words."""
        if self.who:
            return self.who.email
        if self.kind.is_anonymous:
            return _("somebody without an account")
        if self.kind.code == "credential":
            return _("a check of the registers")
        return _("an account that is gone")


COLUMNS = ("first", "kind_code", "case", "moment", "clinic_id", "clinic_name", "clinic_slug",
           "who", "size")  # fmt: skip


def _rows(kind: Kind, cases: QuerySet, at: str, who: str | Combinable) -> QuerySet:
    return (
        cases.order_by()
        .annotate(
            first=Value(not kind.comes_first),
            kind_code=Value(kind.code),
            case=F("pk"),
            moment=F(at),
            clinic_name=F("clinic__name"),
            clinic_slug=F("clinic__slug"),
            who=F(who) if isinstance(who, str) else who,
            size=kind.size,
        )
        .values_list(*COLUMNS, named=True)
    )


def _union(querysets: list[QuerySet]) -> QuerySet:
    return querysets[0].union(*querysets[1:], all=True)


def _chosen(code: str) -> list[Kind]:
    return [KINDS[code]] if code else list(KINDS.values())


def waiting(code: str = "") -> QuerySet:
    """The rows of what waits, of one kind or of all, oldest first but what comes before all."""
    rows = [_rows(kind, kind.waiting(), kind.asked_at, kind.asker) for kind in _chosen(code)]
    return _union(rows).order_by("first", "moment", "kind_code", "case")


def decided(code: str = "") -> QuerySet:
    """The rows of what a moderator decided, of one kind or of all, newest first."""
    rows = [_rows(kind, kind.decided(), kind.decided_at, kind.decider) for kind in _chosen(code)]
    return _union(rows).order_by("-moment", "kind_code", "-case")


def _not_by(kind: Kind, by: User) -> QuerySet:
    """What waits of a kind and `by` neither asked nor stands too near to."""
    cases = kind.waiting()
    if isinstance(kind.asker, str):
        cases = cases.exclude(**{kind.asker: by.pk})
    return cases.exclude(Exists(Membership.objects.of(by))) if kind.apart else cases


def free(*, by: User, code: str = "") -> QuerySet:
    """The rows of what waits, may be decided by `by`, and nobody else has open; oldest first."""
    others = Hold.objects.live(at=timezone.now()).exclude(moderator=by)
    rows = []
    for kind in _chosen(code):
        cases = (
            _not_by(kind, by)
            .exclude(clinic__in=Membership.objects.of(by).values("clinic"))
            .exclude(pk__in=others.filter(kind=kind.code).values("case_id"))
        )
        rows.append(_rows(kind, cases, kind.asked_at, kind.asker))
    return _union(rows).order_by("first", "moment", "kind_code", "case")


def counts() -> dict[str, int]:
    """How many cases of each kind wait; one query."""
    rows = [
        kind.waiting().order_by().annotate(kind_code=Value(code)).values("kind_code")
        .annotate(n=Count("pk")).values_list("kind_code", "n")
        for code, kind in KINDS.items()
    ]  # fmt: skip
    return dict.fromkeys(KINDS, 0) | dict(_union(rows))


def listed(rows: Iterable, *, by: User) -> list[Listed]:
    """The rows of one page as cases: who asked, who has each open, which are `by`'s own.

    Three queries, however many rows.
    """
    rows = list(rows)
    people = User.objects.in_bulk({row.who for row in rows if row.who})
    live = Hold.objects.live(at=timezone.now()).filter(case_id__in=[row.case for row in rows])
    holds = {(hold.kind, hold.case_id): hold for hold in live.select_related("moderator")}
    own = set(
        Membership.objects.of(by)
        .filter(clinic__in={row.clinic_id for row in rows})
        .values_list("clinic_id", flat=True)
    )
    return [
        Listed(
            kind=KINDS[row.kind_code], pk=row.case, at=row.moment, clinic_id=row.clinic_id,
            clinic=row.clinic_name, slug=row.clinic_slug, who=people.get(row.who),
            size=row.size, hold=holds.get((row.kind_code, row.case)),
            is_own=row.clinic_id in own or row.who == by.pk,
        )
        for row in rows
    ]  # fmt: skip
