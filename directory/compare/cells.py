"""The parts of a comparison: a cell for each clinic, rows, sections, and in what clinics differ."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from directory.presenting.answers import ShownAnswer
from directory.presenting.coverage import Coverage
from directory.presenting.ticks import ShownTick
from directory.presenting.warnings import ShownWarning

Mark = Literal["differs", "silent", ""]
"""Stated answers differ; they are alike, but somebody does not say; neither."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one clinic answers in one row.

    `shape`: how the value looks, when that is not its state: an insurer's *yes* can be "half".
    `warnings` and `ticks` are shown in place of the value, a line each. `parts`: the answers that
    it is put together from, whose sources and dates it shows. `told`: who says so, in a sentence,
    where nobody states it in one answer.
    """

    answer: ShownAnswer
    shape: str = ""
    coverage: Coverage | None = None
    warnings: tuple[ShownWarning, ...] = ()
    ticks: tuple[ShownTick, ...] = ()
    parts: tuple[ShownAnswer, ...] = ()
    told: str = ""

    @property
    def looks(self) -> str:
        """The shape of the value: a state of `ShownAnswer`, or "half"."""
        return self.shape or self.answer.state

    @property
    def is_stated(self) -> bool:
        """Whether there is an answer."""
        return self.answer.is_stated

    @property
    def says(self) -> Hashable:
        """What is compared: equal for clinics that answer alike. Remarks do not count."""
        paid = (self.coverage.covers, self.coverage.prior_authorization) if self.coverage else ()
        return self.looks, self.answer.value, paid


@dataclass(frozen=True, kw_only=True)
class CompareRow:
    """One thing, answered by each clinic.

    `is_own`: each clinic has its own, as a phone number: it is never a difference. `repeats`: the
    same row stands in another section. `is_kept`: it is shown among the differences, too.
    """

    code: str
    label: Any
    cells: list[Cell]
    is_own: bool = False
    repeats: bool = False
    is_kept: bool = False

    @property
    def differs(self) -> bool:
        """Whether the clinics do not all answer alike. "Not stated" is an answer of its own."""
        return bool(self.mark())

    @property
    def is_blank(self) -> bool:
        """Whether no clinic answers."""
        return not any(cell.is_stated for cell in self.cells)

    def mark(self, columns: Collection[int] = ()) -> Mark:
        """How the clinics of these columns (1, 2 …) differ; of all without any."""
        if self.is_own:
            return ""
        shown = [self._said[n - 1] for n in columns] if columns else self._said
        stated = [said for said in shown if said is not None]
        if len(set(stated)) > 1:
            return "differs"
        return "silent" if 0 < len(stated) < len(shown) else ""

    @cached_property
    def _said(self) -> list[Hashable]:
        """What each clinic says; None: nothing. Six of them are asked for it in fifteen pairs."""
        return [cell.says if cell.is_stated else None for cell in self.cells]


@dataclass(frozen=True, kw_only=True)
class CompareSection:
    """A group of rows. `is_open`: it is always shown; others are opened by their reader."""

    code: str
    title: Any
    rows: list[CompareRow]
    is_open: bool = False

    @cached_property
    def shown(self) -> list[CompareRow]:
        """The rows to show one by one: what no clinic answers is folded into one line."""
        return self.rows if self.is_open else [row for row in self.rows if not row.is_blank]

    @cached_property
    def blank(self) -> list[CompareRow]:
        """The rows that are folded."""
        return [] if self.is_open else [row for row in self.rows if row.is_blank]

    def tally(self, columns: Collection[int] = ()) -> tuple[int, int]:
        """In how many rows these columns differ, and in how many somebody does not say."""
        marks = [row.mark(columns) for row in self.rows]
        return marks.count("differs"), marks.count("silent")
