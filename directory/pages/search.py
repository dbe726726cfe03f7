"""The search page: the question as chips, the form with its counts, the results or advice."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.models import Clinic
from directory.pages.chips import Chip, chips, limit_chips, place_words
from directory.pages.form import SearchForm, form_of
from directory.pages.results import Result, shown_codes
from directory.presenting.listed_clinic import listed
from directory.search.advice import Silent, Wider, beyond, cost, silent, wider
from directory.search.parameters import RADII
from directory.search.question import Question
from directory.search.search import Answer, Search

NEARBY_PAGES = 2


class BeyondLastPage(Exception):
    """Somebody asked for a page after the last. `last` is the question for the last page."""

    def __init__(self, question: Question, last: int) -> None:
        super().__init__(
            _("There is no page %(page)d: these results have %(last)s.")
            % {
                "page": question.page,
                "last": ngettext("%(n)d page", "%(n)d pages", last) % {"n": last},
            }
        )
        self.last = replace(question, page=last)


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What to try when nothing was found.

    `drops`: each limit that can be left out, and how many clinics that would find. `silent`: the
    clinics that say nothing of ketamine, with the slugs of the first in `ask_first`.
    """

    question: Question
    drops: list[tuple[Chip, int]]
    wider: Wider | None
    nearest: Result | None
    silent: Silent | None
    ask_first: list[str]

    @property
    def wider_url(self) -> str:
        """The address of the wider search."""
        return self.wider.question.url(reverse("search")) if self.wider else ""

    @property
    def wider_words(self) -> str:
        """Where the wider search looks, in words."""
        return place_words(self.wider.question) if self.wider else ""

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
        (False, True): _("No clinic %(where)s that says it offers ketamine meets all of this"),
        (True, False): _("No clinic is listed %(where)s"),
        (True, True): _("No clinic %(where)s meets all of this"),
    }
    pattern = patterns[question.offers == "any", bool(limit_chips(question))]
    return " ".join((pattern % {"where": place_words(question)}).split())


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """Everything that the page shows for one question."""

    question: Question
    answer: Answer
    form: SearchForm
    results: list[Result]
    advice: Advice | None

    @property
    def chips(self) -> list[Chip]:
        """The parts of the question."""
        return chips(self.question)

    @property
    def heading(self) -> str:
        """`3 clinics within 25 miles of Delray Beach, FL`, or what none of them says or meets."""
        if not self.answer.count:
            return none_found(self.question)
        count = ngettext("%(n)d clinic", "%(n)d clinics", self.answer.count)
        return " ".join(
            part for part in (count % {"n": self.answer.count}, place_words(self.question)) if part
        )

    @property
    def others(self) -> list[tuple[str, str]]:
        """Other places of the same name: label and address."""
        return [
            (area.label, self.question.url(reverse("search"), area=area, others=()))
            for area in self.question.others
        ]

    @property
    def left_out(self) -> str:
        """How many clinics the price limit left out because their price is missing or partial."""
        partly = self.answer.partly_priced
        total = self.answer.unpriced + partly
        if not total:
            return ""
        sentence = ngettext(
            "%(n)d clinic left out because it states no whole course price here",
            "%(n)d clinics left out because they state no whole course price here",
            total,
        ) % {"n": total}
        if partly:
            sentence += ngettext(", %(n)d of them a part", ", %(n)d of them a part", partly) % {
                "n": partly
            }
        return sentence + "."

    @property
    def last_page(self) -> int:
        """The number of pages, at least 1."""
        return max(1, math.ceil(self.answer.count / self.question.page_size))

    @property
    def pages(self) -> list[tuple[int, str]]:
        """Numbers and addresses of the first, the last and the nearby pages; [] for one page."""
        here, last = self.question.page, self.last_page
        shown = {1, last, *range(here - NEARBY_PAGES, here + NEARBY_PAGES + 1)}
        numbers = sorted(n for n in shown if 1 <= n <= last)
        return (
            [(n, self.question.url(reverse("search"), page=n)) for n in numbers] if last > 1 else []
        )

    @property
    def previous_url(self) -> str:
        """The page before, or ''."""
        page = self.question.page - 1
        return self.question.url(reverse("search"), page=page) if page else ""

    @property
    def next_url(self) -> str:
        """The page after, or ''."""
        page = self.question.page + 1
        return self.question.url(reverse("search"), page=page) if page <= self.last_page else ""

    @property
    def first_number(self) -> int:
        """The number of the first result of this page."""
        return (self.question.page - 1) * self.question.page_size + 1


def search_page(question: Question, *, on: dt.date) -> SearchPage:
    """The page that answers a question as of a day. Raises BeyondLastPage.

    Queries: those of the search, and three for the results. When nothing is found: one more for
    the wider search, and those of `directory.search.advice`.
    """
    search = Search(question, on=on)
    answer = search.answer()
    codes = shown_codes(question)
    page = SearchPage(
        question=question,
        answer=answer,
        form=form_of(question, counts=answer.facets),
        results=[Result(one, question, on) for one in listed(answer.page, codes=codes)],
        advice=_advice(search) if not answer.count else None,
    )
    if question.page > page.last_page:
        raise BeyondLastPage(question, page.last_page)
    return page


def _advice(search: Search) -> Advice:
    question, limits = search.question, limit_chips(search.question)
    chip_of = {id(chip.without): chip for chip in limits}
    drops = [(chip_of[id(q)], n) for q, n in cost(search, [chip.without for chip in limits])]
    far = beyond(search)
    further = wider(question, far) if far else None
    nearest = listed([further.nearest], codes=shown_codes(question)) if further else []
    quiet = silent(search) or (silent(far) if far else None)
    first = Clinic.objects.in_bulk(quiet.first) if quiet else {}
    return Advice(
        question=question,
        drops=drops,
        wider=further,
        nearest=Result(nearest[0], question, search.on) if nearest else None,
        silent=quiet,
        ask_first=[first[key].slug for key in (quiet.first if quiet else ())],
    )
