"""Answers under one heading: how many there are, and who says most of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.models import SourceKind
from directory.presenting import wording
from directory.presenting.answers import ShownAnswer

STATES = (
    ("yes", gettext_lazy("%(n)d yes")),
    ("half", gettext_lazy("%(n)d in part or unclear")),
    ("stated", gettext_lazy("%(n)d stated")),
    ("no", gettext_lazy("%(n)d no")),
    ("unstated", gettext_lazy("%(n)d not stated")),
)
"""How answers are counted, in this order."""

BLANKS = {
    "condition": gettext_lazy("Not stated: %(n)d conditions"),
    "route": gettext_lazy("Not stated: %(n)d ways"),
    "insurance": gettext_lazy("Not stated: %(n)d insurers"),
    "staff": gettext_lazy("Not stated: %(n)d professions"),
    "language": gettext_lazy("Not stated: %(n)d languages"),
    "price": gettext_lazy("Not stated: %(n)d prices"),
}
"""How many things a section does not state, by its code. Never one: that is named."""


@dataclass(frozen=True, kw_only=True)
class AnswerSection:
    """A group of answers with its heading, and the question that covers the whole group."""

    code: str
    title: Any
    question: Any = ""
    note: Any = ""
    answers: list[ShownAnswer]

    @property
    def stated(self) -> list[ShownAnswer]:
        """The answers that are stated."""
        return [answer for answer in self.answers if answer.is_stated]

    @property
    def unstated(self) -> list[ShownAnswer]:
        """The unstated answers that the group's question covers."""
        return [a for a in self.answers if not a.is_stated and not a.question]

    @property
    def is_list_of_some(self) -> bool:
        """Whether it lists the few of many that somebody stated: then nobody misses the others."""
        return self.code == "language" and bool(self.stated)

    @property
    def not_stated_words(self) -> str:
        """`Not stated: Refund policy`, `Not stated: 9 conditions`; '' if all is stated."""
        blank = [answer.label for answer in self.answers if not answer.is_stated]
        if not blank:
            return ""
        if self.is_list_of_some:
            return _("Others not stated.")
        if len(blank) == 1:
            return _("Not stated: %(what)s") % {"what": blank[0]}
        words = BLANKS.get(self.code, _("Not stated: %(n)d things"))
        return str(words) % {"n": len(blank)}


def counts(answers: Iterable[ShownAnswer]) -> str:
    """`11 yes, 1 not stated`, without what nothing is."""
    states = Counter(answer.state for answer in answers)
    return ", ".join(str(words) % {"n": states[state]} for state, words in STATES if states[state])


def checks(answers: Iterable[ShownAnswer]) -> str:
    """`5 confirmed, 2 overdue, 1 reported as wrong`, without what nothing is."""
    found = list(answers)
    confirmed = sum(answer.is_confirmed for answer in found)
    words = [_("%(n)d confirmed") % {"n": confirmed}] if confirmed else []
    return ", ".join([*words, *filter(None, [doubts(found)])])


def doubts(answers: Iterable[ShownAnswer]) -> str:
    """`2 overdue, 1 reported as wrong`, without what nothing is."""
    found = list(answers)
    parts = (
        (sum(answer.overdue for answer in found), _("%(n)d overdue")),
        (sum(answer.reported is not None for answer in found), _("%(n)d reported as wrong")),
    )
    return ", ".join(words % {"n": n} for n, words in parts if n)


def voice(answer: ShownAnswer) -> tuple[Any, ...]:
    """Who says an answer, and when last. Answers of one voice need to say so only once."""
    who = (answer.source_kind, answer.source, answer.source_url)
    if answer.source_kind == SourceKind.CLINIC:
        return (*who, answer.affirmed_on)
    return (*who, answer.affirmed_on, answer.since, answer.is_import_day)


@dataclass(frozen=True)
class Usual:
    """The answers of one voice that are most of a part: said once above, not beside each."""

    answers: list[ShownAnswer]

    def covers(self, answer: ShownAnswer) -> bool:
        """Whether the words above an answer say truly who says it, and since when."""
        return voice(answer) == voice(self.answers[0])

    @property
    def words(self) -> str:
        """`Stated by the clinic, repeated 14 November 2026, unless marked.`"""
        one = self.answers[0]
        who = capfirst(one.source)
        last = wording.day(one.affirmed_on or one.since)  # type: ignore[arg-type]
        if one.source_kind == SourceKind.CLINIC and not all(a.repeated_on for a in self.answers):
            words = {"day": last}
            return _("Stated or repeated by the clinic on %(day)s, unless marked.") % words
        parts = [who]
        if one.source_kind != SourceKind.CLINIC and one.since:
            parts.append(f"{one.since_words} {wording.day(one.since)}")
        if one.repeated_on:
            parts.append(f"{one.repeated_words} {last}")
        return _("%(who_and_when)s, unless marked.") % {"who_and_when": ", ".join(parts)}


def usual(answers: Iterable[ShownAnswer]) -> Usual | None:
    """The voice of most answers, the latest of several; None if nobody states anything."""
    voices: dict[tuple[Any, ...], list[ShownAnswer]] = {}
    for answer in answers:
        if answer.since:
            voices.setdefault(voice(answer), []).append(answer)
    if not voices:
        return None
    return Usual(max(voices.values(), key=lambda same: (len(same), same[0].affirmed_on)))
