"""The place that free words name: after "near", as a ZIP code, or as a town and its state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from django.db.models import Q

from directory.places.models import Place
from directory.places.names import STATES, key, state_code
from directory.search.text.clinic_names import begins_a_name
from directory.search.text.phrases import (
    AFTER_A_PLACE,
    BEFORE_A_PLACE,
    FILLERS,
    HERE,
    LOOSE,
    NEAR,
    NO_PLACES,
    Word,
)

LONGEST_NAME = 5
"""Words; no town or county whose name has more is looked for."""

ORDINARY = {"al", "as", "co", "de", "hi", "id", "in", "la", "ma", "me", "mi", "ms", "mt", "ne",
            "oh", "ok", "or", "pa"}  # fmt: skip
"""State codes that are words too: meant so only in capitals, after a comma or as last word."""

TITLES = {"ma", "md", "ms", "pa", "va"}
"""State codes that, after a name which is no town of that state, mean something else."""

LARGE = 50_000
"""People; a smaller town's name alone is as often a word of a clinic's name."""


def is_a_place(words: str) -> bool:
    """Whether words by themselves say where: a large town, a county or a state.

    Not where a clinic's name begins so. One query, and one more where there is such a place.
    """
    large = Place.objects.filter(key=key(words)).exclude(kind=Place.Kind.ZIP)
    large = large.filter(~Q(kind=Place.Kind.TOWN) | Q(population__gte=LARGE))
    return words.casefold() not in NO_PLACES and large.exists() and not begins_a_name(words)


class PlaceWords:
    """Looks for the one place among words; `phrase_at` tells where checklist phrases stand."""

    def __init__(
        self,
        text: str,
        said: list[Word],
        phrase_at: Callable[[int], tuple[int, str]],
        shouting: bool,
    ) -> None:
        self.text, self.said, self.phrase_at, self.shouting = text, said, phrase_at, shouting

    def found(self) -> tuple[str, set[int]]:
        """The place in words ("" when none is named) and the positions of all words spent on it.

        At most one query, and none without a word like "near", a state or a ZIP code.
        """
        if span := self._town_and_state():
            return self._words(*span), set(range(*span))
        spent: set[int] = set()
        for begin, after in self._connectors():
            if self._folded(after) in HERE:
                spent |= set(range(begin, after + 1))
            elif span := self._place_from(after, loose=self._phrase(begin, after) in LOOSE):
                return self._words(*span), spent | set(range(begin, span[1]))
        if span := self._name_and_state() or self._zip():
            return self._words(*span), spent | set(range(*span))
        if span := self._state_and_town():
            town, state = self._words(span[0] + 1, span[1]), self.said[span[0]].raw
            return f"{town}, {state}", spent | set(range(*span))
        return "", spent

    def _connectors(self) -> list[tuple[int, int]]:
        """Begin and end of every "near", "close to" …, unless a checklist phrase begins there."""
        found = []
        for i in range(len(self.said)):
            lengths = (n for n in (2, 1) if i + n <= len(self.said))
            length = next((n for n in lengths if self._phrase(i, i + n) in NEAR), 0)
            if length and not self.phrase_at(i)[1]:
                found.append((i, i + length))
        return found

    def _place_from(self, begin: int, *, loose: bool) -> tuple[int, int] | None:
        """The place that begins here: a ZIP code, the longest name known, or else unknown words.

        A known name with more words behind it is not the whole name ("Del Rey" of "Delrey Beach").
        """
        if self._is_zip(begin):
            return begin, self._extended(begin)
        starts = [begin, begin + 1] if self._folded(begin) in BEFORE_A_PLACE else [begin]
        for start in starts:
            for end in range(self._break(start), start, -1):
                extended = self._extended(end)
                whole = extended > end or end >= self._sentence_goes_on(start)
                if whole and self._is_known(start, end, loose):
                    return start, extended
        if self._code_at(begin):
            return begin, begin + 1
        start, end = starts[-1], self._sentence_goes_on(starts[-1])
        if end == start or self._folded(start) in NO_PLACES:
            return None
        return start, self._extended(end)

    def _is_known(self, begin: int, end: int, loose: bool) -> bool:
        """Whether these words are a place's name, and are meant so."""
        if not any(name == self._key(begin, end) for name, _state in self._known):
            return False
        if all(word.folded in NO_PLACES for word in self.said[begin:end]):
            return self._state_end(end) > end
        return not loose or self.phrase_at(begin)[0] < end

    def _town_and_state(self) -> tuple[int, int] | None:
        """A town or county with its state behind it, anywhere."""
        for i, code in self._states():
            for begin in range(self._latest_break(i), i):
                if self._lies_in(begin, i, code):
                    return begin, self._extended(i)
        return None

    def _name_and_state(self) -> tuple[int, int] | None:
        """Unknown words with a comma and a state behind them."""
        for i, code in self._states():
            start = self._start(i)
            if self.said[i].breaks and code.lower() not in TITLES and start < i:
                return start, self._extended(i)
        return None

    def _states(self) -> Iterator[tuple[int, str]]:
        """Where a state stands behind other words, and its code."""
        for i in range(1, len(self.said)):
            if (end := self._state_end(i)) > i:
                yield i, state_code(self._words(i, end))

    def _state_and_town(self) -> tuple[int, int] | None:
        """A state's code in front of one of its towns: "VA Richmond"."""
        for i, word in enumerate(self.said):
            if word.raw.isupper() and self._code_at(i):
                for end in range(self._break(i + 1), i + 1, -1):
                    if self._lies_in(i + 1, end, word.raw):
                        return i, end
        return None

    def _lies_in(self, begin: int, end: int, state: str) -> bool:
        """Whether these words are the name of a place in that state, and not ordinary words."""
        ordinary = all(word.folded in NO_PLACES for word in self.said[begin:end])
        return not ordinary and (self._key(begin, end), state) in self._known

    def _zip(self) -> tuple[int, int] | None:
        """The first ZIP code, with the name of the town before it."""
        for i in range(len(self.said)):
            if self._is_zip(i):
                before = range(self._latest_break(i), i)
                return next((b for b in before if self._is_known(b, i, True)), i), self._extended(i)
        return None

    @cached_property
    def _known(self) -> set[tuple[str, str]]:
        """Key and state of each place in the gazetteer that some words here spell. One query."""
        keys = {
            self._key(begin, end)
            for begin in range(len(self.said))
            for end in range(begin + 1, self._break(begin) + 1)
        }
        places = Place.objects.filter(key__in=keys).exclude(kind=Place.Kind.ZIP)
        return set(places.values_list("key", "state"))

    def _latest_break(self, i: int) -> int:
        """Where a name that ends before word `i` begins at the earliest."""
        earliest = max(0, i - LONGEST_NAME)
        return next((b for b in range(i - 1, earliest, -1) if self.said[b].breaks), earliest)

    def _start(self, i: int) -> int:
        """Where the words before word `i` that are not of the sentence begin."""
        begin = i
        while begin > self._latest_break(i) and not self._ends_a_name(begin - 1):
            begin -= 1
        return begin

    def _sentence_goes_on(self, begin: int) -> int:
        """Where the words from here on that are not of the sentence end."""
        latest = self._break(begin)
        return next((i for i in range(begin, latest) if self._ends_a_name(i)), latest)

    def _break(self, begin: int) -> int:
        """Where a name that begins here ends at the latest."""
        latest = min(len(self.said), begin + LONGEST_NAME)
        return next((i for i in range(begin + 1, latest) if self.said[i].breaks), latest)

    def _ends_a_name(self, i: int) -> bool:
        """Whether word `i` is of the sentence, not of a name."""
        return self.said[i].folded in FILLERS or bool(self.phrase_at(i)[1])

    def _extended(self, end: int) -> int:
        """The end of a place with its "County", its state and its ZIP code."""
        end += self._folded(end) in AFTER_A_PLACE and not self._breaks(end)
        end = self._state_end(end)
        if self._is_zip(end):
            end += 1
            end += len(self._folded(end)) == 4 and self.text[self.said[end].start - 1] == "-"
        return end

    def _state_end(self, i: int) -> int:
        """The end of the state whose code or name stands at word `i`; `i` when none does."""
        for end in range(min(len(self.said), i + 4), i, -1):
            words = self.said[i + 1 : end]
            if state_code(self._words(i, end)) and not any(word.breaks for word in words):
                two_letters = len(self._key(i, end)) == 2
                if end == i + 1 and two_letters and not self._code_at(i):
                    continue
                # "VA community care" is an insurer, also behind a town.
                return end if self.phrase_at(i)[0] <= i + 1 else i
        return i

    def _code_at(self, i: int) -> bool:
        """Whether word `i` is a state's code, and not an ordinary word."""
        if i >= len(self.said) or self.said[i].raw.upper() not in STATES:
            return False
        word = self.said[i]
        if word.breaks or word.folded not in ORDINARY or i == len(self.said) - 1:
            return True
        return word.raw.isupper() and not self.shouting

    def _is_zip(self, i: int) -> bool:
        """Whether word `i` is five digits."""
        folded = self._folded(i)
        return len(folded) == 5 and folded.isdigit()

    def _folded(self, i: int) -> str:
        return self.said[i].folded if i < len(self.said) else ""

    def _breaks(self, i: int) -> bool:
        return i < len(self.said) and self.said[i].breaks

    def _phrase(self, begin: int, end: int) -> tuple[str, ...]:
        return tuple(word.folded for word in self.said[begin:end])

    def _words(self, begin: int, end: int) -> str:
        return self.text[self.said[begin].start : self.said[end - 1].end]

    def _key(self, begin: int, end: int) -> str:
        return key(self._words(begin, end))
