"""What a clinic's admin has to do. It is computed from the listing and the day, never stored."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.accounts.models import User
from clinics.changes.models import ProposedChange
from clinics.checklist import CHECKLIST, CONTACT_DECAYS_DAYS
from clinics.claims.models import Claim
from clinics.listing.models import Clinic
from clinics.memberships.models import Membership
from clinics.reviews.models import Reply, Report

SOON_DAYS = 14
"""How many days ahead an admin is warned."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something that reads overdue, or no longer recent, from the day after `on`.

    `label` is empty for confirmed facts: those are only counted, so no condition is named.
    """

    on: dt.date
    affirmed_on: dt.date
    label: str = ""


def memberships_of(user: User) -> QuerySet[Membership]:
    """The clinics a person speaks for, by name, with all that `due` and `todo` read. 4 queries."""
    return (
        with_what_is_due(Membership.objects.of(user))
        .annotate(
            waiting=_count(ProposedChange.objects.pending()),
            disputes=_exists(Claim.objects.pending().exclude(method=Claim.Method.OBJECTION)),
            reported=_exists(Report.objects.waiting()),
            replies=_exists(Reply.objects.waiting()),
        )
        .order_by("clinic__name", "pk")
    )


def _count(rows: QuerySet) -> Coalesce:
    """How many such rows the clinic of a membership has."""
    rows = rows.filter(clinic=OuterRef("clinic")).order_by().values("clinic")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def _exists(rows: QuerySet) -> Exists:
    """Whether the clinic of a membership has such a row."""
    return Exists(rows.filter(clinic=OuterRef("clinic")))


def with_what_is_due(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """Memberships with their clinics' facts and prices, which takes two more queries."""
    return memberships.select_related("clinic").prefetch_related("clinic__facts", "clinic__prices")


def due(clinic: Clinic) -> list[Due]:
    """Everything about a clinic that must be confirmed again some day, soonest first."""
    dues = list(_checks(clinic.facts.all()))
    decays = {item.qualified: item.decays_days for item in CHECKLIST.items if item.decays_days}
    for fact in clinic.facts.all():
        if fact.code in decays and fact.source == "clinic":
            dues.append(_decaying(fact, decays[fact.code], str(CHECKLIST.label(fact.code))))
    kinds = {kind.code: kind for kind in CHECKLIST.prices}
    for price in clinic.prices.all():
        if price.kind in kinds and price.source == "clinic":
            dues.append(
                _decaying(price, kinds[price.kind].decays_days, str(CHECKLIST.label(price.code)))
            )
    if clinic.source == "clinic":
        dues.append(_decaying(clinic, CONTACT_DECAYS_DAYS, _("Name, address and phone")))
    return sorted(dues, key=lambda it: (it.on, it.label))


def _checks(facts: Iterable[Any]) -> Iterable[Due]:
    """What somebody other than the clinic confirmed."""
    return (Due(on=f.due_on, affirmed_on=f.confirmed_on) for f in facts if f.confirmed_by)


def _decaying(stated: Any, days: int, label: str) -> Due:
    """What the clinic stated itself, and must repeat within so many days."""
    last = stated.affirmed_on + dt.timedelta(days=days)
    return Due(on=last, affirmed_on=stated.affirmed_on, label=label)


def todo(membership: Membership, *, on: dt.date) -> list[str]:
    """Sentences: what to do for one clinic of `memberships_of`, the most pressing first."""
    dues, sentences = due(membership.clinic), []
    late = sum(not it.label and it.on < on for it in dues)
    if late:
        sentences.append(_reads_overdue(late))
    sentences += [
        _("%(what)s: not repeated for %(days)d days.")
        % {"what": it.label, "days": (on - it.affirmed_on).days}
        for it in dues
        if it.label and it.on < on
    ]
    soon = Counter(it.on for it in dues if on <= it.on <= on + dt.timedelta(days=SOON_DAYS))
    for day, count in sorted(soon.items()):
        sentences.append(_will_read_overdue(count, (day - on).days + 1))
    if membership.waiting:  # type: ignore[attr-defined]
        sentences.append(_("A proposal waits for a moderator."))
    if membership.disputes:  # type: ignore[attr-defined]
        sentences.append(_("Somebody else asks to speak for this clinic."))
    if membership.reported:  # type: ignore[attr-defined]
        sentences.append(_("Somebody reported that an answer is wrong."))
    if membership.replies:  # type: ignore[attr-defined]
        sentences.append(_("A reply waits for a moderator."))
    return sentences


def _reads_overdue(count: int) -> str:
    return (
        ngettext("%d confirmed answer reads overdue.", "%d confirmed answers read overdue.", count)
        % count
    )


def _will_read_overdue(count: int, days: int) -> str:
    what = ngettext("%d answer will read overdue", "%d answers will read overdue", count) % count
    return what + " " + (ngettext("in %d day.", "in %d days.", days) % days)


def warnings(clinic: Clinic, *, on: dt.date) -> list[tuple[str, Callable[[], str]]]:
    """What the clinic's admins are told once, as (about, sentence). No answer is named.

    The sentence is asked for in the language of each of them.
    """
    soon = Counter(it.on for it in due(clinic) if on <= it.on <= on + dt.timedelta(days=SOON_DAYS))
    return [
        (
            f"due {clinic.pk} {day.isoformat()}",
            partial(_will_read_overdue_after, clinic, count, day),
        )
        for day, count in sorted(soon.items())
    ]


def _will_read_overdue_after(clinic: Clinic, count: int, day: dt.date) -> str:
    words = ngettext(
        "%(count)d answer of %(clinic)s will read overdue after %(day)s.",
        "%(count)d answers of %(clinic)s will read overdue after %(day)s.", count,
    )  # fmt: skip
    return words % {"count": count, "clinic": clinic, "day": date_format(day, "DATE_FORMAT")}
