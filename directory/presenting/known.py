"""What is known of some answers, in sentences to check on the phone: who says it, since when."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clinics.checklist import CHECKLIST
from clinics.models import SourceKind
from directory.presenting import wording
from directory.presenting.answers import ShownAnswer
from directory.presenting.listed_clinic import CHECK_WORDS


def known(answers: Iterable[ShownAnswer]) -> list[str]:
    """What is stated, a sentence for each source and day; then what is confirmed, then reports.

    `They say: IV infusion: yes; At home: no; since 3 March 2026.`
    """
    stated = [answer for answer in answers if answer.is_stated]
    said: dict[tuple[str, str], list[ShownAnswer]] = {}
    for answer in stated:
        if not answer.is_confirmed:
            said.setdefault((_who(answer), _when(answer)), []).append(answer)
    lines = [
        _("%(who)s: %(what)s; %(when)s.")
        % {"who": who, "what": "; ".join(map(_said, group)), "when": when}
        for (who, when), group in said.items()
    ]
    if sure := [confirmed(answer) for answer in stated if answer.is_confirmed]:
        lines.append(_("Confirmed: %(what)s.") % {"what": "; ".join(sure)})
    return lines + [f"{brief(answer)}: {answer.reported}." for answer in stated if answer.reported]


def own_words(answers: Iterable[ShownAnswer]) -> tuple[str, ...]:
    """What of it are the clinic’s own words."""
    return tuple(words for answer in answers for words in answer.own)


def brief(answer: ShownAnswer) -> str:
    """The label of an answer, short where the checklist has a short one."""
    item = CHECKLIST.get(answer.code)
    return str(item.brief) if item else answer.label


def confirmed(answer: ShownAnswer) -> str:
    """What others confirmed: `Written emergency plan (document seen on 3 March 2026)`."""
    if answer.confirmed_on is None:
        return brief(answer)
    check = CHECK_WORDS[SourceKind(answer.checked_by)]
    return f"{brief(answer)} ({check % {'day': wording.day(answer.confirmed_on)}})"


def _who(answer: ShownAnswer) -> str:
    if answer.source_kind == SourceKind.CLINIC:
        return _("They say")
    return str(capfirst(answer.source))


def _when(answer: ShownAnswer) -> str:
    return f"{answer.since_words} {wording.day(answer.since)}" if answer.since else ""


def _said(answer: ShownAnswer) -> str:
    """`Medicare: yes (pays for visits only)`, `Wait for a first appointment: 14 days`."""
    remarks = [answer.detail] if answer.detail else []
    if answer.overdue:
        remarks.append(_("check overdue"))
    if answer.stale:
        remarks.append(_("not recently confirmed"))
    words = {"yes": _("yes"), "no": _("no")}.get(answer.state, answer.value)
    return f"{brief(answer)}: {words}" + (f" ({'; '.join(remarks)})" if remarks else "")
