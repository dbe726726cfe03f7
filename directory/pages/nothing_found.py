"""What to try when nothing was found, and how far the nearest clinic is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.checklist import CHECKLIST
from clinics.models import Clinic
from directory.pages.chips import Chip, limit_chips, place_words
from directory.pages.results import Result, results_of
from directory.presenting import wording
from directory.search.advice import (
    Silent,
    Wider,
    beyond,
    cost,
    everywhere,
    nearest,
    nearest_but_one,
    silent,
    wider,
    without_travel,
)
from directory.search.answer import Found
from directory.search.parameters import RADII
from directory.search.question import Question
from directory.search.search import Search


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """Something for who cannot travel: how many offer it, where they are, what warns of it."""

    label: str
    url: str
    count: int
    warning: str


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What to try when nothing was found.

    `nearest`: the nearest clinic that meets all of it, however far; where none does, and leaving
    one thing out finds none there either, all of it but `apart`. `travel`: what there is for who
    cannot travel. `drops`: each limit that can be left out, and how many that would find. `silent`:
    the clinics that say nothing of ketamine, with the slugs of the first in `ask_first`.
    """

    question: Question
    drops: list[tuple[Chip, int]]
    wider: Wider | None
    nearest: Result | None
    apart: Chip | None
    silent: Silent | None
    ask_first: list[str]
    travel: list[Remedy]

    @property
    def wider_url(self) -> str:
        """The address of the wider search."""
        return self.wider.question.url(reverse("search")) if self.wider else ""

    @property
    def wider_words(self) -> str:
        """Where the wider search looks, in words."""
        return place_words(self.wider.question) if self.wider else ""

    @property
    def nearest_words(self) -> str:
        """`The nearest clinic that matches is 206 miles away, in Miles City, MT.`; '' for none."""
        if self.nearest is None or self.question.area is None:
            return ""
        miles = self.nearest.listed.distance_miles or 0
        words = {
            "distance": wording.distance(miles, self.question.unit),
            "town": self.nearest.town or self.nearest.clinic.name,
            "place": self.question.area.label,
        }
        if self.apart:
            words["apart"] = self.apart.label
            return (
                _(
                    "No clinic anywhere meets all of this. The nearest one that meets the rest, "
                    "without “%(apart)s”, is %(distance)s away, in %(town)s."
                )
                % words
            )
        if self.nearest.distance:
            return _("The nearest clinic that matches is %(distance)s away, in %(town)s.") % words
        return (
            _(
                "The nearest clinic that matches is in %(town)s, %(distance)s from the middle of "
                "%(place)s."
            )
            % words
        )

    @property
    def nearest_heading(self) -> str:
        """What stands above the nearest clinic."""
        if self.apart:
            words = _("The nearest clinic that meets all but “%(apart)s”")
            return words % {"apart": self.apart.label}
        return _("The nearest clinic that meets all of this")

    @property
    def none_beyond(self) -> str:
        """The sentence that even the widest radius finds no clinic."""
        return none_found(replace(self.question, radius=RADII[-1])) + "."

    @property
    def silent_words(self) -> str:
        """How many clinics there do not say whether they offer ketamine; '' if all say so."""
        if self.silent is None:
            return ""
        pattern = (
            ngettext(
                "%(n)d place listed %(where)s meets all the rest, but does not say whether it "
                "offers ketamine.",
                "%(n)d places listed %(where)s meet all the rest, but do not say whether they "
                "offer ketamine.",
                self.silent.count,
            )
            if limit_chips(self.silent.question)
            else ngettext(
                "%(n)d place listed %(where)s does not say whether it offers ketamine.",
                "%(n)d places listed %(where)s do not say whether they offer ketamine.",
                self.silent.count,
            )
        )
        where = place_words(self.silent.question) or _("here")
        return pattern % {"n": self.silent.count, "where": where}

    @property
    def silent_url(self) -> str:
        """The address of the search that shows them."""
        return self.silent.question.url(reverse("search")) if self.silent else ""

    @property
    def ask_url(self) -> str:
        """The address of the questions to ask the nearest of them."""
        return f"{reverse('questions')}?{urlencode([('clinic', s) for s in self.ask_first])}"


def none_found(question: Question) -> str:
    """That no clinic answers a question, without the full stop: what was looked for, and where."""
    patterns = {
        (False, False): _("No clinic %(where)s says that it offers ketamine"),
        (False, True): _("No ketamine clinic %(where)s meets all of this"),
        (True, False): _("No clinic is listed %(where)s"),
        (True, True): _("No clinic %(where)s meets all of this"),
    }
    pattern = patterns[question.offers == "any", bool(limit_chips(question))]
    return " ".join((pattern % {"where": place_words(question)}).split())


def advice_of(search: Search) -> Advice:
    """What to try instead, while the search's columns are held. Queries: those of `search.advice`,
    and three for the nearest.
    """
    question, limits = search.question, limit_chips(search.question)
    chip_of = {id(chip.without): chip for chip in limits}
    drops = [(chip_of[id(q)], n) for q, n in cost(search, [chip.without for chip in limits])]
    far = beyond(search)
    further = wider(question, far) if far else None
    alone, apart = (
        (further.nearest, None) if further else _nearest(search, limits, is_last=not drops)
    )
    shown = results_of([alone] if alone else [], question, on=search.on)
    quiet = silent(search) or (silent(far) if far else None)
    first = Clinic.objects.in_bulk(quiet.first) if quiet else {}
    return Advice(
        question=question,
        drops=drops,
        wider=further,
        nearest=shown[0] if shown else None,
        apart=apart,
        silent=quiet,
        ask_first=[first[key].slug for key in (quiet.first if quiet else ())],
        travel=_travel(far or search),
    )


def _nearest(
    search: Search, limits: list[Chip], *, is_last: bool
) -> tuple[Found | None, Chip | None]:
    """The nearest clinic however far, and None.

    Where nobody meets all of it, and this is the last resort: who lacks one thing, and that thing.
    """
    of_all = everywhere(search)
    if of_all is None:
        return None, None
    found = nearest(of_all)
    if found or not is_last:
        return found, None
    but_one = nearest_but_one(of_all, [chip.without for chip in limits])
    if but_one is None:
        return None, None
    return but_one[1], next(chip for chip in limits if chip.without is but_one[0])


def _travel(far: Search) -> list[Remedy]:
    """What there is for who cannot travel; [] where no place was asked for."""
    if far.question.area is None:
        return []
    return [
        Remedy(
            label=str(CHECKLIST.item(code).label),
            url=question.url(reverse("search")),
            count=count,
            warning=str(CHECKLIST.item(code).warning),
        )
        for code, question, count in without_travel(far)
    ]
