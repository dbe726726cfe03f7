"""How much waits at the desk: of each kind the number, the age, and what a moderator may decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q, Value

from clinics.accounts.models import User
from clinics.moderation import desk
from clinics.moderation.queues import KINDS, CaseKind


@dataclass(frozen=True, kw_only=True)
class Figure:
    """How many cases of a kind wait, since when the oldest does (None: none), and how many of them
    the moderator may decide.
    """

    kind: CaseKind
    waiting: int
    decidable: int
    oldest: dt.datetime | None


def figures(*, by: User) -> list[Figure]:
    """A figure for every kind, in the order of the desk. One query."""
    rows = [
        kind.waiting().order_by().annotate(kind_code=Value(kind.code)).values("kind_code")
        .annotate(n=Count("pk"), decidable=Count("pk", filter=Q(pk__in=theirs.values("pk"))),
                  oldest=Min(kind.asked_at))
        .values_list("kind_code", "n", "decidable", "oldest")
        for kind, theirs in desk.decidable("", by)
    ]  # fmt: skip
    found = {code: tuple(rest) for code, *rest in desk.union(rows)}
    return [
        Figure(kind=kind, waiting=waiting, decidable=decidable, oldest=oldest)
        for code, kind in KINDS.items()
        for waiting, decidable, oldest in [found.get(code, (0, 0, None))]
    ]
