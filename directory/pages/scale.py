"""What a questionnaire of the self-check is made of, and the sentences that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Choice:
    """One answer and its points."""

    points: int
    words: Any


@dataclass(frozen=True)
class Item:
    """One question."""

    words: Any
    choices: tuple[Choice, ...]
    hint: Any = ""
    helps: bool = False
    """Whether any answer above 0 brings up the crisis line."""


@dataclass(frozen=True)
class Band:
    """What the sums from `low` to `high` are called."""

    low: int
    high: int
    words: Any

    @property
    def range(self) -> str:
        """`5–9`."""
        return f"{self.low}–{self.high}" if self.low < self.high else str(self.low)


@dataclass(frozen=True)
class Paper:
    """Where a scale was published."""

    citation: str
    year: int
    url: str


@dataclass(frozen=True)
class Scale:
    """One questionnaire. `bands` hold every sum once, or there are none."""

    code: str
    name: str
    about: Any
    brief: Any
    stem: Any
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    note: Any
    papers: tuple[Paper, ...]
    rights: Any
    rights_checked: bool = True
    gate: Item | None = None
    """Asked first. Answered with 0, the sum is 0 and no other question is asked."""
    after: Item | None = None
    """Asked last. It has no points."""
    examples: tuple[Any, ...] = ()
    divide: int = 1
    """The score is the sum divided by this, with one decimal if it is not 1."""
    help_from: int | None = None
    """The lowest sum that brings up the crisis line."""

    @property
    def most(self) -> int:
        """The highest possible sum."""
        return sum(max(c.points for c in item.choices) for item in self.items)

    @property
    def answered_words(self) -> str:
        """`Answered: %s of 9.`, for the script to fill."""
        return _("Answered: %(done)s of %(all)s.") % {"done": "%s", "all": len(self.items)}

    @property
    def score_words(self) -> str:
        """`Your sum: %s of 27.`, for the script to fill."""
        if self.divide == 1:
            return _("Your sum: %(sum)s of %(most)s.") % {"sum": "%s", "most": self.most}
        words = _("Your score: %(score)s of %(most)s, the average of your answers.")
        return words % {"score": "%s", "most": self.most // self.divide}

    @property
    def adding_words(self) -> str:
        """How somebody adds it up by hand."""
        if self.divide == 1:
            words = _("Add up the points of your %(count)s answers. The most is %(most)s.")
            return words % {"count": len(self.items), "most": self.most}
        words = _("Add up your %(count)s numbers and divide by %(count)s. The most is %(most)s.")
        return words % {"count": len(self.items), "most": self.most // self.divide}
