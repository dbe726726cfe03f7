"""The search page: the question in a line, the form with its counts, the results or advice."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from directory.pages.chips import Chip, chips, in_brief, place_words
from directory.pages.form import SearchForm, form_of
from directory.pages.map import ResultsMap
from directory.pages.nothing_found import Advice, advice_of, none_found
from directory.pages.results import Result, own_word_only, results_of
from directory.pages.understood import Notice, notices
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import language, ngettext
from directory.search.answer import Answer
from directory.search.carried import CARRIED, carry
from directory.search.close import close_to
from directory.search.parameters import LARGEST_PAGE, SORTS
from directory.search.question import MOST_TICKS, OWN_AREA, Question
from directory.search.search import searching
from directory.site.urls import path_of

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
class SearchPage:
    """Everything that the page shows for one question. What a template asks twice is made once.

    `may_fit`: the first of the clinics that only the missing part of a price left out. `close`:
    the first of the `close_count` that miss just one thing.
    """

    question: Question
    answer: Answer
    form: SearchForm
    results: list[Result]
    may_fit: list[Result]
    close: list[Result]
    close_count: int
    advice: Advice | None

    @cached_property
    def in_brief(self) -> str:
        """The whole question in a line; '' when nothing was asked for."""
        return in_brief(self.question)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was asked for, as parameters of other pages."""
        return [pair for pair in self.question.parameters() if pair[0] in CARRIED]

    @cached_property
    def carry(self) -> str:
        """The same as a query."""
        return carry(self.question)

    @cached_property
    def chips(self) -> list[Chip]:
        """The parts of the question."""
        return chips(self.question)

    @cached_property
    def notices(self) -> list[Notice]:
        """What must be said about the free words."""
        return notices(self.question)

    @cached_property
    def heading(self) -> str:
        """`3 clinics within 25 miles of Delray Beach, FL`, or what none of them says or meets."""
        if not self.answer.count:
            return none_found(self.question)
        count = ngettext("%(n)d clinic", "%(n)d clinics", self.answer.count)
        return " ".join(
            part for part in (count % {"n": self.answer.count}, place_words(self.question)) if part
        )

    @property
    def show_words(self) -> str:
        """What a script writes on the button that shows the list: it knows what is ticked."""
        if not self.answer.count:
            return _("No clinic: see what you can try")
        return ngettext("Show %(n)d clinic", "Show %(n)d clinics", self.answer.count) % {
            "n": self.answer.count
        }

    @cached_property
    def others(self) -> list[tuple[str, str]]:
        """Other places of the same name: label and address."""
        return [
            (area.label, self.question.url(path_of("search"), area=area, others=()))
            for area in self.question.others
        ]

    @property
    def needs_place(self) -> bool:
        """Whether no distances are shown: without a place, or with a county or a state."""
        area = self.question.area
        return bool(self.results) and (area is None or area.kind in OWN_AREA)

    @cached_property
    def own_word_only(self) -> str:
        """Which of the things that should be confirmed nobody but the clinic can confirm."""
        return own_word_only(self.question)

    @cached_property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """The orders: words, address, and whether it is this one."""
        sorts = dict(_sort_words(language()))
        if self.question.area is None:
            del sorts["distance"]
        if not self.question.wanted:
            del sorts["match"]
        usual, path = replace(self.question, sort="").order, path_of("search")
        return [
            (
                words,
                self.question.url(path, sort="" if code == usual else code),
                code == self.question.order,
            )
            for code, words in sorts.items()
        ]

    @property
    def sorted_by(self) -> str:
        """The order in words."""
        return _sort_words(language())[self.question.order]

    @cached_property
    def close_words(self) -> str:
        """How many clinics miss just one of the things that were chosen; '' for none."""
        if not self.close_count:
            return ""
        return ngettext(
            "Close: %(n)d more clinic misses one thing",
            "Close: %(n)d more clinics miss one thing",
            self.close_count,
        ) % {"n": self.close_count}

    @cached_property
    def feed_url(self) -> str:
        """The address of the feed of the same question."""
        return self.question.url(path_of("search_feed"))

    @property
    def match_url(self) -> str:
        """The address of the same question, ordered by how much of it is met."""
        return self.question.url(path_of("search"), sort="match")

    @cached_property
    def may_fit_words(self) -> str:
        """How many clinics only the missing part of a price left out; '' for none."""
        if not self.answer.may_fit:
            return ""
        return ngettext(
            "%(n)d more clinic may fit, but it has not published its full price.",
            "%(n)d more clinics may fit, but they have not published their full price.",
            self.answer.may_fit,
        ) % {"n": self.answer.may_fit}

    @cached_property
    def any_price_url(self) -> str:
        """The address of the search that shows them, if not all of them are named; else ''."""
        if self.answer.may_fit <= len(self.may_fit):
            return ""
        return self.question.url(path_of("search"), max_course_price=None)

    @cached_property
    def last_page(self) -> int:
        """The number of pages, at least 1."""
        return max(1, math.ceil(self.answer.count / self.question.page_size))

    @cached_property
    def pages(self) -> list[tuple[int, str]]:
        """Numbers and addresses of the first, the last and the nearby pages; [] for one page."""
        here, last = self.question.page, self.last_page
        shown = {1, last, *range(here - NEARBY_PAGES, here + NEARBY_PAGES + 1)}
        numbers = sorted(n for n in shown if 1 <= n <= last)
        path = path_of("search")
        return [(n, self.question.url(path, page=n)) for n in numbers] if last > 1 else []

    @property
    def longer_page(self) -> list[tuple[str, str]]:
        """The longest page of these results, on which more can be ticked: words and address.

        [] when the list has one page, or when this is the longest that may be asked for.
        """
        size = min(self.answer.count, LARGEST_PAGE)
        if size <= self.question.page_size or len(self.question.wanted) > MOST_TICKS:
            return []
        words = _("Show %(n)d clinics on one page") % {"n": size}
        return [(words, self.question.url(path_of("search"), page_size=size))]

    @cached_property
    def previous_url(self) -> str:
        """The page before, or ''."""
        page = self.question.page - 1
        return self.question.url(path_of("search"), page=page) if page else ""

    @cached_property
    def next_url(self) -> str:
        """The page after, or ''."""
        page = self.question.page + 1
        return self.question.url(path_of("search"), page=page) if page <= self.last_page else ""

    @cached_property
    def map(self) -> ResultsMap:
        """The map of these results."""
        return ResultsMap(self.question)

    @property
    def first_number(self) -> int:
        """The number of the first result of this page."""
        return (self.question.page - 1) * self.question.page_size + 1


@lru_cache(maxsize=8)
def _sort_words(_language: str) -> Mapping[str, str]:
    """The orders in a language, by their codes."""
    return {code: str(words) for code, words in SORTS}


def search_page(question: Question, *, on: dt.date) -> SearchPage:
    """The page that answers a question as of a day. Raises BeyondLastPage.

    Queries: those of the search, and those of `results_of`. When nothing is found: those of
    `directory.pages.nothing_found`.
    """
    with searching(question, on=on) as search:
        answer, close = search.answer(), close_to(search)
        advice = advice_of(search) if not answer.count else None
    found = results_of((*answer.page, *answer.first_may_fit, *close.first), question, on=on)
    shown = {result.clinic.pk: result for result in found}
    page = SearchPage(
        question=question,
        answer=answer,
        form=form_of(question, counts=answer.facets),
        results=[shown[one.clinic_id] for one in answer.page if one.clinic_id in shown],
        may_fit=[shown[one.clinic_id] for one in answer.first_may_fit if one.clinic_id in shown],
        close=[shown[one.clinic_id] for one in close.first if one.clinic_id in shown],
        close_count=close.count,
        advice=advice,
    )
    if question.page > page.last_page:
        raise BeyondLastPage(question, page.last_page)
    return page
