"""One reading of a sentence: which words name the place, mean something, say nothing, are left."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations

from directory.places.gazetteer import Gazetteer
from directory.places.names import Word, as_typed, key_of
from directory.places.regions import regions
from directory.search.text.joined import Said, insurers_states, negated_together
from directory.search.text.phrases import (
    AFTER_A_FILTER,
    BEHIND_A_NO,
    FILLERS,
    NEGATIONS,
    SAYING_NOTHING,
    is_false_friend,
)
from directory.search.text.places import LONGEST_NAME, PlaceWords
from directory.search.text.sentence import Sentence
from directory.search.text.vocabulary import NOTHING, plain


class Reading:
    """One pass over a sentence. Without a gazetteer the words name no place.

    `here`: where the person is was named. `is_a_guess`: as `PlaceWords` says it of the place.
    `found`: the phrases that mean something.
    """

    def __init__(self, said: Sequence[Word], gazetteer: Gazetteer | None) -> None:
        self.said = said
        self.sentence = Sentence(said)
        self.near: Sequence[Word] = ()
        self.spent: set[int] = set()
        self.here = self.is_a_guess = False
        if gazetteer:
            places = PlaceWords(self.sentence, gazetteer)
            self.near, self.spent = places.found()
            self.here, self.is_a_guess = places.here, places.is_a_guess
        self.found = self._phrases()
        for one in self.found:
            self.spent |= set(range(one.begin, one.end))
        self.found = [one for one in self.found if one.meaning != NOTHING]
        self.spent |= insurers_states(said, self.found)
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

    def _phrases(self) -> list[Said]:
        """Every phrase that means something, the longest first at each word."""
        found, i = [], 0
        while i < len(self.said):
            end, meaning = self.sentence.phrase_at(i)
            if not meaning or self.spent & set(range(i, end)):
                i += 1
                continue
            begin, after = self._negation_of(i), end
            end += self._is_refused_behind(end)
            text = as_typed(self.said[begin:end])
            found.append(
                Said(
                    begin=begin,
                    end=end,
                    meaning=meaning,
                    text=text,
                    is_negated=begin < i or end > after,
                )
            )
            i = end
        within = {i for one in found for i in range(one.begin, one.end)}
        kept = [one for one in found if not self._belongs_to_a_name(one, within)]
        return negated_together(kept, self.said)

    def _negation_of(self, begin: int) -> int:
        """Where the "no" or "without" stands that belongs to the words there; else `begin`."""
        i = begin
        while i > 0 and not self.said[i].breaks and i not in self.spent:
            i -= 1
            if begins := self._negation_that_ends_at(i):
                return i + 1 - begins
            if self.said[i].folded not in BEHIND_A_NO:
                break
        return begin

    def _is_refused_behind(self, end: int) -> bool:
        """Whether the sentence ends in a "no" that belongs to the words before it: "pills no"."""
        return end == len(self.said) - 1 and self.said[end].folded == "no"

    def _negation_that_ends_at(self, i: int) -> int:
        """How many words the longest "no" or "anything but" has that ends at word `i`."""
        longest = max(map(len, NEGATIONS))
        lengths = range(min(longest, i + 1), 0, -1)
        spoken = (n for n in lengths if plain(self.said[i + 1 - n : i + 1]) in NEGATIONS)
        return next(spoken, 0)

    def _belongs_to_a_name(self, one: Said, within: set[int]) -> bool:
        begin, end = one.begin, one.end
        if not is_false_friend(self.sentence.folded(begin, end), one.meaning):
            return False
        before = begin - 1 if begin and not self.said[begin].breaks else None
        after = end if end < len(self.said) and not self.said[end].breaks else None
        return any(
            i is not None
            and i not in within | self.spent
            and self.said[i].folded not in SAYING_NOTHING | AFTER_A_FILTER
            for i in (before, after)
        )

    def _drop_what_only_repeats(self) -> None:
        """Spend the words after a filter that only say again what it says."""
        ends = {one.end for one in self.found}
        for i, word in enumerate(self.said):
            if i in ends and i not in self.spent and word.folded in AFTER_A_FILTER:
                self.spent.add(i)
                ends.add(i + 1)
