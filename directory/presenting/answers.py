"""One answer of one clinic, ready to be shown: its value, its source, its dates and its checks.

The clinic page, the comparison and its files all show facts through `ShownAnswer`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import ngettext_lazy

from clinics.checklist import CHECKLIST, CONTACT_DECAYS_DAYS
from clinics.listing.corrections import Said, standing
from clinics.listing.wording import label, source_words
from clinics.models import Clinic, Fact, Price, SourceKind
from clinics.vocabulary import Item, Number, PriceKind, Source
from directory.presenting import wording
from directory.presenting.listed_clinic import Listed
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import once
from directory.presenting.patient_reports import Reported, Reports

UNIT_WORDS = {
    "sessions_in_course": ngettext_lazy("%(n)d session", "%(n)d sessions", "n"),
    "session_minutes": ngettext_lazy("%(n)d minute", "%(n)d minutes", "n"),
    "recovery_minutes": ngettext_lazy("%(n)d minute", "%(n)d minutes", "n"),
    "wait_days": ngettext_lazy("%(n)d day", "%(n)d days", "n"),
    "patients_per_observer": ngettext_lazy("%(n)d patient", "%(n)d patients", "n"),
}


@dataclass(frozen=True, kw_only=True)
class ShownAnswer:
    """The answer of one clinic to one thing.

    `state`: "yes", "no", "stated" (a number, a price, a text), "unconfirmed" (a credential that
    is only stated, or whose check is overdue) or "unstated". `value`: the same in words.
    `is_import_day`: `since` is the day of an import, else it is the day of the imported list.
    `own`: what of `detail` are the clinic’s own words.
    `overdue`: the check is past its date. `stale`: the clinic has not repeated it for too long.
    """

    code: str
    label: str
    state: str = "unstated"
    value: str = ""
    detail: str = ""
    own: tuple[str, ...] = ()
    source_kind: str = ""
    source: str = ""
    source_url: str = ""
    since: dt.date | None = None
    is_import_day: bool = False
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
        """Whether there is an answer, by the clinic or about it."""
        return self.state != "unstated"

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody other than the clinic confirmed it, and the check is not overdue."""
        return bool(self.checked) and not self.overdue

    @property
    def since_words(self) -> str:
        """What happened on the day `since`: an import is no statement of that day."""
        if self.source_kind != SourceKind.IMPORT:
            return _("since")
        return _("imported on") if self.is_import_day else _("list as of")

    @property
    def repeated_words(self) -> str:
        """What happened on the day `repeated_on`."""
        is_import = self.source_kind == SourceKind.IMPORT
        return _("still in the list of") if is_import else _("repeated")

    @property
    def repeated_on(self) -> dt.date | None:
        """When it was last repeated; None if it never was."""
        return self.affirmed_on if self.affirmed_on != self.since else None


def _provenance(row: Fact | Price | Clinic) -> dict[str, Any]:
    clinic = row if isinstance(row, Clinic) else row.clinic
    imported_on = getattr(clinic, "imported_on", ())
    return {
        "is_import_day": row.source == SourceKind.IMPORT and row.since in imported_on,
        "source_kind": row.source,
        "source": source_words(row.source, row.source_name),
        "source_url": getattr(row, "source_url", ""),
        "since": row.since,
        "affirmed_on": row.affirmed_on,
    }


def _is_stale(row: Fact | Price | Clinic, decays_days: int | None, on: dt.date) -> bool:
    return decays_days is not None and (on - row.affirmed_on).days > decays_days


def item_answer(item: Item, fact: Fact | None, *, on: dt.date) -> ShownAnswer:
    """The answer to one item of the checklist as of a day. No fact: not stated."""
    about = once("about", item.qualified, lambda: _about(item))
    if fact is None:
        return ShownAnswer(**about, value=_("Not stated"))
    return ShownAnswer(
        **about,
        **_provenance(fact),
        state="yes" if fact.value else "no",
        value=_("Yes") if fact.value else _("No"),
        detail=fact.detail,
        own=(fact.detail,) if fact.detail else (),
        checked_by=fact.confirmed_by,
        checked=str(SourceKind(fact.confirmed_by).label) if fact.confirmed_by else "",
        confirmed_on=fact.confirmed_on,
        due_on=fact.due_on,
        overdue=bool(fact.confirmed_by) and not fact.is_confirmed(on=on),
        stale=_is_stale(fact, item.decays_days, on),
    )


def _about(item: Item) -> dict[str, Any]:
    """What the checklist says of an item, whoever answers."""
    return {
        "code": item.qualified,
        "label": str(item.label),
        "question": str(item.question),
        "evidence": str(item.evidence),
        "warning": str(item.warning),
        "sources": tuple(CHECKLIST.source(short) for short in item.sources),
    }


def with_reports(answers: Iterable[ShownAnswer], reports: Reports) -> list[ShownAnswer]:
    """The same answers, each with its open reports."""
    return [replace(a, reported=reports[a.code]) if a.code in reports else a for a in answers]


def counted(number: Number, n: int) -> str:
    """A number with its unit, as `60 minutes`."""
    if number.code in UNIT_WORDS:
        return str(UNIT_WORDS[number.code] % {"n": n})
    return f"{n} {number.unit}"


def number_answer(number: Number, fact: Fact | None) -> ShownAnswer:
    """The answer to a number of the checklist."""
    about: dict[str, Any] = {
        "code": number.qualified,
        "label": str(number.label),
        "question": str(number.question),
    }
    if fact is None or fact.number is None:
        return ShownAnswer(**about, value=_("Not stated"))
    return ShownAnswer(
        **about,
        **_provenance(fact),
        state="stated",
        value=counted(number, fact.number),
        detail=fact.detail,
        own=(fact.detail,) if fact.detail else (),
    )


def price_rows(listed: Sequence[Listed]) -> list[tuple[PriceKind, str]]:
    """The prices to show for these clinics, as (kind, route).

    Each kind has a row for all routes (route ''), and one for each route that a clinic prices.
    """
    priced = {(p.kind, p.route) for one in listed for p in one.prices.values()}
    routes = ["", *(item.code for item in CHECKLIST.group("route").items)]
    return [
        (kind, route)
        for kind in CHECKLIST.prices
        for route in routes
        if not route or (kind.code, route) in priced
    ]


def price_of(one: Listed, kind: PriceKind, route: str, *, on: dt.date) -> ShownAnswer:
    """What one clinic charges for one thing, by one route or (route '') by all.

    A route that the clinic does not offer reads "Not offered". Where the clinic prices each route
    by itself, the price for all routes reads "By route, below".
    """
    code = f"{kind.qualified}.{route}" if route else kind.qualified
    answer = price_answer(kind, route, one.prices.get(code), on=on)
    if answer.is_stated:
        return answer
    offered = one.facts.get(f"route.{route}")
    if offered and offered.value is False:
        return replace(answer, **_provenance(offered), state="no", value=_("Not offered"))
    if not route and any(p.kind == kind.code for p in one.prices.values()):
        return replace(answer, state="stated", value=_("By route, below"))
    return answer


def price_answer(kind: PriceKind, route: str, price: Price | None, *, on: dt.date) -> ShownAnswer:
    """What one thing costs as of a day, by one route or (route '') by all."""
    code = f"{kind.qualified}.{route}" if route else kind.qualified
    about: dict[str, Any] = {
        "code": code,
        "label": label(code),
        "question": str(kind.question),
    }
    if price is None:
        return ShownAnswer(**about, value=_("Not stated"))
    return ShownAnswer(
        **about,
        **_provenance(price),
        state="stated",
        value=wording.money(price.amount, price.currency),
        detail=_price_detail(price),
        own=(price.includes,) if price.includes else (),
        stale=_is_stale(price, kind.decays_days, on),
    )


def _price_detail(price: Price) -> str:
    parts = [_("valid from %(day)s") % {"day": wording.day(price.valid_from)}]
    if price.includes:
        parts.append(_("includes: %(what)s") % {"what": price.includes})
    if price.required_for_course:
        parts.append(_("must be bought with the course"))
    return "; ".join(parts)


def contact_answer(
    code: str, label: str, value: str, clinic: Clinic, *, on: dt.date
) -> ShownAnswer:
    """One way to reach the clinic, as of a day. Blank: not stated."""
    if not value:
        return ShownAnswer(code=code, label=label, value=_("Not stated"))
    if said := standing(clinic).get(code):
        return corrected_answer(code, label, value, said, on=on)
    return ShownAnswer(
        code=code,
        label=label,
        state="stated",
        value=value,
        stale=_is_stale(clinic, CONTACT_DECAYS_DAYS, on),
        **_provenance(clinic),
    )


def corrected_answer(code: str, label: str, value: str, said: Said, *, on: dt.date) -> ShownAnswer:
    """A detail that a moderator corrected, with where they found it."""
    since = dt.date.fromisoformat(said["since"])
    return ShownAnswer(
        code=code,
        label=label,
        state="stated",
        value=value,
        source_kind=said["source"],
        source=source_words(said["source"], said["source_name"]),
        source_url=said["source_url"],
        since=since,
        affirmed_on=since,
        stale=(on - since).days > CONTACT_DECAYS_DAYS,
    )
