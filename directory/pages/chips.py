"""Chips: one for each part of the question. Its link asks the same question without that part."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.checklist import CHECKLIST
from directory.pages.results import TICKS_SHOWN
from directory.presenting import wording
from directory.search.parameters import DEFAULT_RADIUS
from directory.search.question import Question


@dataclass(frozen=True)
class Chip:
    """One part of the question, and the question without it."""

    label: str
    without: Question

    @property
    def url(self) -> str:
        """The address of the search without it."""
        return self.without.url(reverse("search"))


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
    """A chip for each tick; one for all of them when there are many.

    The address of each holds all other ticks, so that their length grows as the square.
    """
    if len(question.codes) > TICKS_SHOWN:
        label = _("%(n)d ticks") % {"n": len(question.codes)}
        return [Chip(label, replace(question, page=1, ticks={}))]
    return [Chip(str(CHECKLIST.item(c).label), question.without(c)) for c in question.codes]


def limit_chips(question: Question) -> list[Chip]:
    """The chips of ticks, words and limits, ticks first."""
    chips = _tick_chips(question)
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
