"""Free words → the filters and the place they name; the rest is a name to look for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from directory.search.text.clinic_names import is_a_name
from directory.search.text.phrases import (
    AFTER_A_FILTER,
    FILLERS,
    IN_CAPITALS,
    NEGATIONS,
    Word,
    is_false_friend,
    phrases,
    typed,
)
from directory.search.text.places import PlaceWords, is_a_place


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What words mean: checklist codes, a place in words, and the words that are left."""

    codes: tuple[str, ...] = ()
    near: str = ""
    words: str = ""


def understand(text: str, *, place_is_given: bool = False) -> Meaning:
    """The meaning of what was typed. With `place_is_given` the words name no second place.

    Understood again, the words that are left mean themselves. Queries: one where words are left
    (a large place?), one where anything was understood (is it all a name?), and one each where a
    town may be named.
    """
    said = _read(text, place_is_given)
    # Some clinics are called what others are searched by: "Anxiety Relief of Austin".
    if said != Meaning(words=text.strip()) and is_a_name(text, in_part=bool(said.words)):
        return Meaning(words=text.strip())
    if said.words and not (said.near or place_is_given) and is_a_place(said.words):
        return replace(said, near=said.words, words="")
    return said


def _read(text: str, place_is_given: bool) -> Meaning:
    """The meaning of the words themselves, read until nothing more comes out of those left."""
    codes: dict[str, None] = {}
    near, left = "", text.strip()
    while True:
        reading = _Reading(left, place_is_given=place_is_given or bool(near))
        codes |= dict.fromkeys(reading.codes)
        near = near or reading.near
        if reading.took_nothing:
            return Meaning(codes=tuple(codes), near=near, words=left)
        left = reading.words


class _Reading:
    """One pass: which words name the place, which a filter, which say nothing, which are left."""

    def __init__(self, text: str, *, place_is_given: bool) -> None:
        self.said = typed(text)
        self.phrases = phrases()
        self.longest = max(map(len, self.phrases))
        self.shouting = text.isupper() and any(len(word.raw) > 4 for word in self.said)
        place = PlaceWords(text, self.said, self.phrase_at, self.shouting)
        self.near, self.spent = place.found() if not place_is_given else ("", set())
        self.codes_at = self._filters()
        self.codes = [code for _begin, _end, code in self.codes_at]
        for begin, end, _code in self.codes_at:
            self.spent |= set(range(begin, end))
        self._drop_what_only_repeats()

    @cached_property
    def left(self) -> list[Word]:
        """The words that mean nothing but themselves."""
        kept = (word for i, word in enumerate(self.said) if i not in self.spent)
        return [word for word in kept if word.folded not in FILLERS]

    @property
    def words(self) -> str:
        """What is left, as typed."""
        return " ".join(word.raw for word in self.left)

    @property
    def took_nothing(self) -> bool:
        """Whether every word is left."""
        return len(self.left) == len(self.said)

    def phrase_at(self, i: int) -> tuple[int, str]:
        """The end and the code of the longest phrase that begins at word `i`; (i, "") if none."""
        for end in range(min(len(self.said), i + self.longest), i, -1):
            code = self.phrases.get(tuple(word.folded for word in self.said[i:end]))
            if code and not (end == i + 1 and self._is_another_word(self.said[i])):
                return end, code
        return i, ""

    def _is_another_word(self, word: Word) -> bool:
        """Whether an abbreviation was typed in a way that says nothing: "I'm", "va"."""
        return word.folded in IN_CAPITALS and (self.shouting or word.raw != word.folded.upper())

    def _filters(self) -> list[tuple[int, int, str]]:
        """Begin, end and code of every phrase that is asked for, the longest first at each word."""
        found, i = [], 0
        while i < len(self.said):
            end, code = self.phrase_at(i)
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
        if not is_false_friend(tuple(word.folded for word in self.said[begin:end]), code):
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
