"""One answer of one clinic, ready to be shown: its value, who says so, since when, how it stands.

The clinic page, the comparison and its files all show facts through `Answer`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from clinics.checklist import CHECKLIST, CONTACT_DECAYS_DAYS
from clinics.listing.wording import label, source_words
from clinics.models import Clinic, Fact, Price, SourceKind
from clinics.vocabulary import Item, Number, PriceKind, Source
from directory.presenting import wording
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reported, Reports

COUNTED = {
    "sessions_in_course": ngettext_lazy("%(n)d session", "%(n)d sessions", "n"),
    "session_minutes": ngettext_lazy("%(n)d minute", "%(n)d minutes", "n"),
    "recovery_minutes": ngettext_lazy("%(n)d minute", "%(n)d minutes", "n"),
    "wait_days": ngettext_lazy("%(n)d day", "%(n)d days", "n"),
    "patients_per_observer": ngettext_lazy("%(n)d patient", "%(n)d patients", "n"),
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`state` is yes, no, stated (a number, a price, words), unconfirmed or unstated.

    `value` says it in words. Unconfirmed: a credential that is stated, or was confirmed once.

    `overdue`: the check is past its date. `stale`: the clinic has not repeated it for too long.
    """

    code: str
    label: str
    state: str = "unstated"
    value: str = ""
    detail: str = ""
    source_kind: str = ""
    source: str = ""
    since: dt.date | None = None
    affirmed_on: dt.date | None = None
    checked_by: str = ""
    checked: str = ""
    confirmed_on: dt.date | None = None
    due_on: dt.date | None = None
    overdue: bool = False
    stale: bool = False
    question: str = ""
    evidence: str = ""
    warning: str = ""
    sources: tuple[Source, ...] = ()
    reported: Reported | None = None

    @property
    def is_stated(self) -> bool:
        """Whether the clinic, or somebody about it, answers at all."""
        return self.state != "unstated"

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody other than the clinic confirmed it and the check is not overdue."""
        return bool(self.checked) and not self.overdue

    @property
    def repeated_on(self) -> dt.date | None:
        """When it was last said again, if later than first said."""
        return self.affirmed_on if self.affirmed_on != self.since else None


def _said(row: Fact | Price | Clinic) -> dict[str, Any]:
    return {
        "source_kind": row.source,
        "source": source_words(row.source, row.source_name),
        "since": row.since,
        "affirmed_on": row.affirmed_on,
    }


def _is_stale(row: Fact | Price | Clinic, decays_days: int | None, on: dt.date) -> bool:
    return decays_days is not None and (on - row.affirmed_on).days > decays_days


def item_answer(item: Item, fact: Fact | None, *, on: dt.date) -> Answer:
    """The answer to one item of the checklist as of a day; not stated without a fact."""
    said: dict[str, Any] = {
        "code": item.qualified,
        "label": str(item.label),
        "question": str(item.question),
        "evidence": str(item.evidence),
        "warning": str(item.warning),
        "sources": tuple(CHECKLIST.source(short) for short in item.sources),
    }
    if fact is None:
        return Answer(**said, value=_("Not stated"))
    return Answer(
        **said,
        **_said(fact),
        state="yes" if fact.value else "no",
        value=_("Yes") if fact.value else _("No"),
        detail=fact.detail,
        checked_by=fact.confirmed_by,
        checked=str(SourceKind(fact.confirmed_by).label) if fact.confirmed_by else "",
        confirmed_on=fact.confirmed_on,
        due_on=fact.due_on,
        overdue=bool(fact.confirmed_by) and not fact.is_confirmed(on=on),
        stale=_is_stale(fact, item.decays_days, on),
    )


def with_reports(answers: Iterable[Answer], reports: Reports) -> list[Answer]:
    """The answers, each with its open reports."""
    return [replace(a, reported=reports[a.code]) if a.code in reports else a for a in answers]


def counted(number: Number, n: int) -> str:
    """A number with its unit: `60 minutes`."""
    if number.code in COUNTED:
        return str(COUNTED[number.code] % {"n": n})
    return f"{n} {number.unit}"


def number_answer(number: Number, fact: Fact | None) -> Answer:
    """The answer to a number of the checklist."""
    said: dict[str, Any] = {
        "code": number.qualified,
        "label": str(number.label),
        "question": str(number.question),
    }
    if fact is None or fact.number is None:
        return Answer(**said, value=_("Not stated"))
    return Answer(
        **said,
        **_said(fact),
        state="stated",
        value=counted(number, fact.number),
        detail=fact.detail,
    )


def price_rows(listed: Sequence[Listed]) -> list[tuple[PriceKind, str]]:
    """The prices to show of these clinics: each kind, then each route that one of them prices."""
    priced = {(p.kind, p.route) for one in listed for p in one.prices.values()}
    routes = ["", *(item.code for item in CHECKLIST.group("route").items)]
    return [
        (kind, route)
        for kind in CHECKLIST.prices
        for route in routes
        if not route or (kind.code, route) in priced
    ]


def price_of(one: Listed, kind: PriceKind, route: str, *, on: dt.date) -> Answer:
    """What one clinic says one thing costs by one route (route '': by any).

    A route that the clinic does not offer has no price; where only prices by route are stated,
    the general answer says so.
    """
    code = f"{kind.qualified}.{route}" if route else kind.qualified
    said = price_answer(kind, route, one.prices.get(code), on=on)
    if said.is_stated:
        return said
    offered = one.facts.get(f"route.{route}")
    if offered and offered.value is False:
        return replace(said, **_said(offered), state="no", value=_("Not offered"))
    if not route and any(p.kind == kind.code for p in one.prices.values()):
        return replace(said, state="stated", value=_("By route, below"))
    return said


def price_answer(kind: PriceKind, route: str, price: Price | None, *, on: dt.date) -> Answer:
    """The answer to what one thing costs, of one route or (route '') of all, as of a day."""
    code = f"{kind.qualified}.{route}" if route else kind.qualified
    said: dict[str, Any] = {
        "code": code,
        "label": label(code),
        "question": str(kind.question),
    }
    if price is None:
        return Answer(**said, value=_("Not stated"))
    return Answer(
        **said,
        **_said(price),
        state="stated",
        value=wording.money(price.amount, price.currency),
        detail=_price_detail(price),
        stale=_is_stale(price, kind.decays_days, on),
    )


def _price_detail(price: Price) -> str:
    parts = [_("valid from %(day)s") % {"day": wording.day(price.valid_from)}]
    if price.includes:
        parts.append(_("includes: %(what)s") % {"what": price.includes})
    if price.required_for_course:
        parts.append(_("must be bought with the course"))
    return "; ".join(parts)


def contact_answer(code: str, label: str, value: str, clinic: Clinic, *, on: dt.date) -> Answer:
    """The answer to how the clinic is reached, as of a day; a blank is not stated."""
    if not value:
        return Answer(code=code, label=label, value=_("Not stated"))
    return Answer(
        code=code,
        label=label,
        state="stated",
        value=value,
        stale=_is_stale(clinic, CONTACT_DECAYS_DAYS, on),
        **_said(clinic),
    )
