"""A sentence as the phrases that stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from directory.places.names import Word
from directory.search.text.phrases import IN_CAPITALS, SHORTEST_JOINED, phrases
from directory.search.text.spelling import nearly, words_of_phrases
from directory.search.text.vocabulary import plain

LONGEST_SPELLED = 6
"""Letters of an abbreviation that may be spelled out."""


class Sentence:
    """Typed words, and the phrases among them; one of several words may have a typing error."""

    def __init__(self, said: Sequence[Word]) -> None:
        self.said = said
        raws = [word.raw for word in said]
        self.is_shouted = "".join(raws).isupper() and any(len(raw) > 4 for raw in raws)
        self._phrases, self._longest = phrases()
        self._plain = plain(said)
        known = words_of_phrases(len(self._phrases))
        self._unknown = list(accumulate((word not in known for word in self._plain), initial=0))
        self._phrase_at = [self._longest_phrase(i) for i in range(len(said))]

    def phrase_at(self, i: int) -> tuple[int, str]:
        """The end and the meaning of the longest phrase that begins at `i`; (i, "") if none."""
        return self._phrase_at[i] if i < len(self.said) else (i, "")

    def is_within_a_phrase(self, i: int) -> bool:
        """Whether word `i` begins a phrase, or stands in one of several words."""
        begins = range(max(0, i - self._longest), i + 1)
        return any(meaning and end > i for end, meaning in (self._phrase_at[j] for j in begins))

    def _longest_phrase(self, i: int) -> tuple[int, str]:
        for end in range(min(len(self.said), i + self._longest), i, -1):
            meaning = self._meaning(i, end)
            if meaning and not (end == i + 1 and self._is_another_word(self.said[i])):
                return end, meaning
        return i, ""

    def _meaning(self, begin: int, end: int) -> str:
        """What just these words mean, typing errors forgiven; "" for nothing."""
        words = self._plain[begin:end]
        meaning = self._phrases.get(words) or self._parted(begin, end)
        # At most one word has an error: most spans of a long text need no closer look.
        if meaning or len(words) < 2 or self._unknown[end] - self._unknown[begin] > 1:
            return meaning
        return nearly(words, self._phrases)

    def _parted(self, begin: int, end: int) -> str:
        """What a word means that was typed with a blank or points in it: "medi care", "P T S D"."""
        words = self._plain[begin:end]
        is_spelled_out = 2 < len(words) <= LONGEST_SPELLED and all(len(word) == 1 for word in words)
        whole = "".join(words) if is_spelled_out or len(words) == 2 else ""
        if (len(whole) < SHORTEST_JOINED and not is_spelled_out) or any(
            word.breaks for word in self.said[begin + 1 : end]
        ):
            return ""
        return self._phrases.get((whole,), "")

    def _is_another_word(self, word: Word) -> bool:
        """Whether an abbreviation was typed in a way that says nothing: "I'm", "va"."""
        return word.folded in IN_CAPITALS and (self.is_shouted or word.raw != word.folded.upper())

    def folded(self, begin: int, end: int) -> tuple[str, ...]:
        """Some of the words as they are compared."""
        return tuple(word.folded for word in self.said[begin:end])
