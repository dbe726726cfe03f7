"""The desk: everything that waits for a moderator, oldest first, and who has it open; reads only.

A kind of case is one entry of KINDS. All kinds are one UNION in the database, so a page costs the
same whatever waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Min, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from clinics.changes.models import ProposedChange
from clinics.moderation.models import Hold
from clinics.people.claims import Claim
from clinics.people.models import Membership, User


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of case. `size` is a number that `said` puts into words for the list."""

    code: str
    one: Promise
    many: Promise
    waiting: Callable[[], QuerySet]
    decided: Callable[[], QuerySet]
    asked_at: str
    decided_at: str
    asker: str
    decider: str | Combinable
    size: Combinable
    said: Callable[[int], str]


DISPUTED, TO_CALL = 1, 2


def _claim_said(size: int) -> str:
    words = {DISPUTED: _("dispute: the clinic has admins"), TO_CALL: _("waits for a phone call")}
    return str(words.get(size, ""))


def _change_said(size: int) -> str:
    return str(ngettext_lazy("%(n)d answer", "%(n)d answers", "n") % {"n": size})


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            code="claim",
            one=_("Claim"),
            many=_("Claims"),
            waiting=lambda: Claim.objects.pending(),
            decided=lambda: Claim.objects.exclude(decision__in=["", Claim.Decision.WITHDRAWN]),
            asked_at="asked_at",
            decided_at="decided_at",
            asker="user_id",
            decider="decided_by_id",
            size=Case(
                When(is_dispute=True, then=DISPUTED),
                When(method=Claim.Method.LISTED_PHONE, proved_at=None, then=TO_CALL),
                default=0,
                output_field=IntegerField(),
            ),
            said=_claim_said,
        ),
        Kind(
            code="change",
            one=_("Proposal"),
            many=_("Proposals"),
            waiting=lambda: ProposedChange.objects.pending(),
            decided=lambda: ProposedChange.objects.filter(closed_as=ProposedChange.Closed.DECIDED),
            asked_at="proposed_at",
            decided_at="closed_at",
            asker="proposed_by_id",
            decider=Min("items__decided_by_id"),
            size=Count("items"),
            said=_change_said,
        ),
    )
}
"""Every kind of case that reaches the desk, in the order of its filter."""


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


COLUMNS = ("code", "case", "at", "clinic_id", "clinic_name", "clinic_slug", "who", "size")


def _rows(kind: Kind, cases: QuerySet, at: str, who: str | Combinable) -> QuerySet:
    return (
        cases.order_by()
        .annotate(
            code=Value(kind.code),
            case=F("pk"),
            at=F(at),
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
    """The rows of what waits, of one kind or of all, oldest first."""
    rows = [_rows(kind, kind.waiting(), kind.asked_at, kind.asker) for kind in _chosen(code)]
    return _union(rows).order_by("at", "code", "case")


def decided(code: str = "") -> QuerySet:
    """The rows of what a moderator decided, of one kind or of all, newest first."""
    rows = [_rows(kind, kind.decided(), kind.decided_at, kind.decider) for kind in _chosen(code)]
    return _union(rows).order_by("-at", "code", "-case")


def free(*, by: User, code: str = "") -> QuerySet:
    """The rows of what waits, may be decided by `by`, and nobody else has open; oldest first."""
    others = Hold.objects.live(at=timezone.now()).exclude(moderator=by)
    rows = []
    for kind in _chosen(code):
        cases = (
            kind.waiting()
            .exclude(**{kind.asker: by.pk})
            .exclude(clinic__in=Membership.objects.of(by).values("clinic"))
            .exclude(pk__in=others.filter(kind=kind.code).values("case_id"))
        )
        rows.append(_rows(kind, cases, kind.asked_at, kind.asker))
    return _union(rows).order_by("at", "code", "case")


def counts() -> dict[str, int]:
    """How many cases of each kind wait; one query."""
    rows = [
        kind.waiting().order_by().annotate(code=Value(code)).values("code")
        .annotate(n=Count("pk")).values_list("code", "n")
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
            kind=KINDS[row.code], pk=row.case, at=row.at, clinic_id=row.clinic_id,
            clinic=row.clinic_name, slug=row.clinic_slug, who=people.get(row.who),
            size=row.size, hold=holds.get((row.code, row.case)),
            is_own=row.clinic_id in own or row.who == by.pk,
        )
        for row in rows
    ]  # fmt: skip
