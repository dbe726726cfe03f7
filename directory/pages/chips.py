"""Chips: one for each part of the question. Its link asks the same question without that part."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clinics.checklist import CHECKLIST
from directory.presenting import wording
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import ngettext
from directory.presenting.ticks import MOST_NAMED
from directory.search.parameters import DEFAULT_RADIUS
from directory.search.question import Question
from directory.site.urls import path_of

BRIEFLY = 3
"""How many things that were asked for the one line names; the others are counted."""


@dataclass(frozen=True)
class Chip:
    """One part of the question, and the question without it.

    `others`: the same question, in which this part is a must, nice to have or not wanted instead:
    in words, and the question.
    """

    label: str
    without: Question
    others: tuple[tuple[str, Question], ...] = ()

    @property
    def switches(self) -> list[tuple[str, str]]:
        """What this part can be instead, in words, and its address."""
        return [(words, other.url(path_of("search"))) for words, other in self.others]

    @property
    def url(self) -> str:
        """The address of the search without it."""
        return self.without.url(path_of("search"))


def place_words(question: Question) -> str:
    """`within 25 miles of Delray Beach, FL`, `in Orange County, CA`; '' without a place."""
    if question.area is None:
        return ""
    if question.radius_miles is None:
        return _("in %(place)s") % {"place": question.area.label}
    far = wording.radius(question.radius or DEFAULT_RADIUS, question.unit)
    return _("within %(radius)s of %(place)s") % {"radius": far, "place": question.area.label}


def place_chip(question: Question) -> list[Chip]:
    """The chip of the place; [] without a place."""
    if question.area is None:
        return []
    sort = "" if question.sort == "distance" else question.sort
    anywhere = replace(question, page=1, area=None, radius=None, sort=sort, others=())
    return [Chip(place_words(question), anywhere)]


def _tick_chips(question: Question) -> list[Chip]:
    """A chip for each thing that was ticked, or wanted confirmed; one for all when there are many.

    The address of each holds all other ticks, so that their length grows as the square.
    """
    wanted = question.wanted
    if len(wanted) > MOST_NAMED:
        label = _("%(n)d ticks") % {"n": len(wanted)}
        return [Chip(label, replace(question, page=1, ticks={}, confirmed=(), nice=()))]
    return [_tick_chip(code, question) for code in wanted]


def _tick_chip(code: str, question: Question) -> Chip:
    label, without = (
        _marked(str(CHECKLIST.item(code).label), code, question),
        question.without(code),
    )
    if code in question.confirmed:
        return Chip(label, without)
    return Chip(label, without, _others(code, without, is_must=code in question.codes))


def _others(code: str, without: Question, *, is_must: bool) -> tuple[tuple[str, Question], ...]:
    """What a code can be besides what it is: `is_must` says whether it is a must now."""
    group, item = code.split(".", 1)
    must = {**without.ticks, group: (*without.ticks.get(group, ()), item)}
    nice = (_("nice to have"), replace(without, nice=(*without.nice, code)))
    unwanted = (_("leave out"), replace(without, excluded=(*without.excluded, code)))
    first = nice if is_must else (_("must have"), replace(without, ticks=must))
    return (first, unwanted) if group == "route" else (first,)


def _marked(label: str, code: str, question: Question) -> str:
    if code in question.nice:
        return _("%(label)s, if possible") % {"label": label}
    return _("%(label)s, confirmed") % {"label": label} if code in question.confirmed else label


def not_words(code: str) -> str:
    """That clinics which state this are left out: `not: At home`."""
    return _("not: %(label)s") % {"label": CHECKLIST.item(code).brief}


def limit_chips(question: Question) -> list[Chip]:
    """The chips of ticks, words and limits, ticks first."""
    chips = _tick_chips(question)
    chips += [Chip(not_words(code), question.without(code)) for code in question.excluded]
    if question.words:
        named = _("named “%(words)s”") % {"words": question.words}
        chips.append(Chip(named, replace(question, page=1, words="")))
    if question.verified:
        label = _("confirmed by someone other than the clinic")
        chips.append(Chip(label, replace(question, page=1, verified=False)))
    if question.checked_within:
        label = ngettext(
            "confirmed or checked within %(days)d day",
            "confirmed or checked within %(days)d days",
            question.checked_within,
        ) % {"days": question.checked_within}
        chips.append(Chip(label, replace(question, page=1, checked_within=None)))
    if question.max_course_price:
        dollars = wording.money(question.max_course_price)
        label = _("first course at most %(dollars)s") % {"dollars": dollars}
        chips.append(Chip(label, replace(question, page=1, max_course_price=None)))
    return chips


def in_brief(question: Question) -> str:
    """The whole question in a line: `CRPS · Medicare · near Delray Beach 25 mi`; '' for none."""
    wanted = [_marked(str(CHECKLIST.item(code).brief), code, question) for code in question.wanted]
    more, price = len(wanted) - BRIEFLY, question.max_course_price
    parts = [
        *wanted[:BRIEFLY],
        _("%(n)d more") % {"n": more} if more > 0 else "",
        *map(not_words, question.excluded),
        f"“{question.words}”" if question.words else "",
        _("confirmed") if question.verified else "",
        _("checked lately") if question.checked_within else "",
        _("at most %(dollars)s") % {"dollars": wording.money(price)} if price else "",
        _("every clinic") if question.offers == "any" else "",
        _place_in_brief(question),
    ]
    return " · ".join(filter(None, parts))


def _place_in_brief(question: Question) -> str:
    if question.area is None:
        return ""
    if question.radius_miles is None:
        return _("in %(place)s") % {"place": question.area.label}
    label, kind = question.area.label, question.area.kind
    short = {"zip": label.partition(" (")[0], "town": label.rpartition(", ")[0]}
    return _("near %(place)s %(radius)d %(unit)s") % {
        "place": short.get(kind) or label,
        "radius": question.radius or DEFAULT_RADIUS,
        "unit": _("km") if question.unit == "km" else _("mi"),
    }


def chips(question: Question) -> list[Chip]:
    """Every chip of the question."""
    shown = place_chip(question) + limit_chips(question)
    if question.offers == "any":
        shown.append(
            Chip(
                _("also clinics that do not say whether they offer ketamine"),
                replace(question, page=1, offers="ketamine"),
            )
        )
    return shown
