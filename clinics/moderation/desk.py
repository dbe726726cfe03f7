"""The desk: all cases that wait for a moderator, oldest first, and who has each open; reads only.

The database joins all kinds of cases in one UNION, so a page costs the same number of queries
whatever waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinics.accounts.models import User
from clinics.memberships.models import Membership
from clinics.moderation.case_kind import CaseKind
from clinics.moderation.models import Hold, Skip
from clinics.moderation.queues import KINDS


@dataclass(frozen=True, kw_only=True)
class ListedCase:
    """A case in a list. `at` and `who` tell who asked and when, or who decided and when.

    `holder` is the person whom it is about. `is_own`: the moderator asked for it, or speaks for its
    clinic, and so may not decide it. `is_skipped`: the moderator skips it today.
    """

    kind: CaseKind
    pk: int
    at: dt.datetime
    clinic_id: int
    clinic: str
    slug: str
    who: User | None
    size: int
    holder: str = ""
    hold: Hold | None = None
    is_own: bool = False
    is_skipped: bool = False

    @property
    def url(self) -> str:
        """The page of the case."""
        return reverse(f"desk_{self.kind.code}", args=[self.pk])

    @property
    def is_by_blocked(self) -> bool:
        """Whether the account that asked is blocked."""
        return self.who is not None and not self.who.is_active

    @property
    def about(self) -> str:
        """A short note below the kind, or ''."""
        return self.kind.label_of_size(self.size)

    @property
    def asked_by(self) -> str:
        """Who asked, in words."""
        if self.who:
            return self.who.email
        if self.kind.code == "inquiry":
            return _("a moderator")
        if self.kind.code == "gone":
            return _("an import")
        if self.kind.code == "candidate":
            return _("a search of registers and lists")
        if self.kind.is_anonymous:
            return _("somebody without an account")
        if self.kind.code == "credential":
            return _("a check of the registers")
        if self.kind.code == "duplicate":
            return _("a search for duplicates, or a moderator")
        return _("a deleted account")


COLUMNS = ("first", "kind_code", "case", "moment", "clinic_id", "clinic_name", "clinic_slug",
           "who", "size", "holder")  # fmt: skip


def _column(of: str | Combinable) -> Combinable:
    return F(of) if isinstance(of, str) else of


def _rows(kind: CaseKind, cases: QuerySet, at: str, who: str | Combinable) -> QuerySet:
    return (
        cases.order_by()
        .annotate(
            first=Value(kind.rank),
            kind_code=Value(kind.code),
            case=F("pk"),
            moment=F(at),
            clinic_name=_column(kind.clinic_name),
            clinic_slug=Coalesce(F("clinic__slug"), Value("")),
            who=_column(who),
            size=kind.size,
            holder=kind.holder,
        )
        .values_list(*COLUMNS, named=True)
    )


def union(querysets: list[QuerySet]) -> QuerySet:
    """All rows of querysets that have the same columns."""
    return querysets[0].union(*querysets[1:], all=True)


def _chosen(code: str) -> list[CaseKind]:
    return [KINDS[code]] if code else list(KINDS.values())


def waiting(code: str = "") -> QuerySet:
    """The rows that wait, of one kind or of all: kinds that come first, then oldest first."""
    rows = [_rows(kind, kind.waiting(), kind.asked_at, kind.asker) for kind in _chosen(code)]
    return union(rows).order_by("first", "moment", "kind_code", "case")


def decided(code: str = "") -> QuerySet:
    """The rows that a moderator decided, of one kind or of all, newest first."""
    rows = [_rows(kind, kind.decided(), kind.decided_at, kind.decider) for kind in _chosen(code)]
    return union(rows).order_by("-moment", "kind_code", "-case")


def of_clinic(clinic_id: int, *, is_waiting: bool) -> QuerySet:
    """The rows of one clinic that wait, as `waiting`, or that were decided, as `decided`."""
    rows = [
        _rows(kind, kind.waiting().filter(clinic=clinic_id), kind.asked_at, kind.asker)
        if is_waiting
        else _rows(kind, kind.decided().filter(clinic=clinic_id), kind.decided_at, kind.decider)
        for kind in KINDS.values()
    ]
    order = ("first", "moment") if is_waiting else ("-moment",)
    return union(rows).order_by(*order, "kind_code", "case")


def _not_asked_by(kind: CaseKind, by: User) -> QuerySet:
    """The rows of a kind that wait, without those that `by` asked for; none if `by` is partial."""
    cases = kind.waiting()
    if isinstance(kind.asker, str):
        cases = cases.exclude(**{kind.asker: by.pk})
    if kind.needs_impartial:
        cases = cases.exclude(Exists(Membership.objects.of(by)))
    return cases


def decidable(code: str, by: User) -> list[tuple[CaseKind, QuerySet]]:
    """The cases that wait and that `by` may decide, by kind: of one kind or of all."""
    own = Membership.objects.of(by).values("clinic")
    found = []
    for kind in _chosen(code):
        cases = _not_asked_by(kind, by)
        for column in kind.clinics:
            cases = cases.exclude(**{f"{column}__in": own})
        found.append((kind, cases))
    return found


def _held_by_others(by: User) -> QuerySet:
    return Hold.objects.live(at=timezone.now()).exclude(moderator=by)


def _skipped(by: User) -> QuerySet:
    return Skip.objects.filter(moderator=by, on=timezone.localdate())


def _listed_as_waiting(found: list[tuple[CaseKind, QuerySet]]) -> QuerySet:
    rows = [_rows(kind, cases, kind.asked_at, kind.asker) for kind, cases in found]
    return union(rows).order_by("first", "moment", "kind_code", "case")


def _of(noted: QuerySet, kind: CaseKind) -> QuerySet:
    """The keys of a kind's cases about which a hold or a skip is noted."""
    return noted.filter(kind=kind.code).values("case_id")


def free(*, by: User, code: str = "", after: tuple[str, int] | None = None) -> QuerySet:
    """The rows that wait, that `by` may decide, does not skip today, and nobody else has open.

    Ordered as `waiting`; only those behind the case `after` (kind and key), if it waits.
    """
    held, skipped = _held_by_others(by), _skipped(by)
    return _listed_as_waiting([
        (kind, _behind(kind, after, cases.exclude(pk__in=_of(held, kind)))
         .exclude(pk__in=_of(skipped, kind)))
        for kind, cases in decidable(code, by)
    ])  # fmt: skip


def _behind(kind: CaseKind, after: tuple[str, int] | None, cases: QuerySet) -> QuerySet:
    """The cases of a kind that stand behind the case `after` in the order of `waiting`."""
    if after is None:
        return cases
    code, pk = after
    former = KINDS[code]
    if kind.rank != former.rank:
        return cases.none() if kind.rank < former.rank else cases
    moment = former.waiting().filter(pk=pk).values_list(former.asked_at, flat=True).first()
    if moment is None:
        return cases
    alike = Q(pk__gt=pk) if kind.code == code else Q() if kind.code > code else Q(pk__in=[])
    later = Q(**{f"{kind.asked_at}__gt": moment})
    return cases.filter(later | (Q(**{kind.asked_at: moment}) & alike))


def first_free(
    *,
    by: User,
    code: str = "",
    after: tuple[str, int] | None = None,
) -> Any:
    """The first row of `free`; the ones before the case `after` when none is behind it."""
    if after is None:
        return free(by=by, code=code).first()
    behind = free(by=by, code=code, after=after).first()
    before = free(by=by, code=code).first() if behind is None else None
    return behind or (before if before and (before.kind_code, before.case) != after else None)


def nothing_free(*, by: User, code: str = "") -> str:
    """That there is no next case, and what waits all the same. At most three queries.

    `code` is the one kind that the moderator works through, '' for all.
    """
    of_kind = _("No other case of this kind is free for you now.")
    words = [of_kind if code else _("No other case is free for you now.")]
    if held := _noted(_held_by_others(by), by=by, code=code):
        words.append(_("Open with colleagues: %(n)d.") % {"n": held})
    if skipped := _noted(_skipped(by), by=by, code=code):
        words.append(_("Skipped by you until tomorrow: %(n)d.") % {"n": skipped})
    if code and (rest := free(by=by).count()):
        words.append(_("Free cases of other kinds: %(n)d.") % {"n": rest})
    return " ".join(words)


def _noted(noted: QuerySet, *, by: User, code: str) -> int:
    """How many cases that `by` may decide have such a hold or skip. One query."""
    cases = decidable(code, by)
    return _listed_as_waiting([(k, some.filter(pk__in=_of(noted, k))) for k, some in cases]).count()


def counts() -> dict[str, int]:
    """How many cases of each kind wait. One query."""
    rows = [
        kind.waiting().order_by().annotate(kind_code=Value(code)).values("kind_code")
        .annotate(n=Count("pk")).values_list("kind_code", "n")
        for code, kind in KINDS.items()
    ]  # fmt: skip
    return dict.fromkeys(KINDS, 0) | dict(union(rows))


def listed(rows: Iterable, *, by: User) -> list[ListedCase]:
    """The rows of one page as cases, with people, holds and skips. Four queries for all rows."""
    rows = list(rows)
    people = User.objects.in_bulk({row.who for row in rows if row.who})
    live = Hold.objects.live(at=timezone.now()).filter(case_id__in=[row.case for row in rows])
    holds = {(hold.kind, hold.case_id): hold for hold in live.select_related("moderator")}
    skipped = set(_skipped(by).values_list("kind", "case_id"))
    own = set(
        Membership.objects.of(by)
        .filter(clinic__in={row.clinic_id for row in rows})
        .values_list("clinic_id", flat=True)
    )
    return [
        ListedCase(
            kind=KINDS[row.kind_code], pk=row.case, at=row.moment, clinic_id=row.clinic_id,
            clinic=row.clinic_name, slug=row.clinic_slug, who=people.get(row.who),
            size=row.size, holder=row.holder, hold=holds.get((row.kind_code, row.case)),
            is_own=row.clinic_id in own or row.who == by.pk,
            is_skipped=(row.kind_code, row.case) in skipped,
        )
        for row in rows
    ]  # fmt: skip
