"""A clinic's reviews and its own success stories, as pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Window
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy

from clinics.listing import rating
from clinics.listing.card import Card
from clinics.models import Clinic, Reply, Review, Story
from clinics.reviews.figures import Figures, figures
from clinics.reviews.questions import REVIEW_QUESTIONS
from clinics.reviews.reply_sentences import SENTENCES
from clinics.reviews.reported_answer import WRITERS
from directory.presenting.one_language import gettext as _
from directory.presenting.one_language import language, ngettext

PAGE_COUNT = 10
"""How many reviews each page of the list of all reviews shows."""
NEWEST_COUNT = 2
"""How many reviews the clinic's page shows."""

BECAUSE = {
    Review.Reason.NOT_PROCESS: gettext_lazy("it was not about how the clinic works"),
    Review.Reason.NOT_THIS_CLINIC: gettext_lazy(
        "it was about another clinic, or not about a visit"
    ),
    Review.Reason.NAMES_SOMEBODY: gettext_lazy("it was about a person, even with the name masked"),
    Review.Reason.HEALTH_OF_OTHERS: gettext_lazy("most of it was about somebody else’s health"),
    Review.Reason.ADVERTISING: gettext_lazy("it was advertising or link spam"),
    Review.Reason.INSULT_OR_THREAT: gettext_lazy("it insulted or threatened somebody"),
    Review.Reason.WRITTEN_BY_CLINIC: gettext_lazy(
        "it was written for a clinic, not by somebody who went there"
    ),
    Review.Reason.DUPLICATE: gettext_lazy("it repeated another review"),
    Review.Reason.UNREADABLE: gettext_lazy("it could not be understood"),
}
"""Why one review was left out, in words that follow "because"."""


@dataclass(frozen=True, kw_only=True)
class MarkCount:
    """How many reviews gave one mark. `percent` is the length of the bar, 0–100."""

    label: Any
    n: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class QuestionCount:
    """One question of the reviews: how many said yes, of how many to whom it applied."""

    code: str
    label: Any
    yes: int
    asked: int
    not_applying: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class ShownReview:
    """One published review as everybody reads it; `under`: the other name it was written under."""

    pk: int
    under: str
    month: str
    relation: str
    words: str
    language: str
    reply: list[str]
    reply_words: str
    reply_language: str


def _percent(n: int, of: int) -> int:
    return round(100 * n / of) if of else 0


def published_reviews(clinic: Clinic) -> QuerySet[Review]:
    """The clinic's published reviews with its published replies, newest first."""
    replies = Prefetch("replies", Reply.objects.published(), to_attr="published_replies")
    return Review.objects.published().filter(clinic=clinic.pk).prefetch_related(replies)


def shown_reviews(reviews: Iterable[Review]) -> list[ShownReview]:
    """Reviews from `published_reviews` in words."""
    return [_shown_review(review) for review in reviews]


def _shown_review(review: Review) -> ShownReview:
    reply = next(iter(review.published_replies), None)  # type: ignore[attr-defined]
    sentences = dict(SENTENCES)
    return ShownReview(
        pk=review.pk,
        under=review.written_under,
        month=date_format(review.visit_month, "YEAR_MONTH_FORMAT"),
        relation=str(WRITERS[review.relation]),
        words=review.shown_words,
        language=review.language,
        reply=[str(sentences[code]) for code in reply.sentences if code in sentences]
        if reply
        else [],
        reply_words=reply.words if reply else "",
        reply_language=reply.language if reply else "",
    )


class ReviewsOfClinic:
    """The reviews of one clinic as of a day: figures, newest reviews, stories."""

    def __init__(self, clinic: Clinic, *, on: dt.date) -> None:
        self.clinic, self.on = clinic, on

    @cached_property
    def figures(self) -> Figures:
        """The counts."""
        return figures(self.clinic.pk, on=self.on)

    @cached_property
    def _newest(self) -> list[Review]:
        every = Window(Count("pk"))
        return list(published_reviews(self.clinic).annotate(every=every)[:NEWEST_COUNT])

    @cached_property
    def newest(self) -> list[ShownReview]:
        """The newest reviews."""
        return shown_reviews(self._newest)

    @property
    def total(self) -> int:
        """How many reviews there are to read: also those too old to count in the figures."""
        return self._newest[0].every if self._newest else 0  # type: ignore[attr-defined]

    @cached_property
    def stories(self) -> list[Story]:
        """The clinic's own stories, newest first."""
        return list(Story.objects.published().filter(clinic=self.clinic.pk))

    @property
    def has_more(self) -> bool:
        """Whether there are more reviews than the newest."""
        return self.total > len(self.newest)

    @property
    def mean(self) -> str:
        """The average mark with one decimal; '' for fewer than five reviews."""
        mean = self.figures.mean
        return "" if mean is None else number_format(mean, decimal_pos=1)

    @property
    def basis(self) -> str:
        """The sentence that follows the average: of how many reviews. Or why there is none."""
        count = self.figures.count
        if self.mean:
            sentence = ngettext(
                "of 5 on average, from %(n)s review in the last two years",
                "of 5 on average, from %(n)s reviews in the last two years",
                count,
            )
        else:
            sentence = ngettext(
                "%(n)s review from the last two years (too few to average)",
                "%(n)s reviews from the last two years (too few to average)",
                count,
            )
        return sentence % {"n": count}

    @property
    def line(self) -> str:
        """The reviews in one line."""
        return rating_words(self.clinic)

    @property
    def marks(self) -> list[MarkCount]:
        """How many reviews gave each mark, the best mark first."""
        counts, total = self.figures.distribution, self.figures.count
        return [
            MarkCount(label=mark, n=counts[mark], percent=_percent(counts[mark], total))
            for mark in range(5, 0, -1)
        ]

    @property
    def answers(self) -> list[QuestionCount]:
        """The questions that somebody answered."""
        rows = []
        for question in REVIEW_QUESTIONS:
            yes, no, not_applying = self.figures.answers.get(question.code, (0, 0, 0))
            if yes or no or not_applying:
                rows.append(
                    QuestionCount(
                        code=question.code,
                        label=question.says,
                        yes=yes,
                        asked=yes + no,
                        not_applying=not_applying,
                        percent=_percent(yes, yes + no),
                    )
                )
        return rows

    @property
    def withheld(self) -> str:
        """How many reviews were left out, and why; '' if none were."""
        left_out = {BECAUSE[Review.Reason(why)]: n for why, n in self.figures.withheld.items()}
        count = sum(left_out.values())
        if not count:
            return ""
        sentence = ngettext(
            "We left out %(n)d review because %(why)s.",
            "We left out %(n)d reviews: %(why)s.",
            count,
        )
        each = [
            f"{n} {_('because')} {why}" if count > 1 else str(why) for why, n in left_out.items()
        ]
        blind = _("The person who decided could not see the star rating.")
        return f"{sentence % {'n': count, 'why': '; '.join(each)}} {blind}"


def rating_words(clinic: Clinic | Card) -> str:
    """A clinic's reviews in one line: average and count, or why there is no average."""
    return _rating_words(clinic.marks_sum, clinic.marks_count, language())


@lru_cache(maxsize=10_000)
def _rating_words(marks_sum: int, count: int, _language: str) -> str:
    if not count:
        return _("No reviews yet")
    mean = rating.mean(marks_sum=marks_sum, marks_count=count)
    if mean is None:
        return ngettext(
            "%(n)d review (too few to average)",
            "%(n)d reviews (too few to average)",
            count,
        ) % {"n": count}
    return _("%(mean)s of 5 from %(n)d reviews") % {
        "mean": number_format(mean, decimal_pos=1),
        "n": count,
    }
