"""What somebody asked for, and how one clinic answers it: each tick with its remarks.

The card, the clinic's page, the comparison and the question sheet show the same ticks.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy

from clinics.checklist import CHECKLIST
from clinics.listing.records import AnyFact
from directory.presenting.coverage import coverage_of
from directory.presenting.one_language import brief, language, ngettext
from directory.presenting.one_language import gettext as _
from directory.presenting.patient_reports import Reports
from directory.presenting.shown import Shown
from directory.search.question import Question

MOST_NAMED = 20
"""With more things asked for, they are counted and no longer named."""

STATE_WORDS = {
    "yes": gettext_lazy("yes"),
    "half": gettext_lazy("only in part"),
    "unclear": gettext_lazy("unclear"),
    "unconfirmed": gettext_lazy("not confirmed"),
    "unstated": gettext_lazy("not stated"),
    "no": gettext_lazy("no"),
}
"""How a clinic answers a tick, from what helps most to what helps least."""


@dataclass(frozen=True, kw_only=True)
class ShownTick:
    """A thing that was asked for, and how one clinic answers it.

    `state`: one of STATE_WORDS. "half": an insurer's *yes* that does not pay for the
    treatment, or for the route that was asked for. "unclear": one that does not say what it pays
    for. `remarks`: what must be read with it. `own`: the clinic’s own words among them.
    """

    code: str
    label: str
    state: str
    remarks: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def state_words(self) -> str:
        """The state in words, for readers who cannot see its shape."""
        return _state_words(self.state, language())

    @property
    def remark(self) -> str:
        """The remarks in one line: `pays for visits only · 2 unconfirmed reports since …`."""
        return " · ".join(self.remarks)


@cache
def _state_words(state: str, _language: str) -> str:
    return str(STATE_WORDS[state])


def ticks_of(
    question: Question, listed: Shown, *, on: dt.date, reports: Reports
) -> list[ShownTick]:
    """Everything that a question asks for, and how a clinic answers it as of a day. No query."""
    return [_tick(code, question, listed, on=on, reports=reports) for code in question.wanted]


def _tick(
    code: str, question: Question, listed: Shown, *, on: dt.date, reports: Reports
) -> ShownTick:
    fact = listed.facts.get(code)
    remarks = _remarks(fact) if fact else []
    if fact and fact.value and question.verified and not CHECKLIST.item(code).confirm:
        remarks.append(_("the clinic’s word: nobody else confirms this"))
    if fact and question.must_be_confirmed(code) and fact.is_confirmed(on=on):
        remarks.append(_("confirmed by others"))
    if fact and fact.confirmed_by and not fact.is_confirmed(on=on):
        remarks.append(_("check overdue"))
    if code in reports:
        remarks.append(str(reports[code]))
    label, state = brief(code), _state(code, fact, question, on)
    own = (fact.detail,) if fact and fact.detail else ()
    return ShownTick(code=code, label=label, state=state, remarks=tuple(remarks), own=own)


def _remarks(fact: AnyFact) -> list[str]:
    if coverage := coverage_of(fact):
        return coverage.remarks
    return [fact.detail] if fact.detail else []


def _state(code: str, fact: AnyFact | None, question: Question, on: dt.date) -> str:
    if fact is None:
        return "unstated"
    if not fact.value:
        return "no"
    if question.must_be_confirmed(code) and not fact.is_confirmed(on=on):
        return "unconfirmed"
    coverage = coverage_of(fact)
    return coverage.state(question.ticks.get("route", ())) if coverage else "yes"


def matches(ticks: Sequence[ShownTick]) -> str:
    """`Matches both things you chose`, `Matches 1 of 3 things you chose; says no to CRPS`; ''.

    Of more than MOST_NAMED it counts what is not met.
    """
    if not ticks:
        return ""
    states = Counter(tick.state for tick in ticks)
    parts = [_matched(states["yes"], len(ticks))]
    for state, pattern in (
        ("half", _("only in part: %(what)s")),
        ("unclear", _("unclear: %(what)s")),
        ("unconfirmed", _("not confirmed: %(what)s")),
        ("unstated", _("does not say: %(what)s")),
        ("no", _("says no to %(what)s")),
    ):
        if count := states[state]:
            named = ", ".join(tick.label for tick in ticks if tick.state == state)
            what = named if len(ticks) <= MOST_NAMED else str(count)
            parts.append(pattern % {"what": what})
    return "; ".join(parts)


def _matched(met: int, ticks: int) -> str:
    if met == ticks == 1:
        return _("Matches what you chose")
    if met == ticks == 2:
        return _("Matches both things you chose")
    if met == ticks:
        return _("Matches all %(n)d things you chose") % {"n": ticks}
    if ticks == 1:
        return _("Does not fully match what you chose")
    return ngettext(
        "Matches %(met)d of the %(n)d things you chose",
        "Matches %(met)d of the %(n)d things you chose",
        met,
    ) % {"met": met, "n": ticks}
