"""Free words → the filters and the place they name; the rest is a name to look for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from directory.places.gazetteer import Gazetteer, Located
from directory.places.names import Word, as_typed, key_of, typed, visible
from directory.places.reading import read
from directory.places.regions import regions
from directory.search.text.clinic_names import is_a_name
from directory.search.text.phrases import (
    AFTER_A_FILTER,
    FILLERS,
    NEGATIONS,
    Sentence,
    is_false_friend,
)
from directory.search.text.place_left import is_state, place_left
from directory.search.text.places import LONGEST_NAME, PlaceWords


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What words mean: checklist codes, a place, and the words that are left.

    `near` are the words that name the place, and `place` is what the gazetteer holds for them; ""
    and None when no place is named.
    """

    codes: tuple[str, ...] = ()
    near: str = ""
    place: Located | None = None
    words: str = ""


def understand(text: str, *, place_is_given: bool = False) -> Meaning:
    """The meaning of what was typed. With `place_is_given` the words name no second place.

    Understood again, the words that are left mean themselves. Queries: one where words may name a
    place, one more where the place is not spelled so or is unknown; one where anything was
    understood (is it all a name?); those of `place_left` where no place was.
    """
    gazetteer, text = Gazetteer(), visible(text).strip()
    itself = Meaning(words=text)
    said = _read(text, gazetteer, place_is_given)
    # Some clinics are called what others are searched by: "Anxiety Relief of Austin".
    if said != itself and is_a_name(text, in_part=bool(said.words)):
        return itself
    # "OR" and "IN" in capitals are states, although the words say nothing.
    left = said.words or ("" if said.codes or not is_state(typed(text)) else text)
    if said.near or place_is_given or not (found := place_left(left, gazetteer)):
        return said
    before, near, place = found
    # Beside the place, "French" may have been part of a name: by itself it is a language.
    rest = _read(as_typed(before), gazetteer, True) if before else Meaning()
    codes = tuple(dict.fromkeys((*said.codes, *rest.codes)))
    return replace(said, codes=codes, near=as_typed(near), place=place, words=rest.words)


def _read(text: str, gazetteer: Gazetteer, place_is_given: bool) -> Meaning:
    """The meaning of the words themselves, read until nothing more comes out of those left."""
    codes: dict[str, None] = {}
    near: Sequence[Word] = ()
    said = typed(text)
    while True:
        reading = _Reading(said, None if place_is_given or near else gazetteer)
        codes |= dict.fromkeys(reading.codes)
        near = near or reading.near
        if len(reading.left) == len(said):
            break
        said = [replace(word, gap=" ") for word in reading.left]
        text = as_typed(said) if said else ""
    if not near:
        return Meaning(codes=tuple(codes), words=text)
    place = gazetteer.located(read(near))
    return Meaning(codes=tuple(codes), near=as_typed(near), place=place, words=text)


class _Reading:
    """One pass: which words name the place, which a filter, which say nothing, which are left.

    Without a gazetteer the words name no place.
    """

    def __init__(self, said: Sequence[Word], gazetteer: Gazetteer | None) -> None:
        self.said = said
        self.sentence = Sentence(said)
        self.near: Sequence[Word] = ()
        self.spent: set[int] = set()
        if gazetteer:
            self.near, self.spent = PlaceWords(self.sentence, gazetteer).found()
        self.codes_at = self._filters()
        self.codes = [code for _begin, _end, code in self.codes_at]
        for begin, end, _code in self.codes_at:
            self.spent |= set(range(begin, end))
        self._drop_what_only_repeats()

    @cached_property
    def left(self) -> list[Word]:
        """The words that mean nothing but themselves."""
        kept = set(range(len(self.said))) - self.spent
        named = {i for begin, end in self._regions() for i in range(begin, end)}
        return [
            word
            for i, word in enumerate(self.said)
            if i in kept and (i in named or word.folded not in FILLERS)
        ]

    def _regions(self) -> list[tuple[int, int]]:
        """Where a region is named in two words or more: its "area" says something."""
        spans = combinations(range(len(self.said) + 1), 2)
        return [
            (begin, end)
            for begin, end in spans
            if 1 < end - begin <= LONGEST_NAME and key_of(self.said[begin:end]) in regions()
        ]

    def _filters(self) -> list[tuple[int, int, str]]:
        """Begin, end and code of every phrase that is asked for, the longest first at each word."""
        found, i = [], 0
        while i < len(self.said):
            end, code = self.sentence.phrase_at(i)
            if not code or self.spent & set(range(i, end)):
                i += 1
                continue
            if not self._is_negated(i):
                found.append((i, end, code))
            i = end
        within = {i for begin, end, _code in found for i in range(begin, end)}
        return [span for span in found if not self._belongs_to_a_name(span, within)]

    def _is_negated(self, i: int) -> bool:
        """Whether a "no" or "without" belongs to the words at `i`."""
        while i > 0 and not self.said[i].breaks:
            i -= 1
            if self.said[i].folded in NEGATIONS:
                return True
            if self.said[i].folded not in FILLERS:
                return False
        return False

    def _belongs_to_a_name(self, span: tuple[int, int, str], within: set[int]) -> bool:
        begin, end, code = span
        if not is_false_friend(self.sentence.folded(begin, end), code):
            return False
        before = begin - 1 if begin and not self.said[begin].breaks else None
        after = end if end < len(self.said) and not self.said[end].breaks else None
        return any(
            i is not None
            and i not in within | self.spent
            and self.said[i].folded not in FILLERS | AFTER_A_FILTER
            for i in (before, after)
        )

    def _drop_what_only_repeats(self) -> None:
        """Spend the words after a filter that only say again what it says."""
        ends = {end for _begin, end, _code in self.codes_at}
        for i, word in enumerate(self.said):
            if i in ends and i not in self.spent and word.folded in AFTER_A_FILTER:
                self.spent.add(i)
                ends.add(i + 1)
