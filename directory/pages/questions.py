"""The question sheet of one clinic: what to ask on the phone, and what else it has not stated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.checklist import CHECKLIST
from clinics.models import Clinic
from clinics.text_lists import all_of
from directory.pages.call import CALL, CallQuestion
from directory.presenting import course
from directory.presenting.answers import (
    ShownAnswer,
    item_answer,
    number_answer,
    price_of,
    price_rows,
    with_reports,
)
from directory.presenting.coverage import coverage_of
from directory.presenting.known import brief, confirmed, known, own_words
from directory.presenting.listed_clinic import Listed
from directory.presenting.patient_reports import Reports
from directory.presenting.ticks import ShownTick, ticks_of
from directory.presenting.warnings import ShownWarning, warnings_of
from directory.search.question import Question

ONE_OF_MANY = ("condition", "route", "insurance", "language")
"""The groups in which a patient needs one thing of many: what else is not stated comes last."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A question to ask, and what is known of it so far, a sentence each.

    `own`: what of it are the clinic’s own words.
    """

    code: str
    words: str
    known: list[str]
    own: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Unstated:
    """What a clinic has not stated of one group.

    `answers` have questions of their own; `question` asks about everything in `options`.
    """

    code: str
    title: str
    question: str
    answers: list[ShownAnswer]
    options: list[ShownAnswer]


def _is_sure(answer: ShownAnswer) -> bool:
    """Whether others confirmed an answer, and no patient says otherwise."""
    return answer.is_confirmed and not answer.reported


@dataclass(frozen=True, kw_only=True)
class QuestionSheet:
    """What to ask one clinic as of a day. `excluded`: names on the exclusion list. No query."""

    listed: Listed
    question: Question
    on: dt.date
    reports: Reports
    excluded: Sequence[str]

    @property
    def clinic(self) -> Clinic:
        """The clinic itself."""
        return self.listed.clinic

    @property
    def place(self) -> str:
        """Where it is, in a line."""
        clinic = self.clinic
        town = " ".join(filter(None, [clinic.state, clinic.postal_code]))
        return ", ".join(filter(None, [clinic.street, clinic.street2, clinic.city, town]))

    @property
    def warnings(self) -> list[ShownWarning]:
        """What is known against it."""
        return warnings_of(self.listed, on=self.on, reports=self.reports, excluded=self.excluded)

    @property
    def ticks(self) -> list[ShownTick]:
        """What was asked for, and how it answers that."""
        return ticks_of(self.question, self.listed, on=self.on, reports=self.reports)

    @cached_property
    def answers(self) -> dict[str, ShownAnswer]:
        """Every answer by code. A price by route stands for the price of all routes."""
        facts = self.listed.facts
        shown = [item_answer(i, facts.get(i.qualified), on=self.on) for i in CHECKLIST.items]
        shown += [number_answer(n, facts.get(n.qualified)) for n in CHECKLIST.numbers]
        prices = [price_of(self.listed, *row, on=self.on) for row in price_rows([self.listed])]
        shown += [price for price in prices if price.since or not price.is_stated]
        return {a.code: self._remarked(a) for a in with_reports(shown, self.reports)}

    def _remarked(self, answer: ShownAnswer) -> ShownAnswer:
        """An answer with the remarks that matter on the phone: what is paid for, or included."""
        if price := self.listed.prices.get(answer.code):
            words = _("includes: %(what)s") % {"what": price.includes} if price.includes else ""
            return replace(answer, detail=words)
        fact = self.listed.facts.get(answer.code)
        coverage = coverage_of(fact) if fact else None
        return replace(answer, detail="; ".join(coverage.remarks)) if coverage else answer

    def _settling(self, one: CallQuestion) -> list[ShownAnswer]:
        return [self.answers[code] for code in one.settling(self.question, self.answers)]

    def _is_settled(self, one: CallQuestion) -> bool:
        """Whether others confirmed all of it, and no patient says otherwise."""
        answers = self._settling(one)
        return bool(answers) and all(map(_is_sure, answers))

    @property
    def asks(self) -> list[Ask]:
        """The questions of the call that are not settled; then what else was asked for."""
        asks = [
            Ask(
                code=one.code,
                words=one.text(self.question),
                known=self._known(one),
                own=own_words(self._settling(one)),
            )
            for one in CALL
            if not self._is_settled(one)
        ]
        return [*asks, *self._also()]

    def _known(self, one: CallQuestion) -> list[str]:
        return known(self._settling(one)) + [self._sum] * bool(one.code == "price" and self._sum)

    @property
    def _sum(self) -> str:
        """What a whole first course comes to by what is stated, with what is missing; or ''."""
        price = self.listed.course
        if price is None or not (addition := course.addition(price)):
            return ""
        words = _("In sum, at the lowest price: %s") if price.varies else _("In sum: %s")
        missing = course.missing(price)
        return words % addition + (f" ({missing})." if missing else ".")

    def _also(self) -> list[Ask]:
        """One question about all that was asked for, is not settled, and no other asks about."""
        named = {answer.code for one in CALL for answer in self._settling(one)}
        asked = [self.answers[code] for code in self.question.wanted if code not in named]
        rest = [answer for answer in asked if not _is_sure(answer)]
        if not rest:
            return []
        what = all_of([brief(answer) for answer in rest])
        return [Ask(code="also", words=_("And what about: %(what)s?") % {"what": what},
                    known=known(rest), own=own_words(rest))]  # fmt: skip

    @cached_property
    def _in_the_call(self) -> set[str]:
        """The codes that the questions of the call ask about, unless they ask for a whole group."""
        groups = {group.code for group in CHECKLIST.groups}
        return {
            answer.code
            for one in CALL
            for answer in self._settling(one)
            if one.asked(self.question)
            or not groups.intersection(one.codes)
            or answer.code in one.codes
        }

    @property
    def left_out(self) -> str:
        """Which questions others have settled already, and how; '' without any."""
        settled = [a for one in CALL if self._is_settled(one) for a in self._settling(one)]
        count = sum(self._is_settled(one) for one in CALL)
        if not settled:
            return ""
        words = ngettext(
            "%(n)d question is left out, because others confirmed its answer: %(what)s.",
            "%(n)d questions are left out, because others confirmed their answers: %(what)s.",
            count,
        )
        return words % {"n": count, "what": "; ".join(confirmed(answer) for answer in settled)}

    @property
    def more(self) -> list[Unstated]:
        """What else it has not stated: first the groups in which something was asked for."""
        asked = {code.partition(".")[0] for code in self.question.wanted}
        groups = [group for group in self._unstated if group.code not in ONE_OF_MANY]
        return sorted(groups, key=lambda group: group.code not in asked)

    @property
    def others(self) -> list[Unstated]:
        """What it has not stated of the groups of which most concerns other patients."""
        return [group for group in self._unstated if group.code in ONE_OF_MANY]

    @cached_property
    def _unstated(self) -> list[Unstated]:
        """Everything that it has not stated and that the call does not ask about, by group."""
        sections = [(g.code, str(g.title), str(g.question)) for g in CHECKLIST.groups]
        sections += [("price", _("Prices"), ""), ("number", _("Times and numbers"), "")]
        left: dict[str, list[ShownAnswer]] = {code: [] for code, _title, _question in sections}
        for code, answer in self.answers.items():
            if not answer.is_stated and code not in self._in_the_call:
                left[code.partition(".")[0]].append(answer)
        return [
            Unstated(
                code=code,
                title=title,
                question=question,
                answers=[a for a in left[code] if a.question],
                options=[a for a in left[code] if not a.question],
            )
            for code, title, question in sections
            if left[code]
        ]
