"""The place that free words name: after "near", as a ZIP code, or as a town and its state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from directory.places import names
from directory.places.gazetteer import Gazetteer
from directory.places.models import Place
from directory.places.names import SPANISH_STATES, STATE_IN_WORDS, STATES, Word, key_of
from directory.places.regions import nicknames, regions
from directory.places.typed_address import zip_end
from directory.search.text.phrases import (
    AFTER_A_PLACE,
    BEFORE_A_PLACE,
    ENDS_A_NAME,
    HERE,
    LOOSE,
    NEAR,
    NO_PLACES,
    OWN,
)
from directory.search.text.sentence import Sentence

LONGEST_NAME = 5
"""Words; no town or county whose name has more is looked for."""

LONGEST_NEAR = max(map(len, NEAR))
"""Words of the longest way to say "near"."""

LONGEST_HERE = max(map(len, HERE))
"""Words of the longest way to say where the person is."""

LONGEST_STATE = 4
"""Words of the longest name of a state, and one more."""

ORDINARY = {"al", "as", "co", "de", "hi", "id", "in", "la", "ma", "me", "mi", "ms", "mt", "ne",
            "oh", "ok", "or", "pa"}  # fmt: skip
"""State codes that are words too: meant so only in capitals, after a comma or as last word."""

TITLES = {"ma", "md", "ms", "pa", "va"}
"""State codes that, after a name which is no town of that state, mean something else."""

SIZABLE = 20_000
"""People of a town that is meant, whatever unknown words stand behind its name."""

_ENDS_OF_NAMES = """
bay beach city corner corners creek estates falls forest gardens grove harbor heights hill hills
island junction lake lakes park point ridge river springs valley view village
"""
OF_PLACES = frozenset(_ENDS_OF_NAMES.split())
"""Words that many names of places end in: behind a known name they make another one."""

Span = tuple[int, int]
"""The first word of some, and the one after the last."""


class PlaceWords:
    """Looks for the one place in a sentence. `here`: where the person is was named, too.

    `is_a_guess`: the place is unknown, in small letters, and stands where other words do as often.
    """

    def __init__(self, sentence: Sentence, gazetteer: Gazetteer) -> None:
        self.said, self.phrase_at = sentence.said, sentence.phrase_at
        self.sentence, self._gazetteer = sentence, gazetteer
        self.here = self.is_a_guess = False

    def found(self) -> tuple[Sequence[Word], set[int]]:
        """The words that name the place (none: no place) and the positions of all spent on it.

        At most one query, and none without a word like "near", a state or a ZIP code.
        """
        if counties := self._county_of():
            return counties
        if span := self._town_and_state():
            return self.said[slice(*span)], set(range(*span))
        spent: set[int] = set()
        for begin, after in self._connectors():
            if (end := self._here_end(after)) > after:
                self.here = True
                spent |= set(range(begin, end))
            elif span := self._place_from(after, self.sentence.folded(begin, after) in LOOSE):
                return self.said[slice(*span)], spent | set(range(begin, span[1]))
        if span := self._name_and_state() or self._zip():
            return self.said[slice(*span)], spent | set(range(*span))
        if span := self._state_and_town():
            state, *town = self.said[slice(*span)]
            return [*town, replace(state, gap=", ")], spent | set(range(*span))
        return (), spent

    def _county_of(self) -> tuple[Sequence[Word], set[int]] | None:
        """A county as Spanish names it, in English: "condado de Orange, CA"."""
        for i in range(len(self.said) - 2):
            for end in range(self._latest_end(i + 2), i + 2, -1):
                county = [*self.said[i + 2 : end], *names.COUNTY]
                if self.sentence.folded(i, i + 2) in names.COUNTY_OF and self._known.named(
                    key_of(county)
                ):
                    last = self._extended(end)
                    return [*county, *self.said[end:last]], set(range(i, last))
        return None

    def _connectors(self) -> Iterator[Span]:
        """Every "near", "close to" …, unless a checklist phrase begins there."""
        for i in range(len(self.said)):
            for end in range(i + LONGEST_NEAR, i, -1):
                if self.sentence.folded(i, end) in NEAR and end <= len(self.said):
                    if not self.sentence.is_within_a_phrase(i):
                        yield i, end
                    break

    def _here_end(self, begin: int) -> int:
        """The end of the words from here on that say where the person is; `begin` for none."""
        for end in range(min(begin + LONGEST_HERE, len(self.said)), begin, -1):
            if self.sentence.folded(begin, end) in HERE:
                goes_on = end < len(self.said) and not self._ends_here(end)
                is_cut = self._folded(begin) in OWN and end == begin + 1 and goes_on
                is_country = self.said[begin].raw == "US" and not self.sentence.is_shouted
                return begin if is_cut or is_country else end
        return begin

    def _ends_here(self, i: int) -> bool:
        """Whether what was said before word `i` ends there: "near my, with parking"."""
        return self.said[i].breaks or self.said[i].folded in ENDS_A_NAME

    def _place_from(self, begin: int, loose: bool) -> Span | None:
        """The place that begins here: a ZIP code, the longest name known, or else unknown words.

        A known name with more words behind it is not the whole name ("Del Rey" of "Delrey Beach").
        """
        if zip_end(self.said, begin) > begin:
            return begin, self._extended(begin)
        starts = [begin, begin + 1] if self._folded(begin) in BEFORE_A_PLACE else [begin]
        for start in starts:
            for end in range(self._latest_end(start), start, -1):
                extended = self._extended(end)
                whole = extended > end or end >= self._sentence_goes_on(start)
                if whole and self._is_known(start, end, loose):
                    return start, extended
        if self._is_code(begin):
            return begin, begin + 1
        if span := self._known_before_other_words(starts, loose):
            return span
        start, end = starts[-1], self._sentence_goes_on(starts[-1])
        if end == start or self._folded(start) in NO_PLACES:
            return None
        if loose and any(word.folded in NO_PLACES for word in self.said[start:end]):
            return None
        self.is_a_guess = loose and not any(word.raw[0].isupper() for word in self.said[start:end])
        return start, self._extended(end)

    def _known_before_other_words(self, starts: Sequence[int], loose: bool) -> Span | None:
        """A town of some size, where the next word is none that names of places have."""
        for start in starts:
            for end in range(self._latest_end(start) - 1, start, -1):
                people = max(
                    (place.population or 0 for place in self._places(start, end)), default=0
                )
                is_town = people >= SIZABLE and self._is_known(start, end, loose)
                if is_town and self._folded(end) not in OF_PLACES:
                    return start, self._extended(end)
        return None

    def _town_and_state(self) -> Span | None:
        """A town or county with its state behind it, anywhere."""
        for i, code in self._states():
            for begin in range(self._earliest_begin(i), i):
                if self._lies_in(begin, i, code):
                    return begin, self._extended(i)
        return None

    def _name_and_state(self) -> Span | None:
        """Unknown words with a comma and a state behind them."""
        for i, code in self._states():
            start = i
            while start > self._earliest_begin(i) and not self._ends_a_name(start - 1):
                start -= 1
            if self.said[i].breaks and code.lower() not in TITLES and start < i:
                return start, self._extended(i)
        return None

    def _states(self) -> Iterator[tuple[int, str]]:
        """Where a state stands behind other words, and its code."""
        for i in range(1, len(self.said)):
            if (end := self._state_end(i)) > i:
                yield i, STATE_IN_WORDS[key_of(self.said[i:end])]

    def _state_and_town(self) -> Span | None:
        """A state's code in front of one of its towns: "VA Richmond"."""
        for i, word in enumerate(self.said):
            if word.raw.isupper() and self._is_code(i):
                for end in range(self._latest_end(i + 1), i + 1, -1):
                    if self._lies_in(i + 1, end, word.spelled.upper()):
                        return i, end
        return None

    def _zip(self) -> Span | None:
        """The first ZIP code, with the name of the town before it."""
        for i, word in enumerate(self.said):
            if word.is_zip:
                before = range(self._earliest_begin(i), i)
                return next((b for b in before if self._is_known(b, i, True)), i), self._extended(i)
        return None

    def _is_known(self, begin: int, end: int, loose: bool) -> bool:
        """Whether these words are a place's name, and are meant so."""
        spelled = key_of(self.said[begin:end])
        if spelled in regions() or spelled in nicknames() or spelled in SPANISH_STATES:
            return True
        if not self._places(begin, end):
            return False
        if self._is_ordinary(begin, end):
            return self._state_end(end) > end
        return not loose or self.phrase_at(begin)[0] < end

    def _lies_in(self, begin: int, end: int, state: str) -> bool:
        """Whether these words are the name of a place in that state, and not ordinary words."""
        region = regions().get(key_of(self.said[begin:end]))
        known = any(place.state == state for place in self._places(begin, end))
        known = known or bool(region and state in region.states)
        return known and not self._is_ordinary(begin, end)

    def _is_ordinary(self, begin: int, end: int) -> bool:
        return all(word.folded in NO_PLACES for word in self.said[begin:end])

    def _places(self, begin: int, end: int) -> list[Place]:
        """The towns, counties and states that these words spell."""
        named = self._known.named(key_of(self.said[begin:end]))
        return [place for place in named if place.kind != Place.Kind.ZIP]

    @cached_property
    def _known(self) -> Gazetteer:
        """The gazetteer, with all that some words here spell looked up. At most one query."""
        starts = range(len(self.said))
        spans = [(b, e) for b in starts for e in range(b + 1, self._latest_end(b) + 1)]
        counties = (
            key_of([*self.said[b:e], *names.COUNTY])
            for b, e in spans
            if self.sentence.folded(max(0, b - 2), b) in names.COUNTY_OF
        )
        self._gazetteer.look_up([*(key_of(self.said[b:e]) for b, e in spans), *counties])
        return self._gazetteer

    def _earliest_begin(self, end: int) -> int:
        """Where a name that ends before word `end` begins at the earliest."""
        earliest = max(0, end - LONGEST_NAME)
        return next((b for b in range(end - 1, earliest, -1) if self.said[b].breaks), earliest)

    def _latest_end(self, begin: int) -> int:
        """Where a name that begins here ends at the latest."""
        latest = min(len(self.said), begin + LONGEST_NAME)
        return next((i for i in range(begin + 1, latest) if self.said[i].breaks), latest)

    def _sentence_goes_on(self, begin: int) -> int:
        """Where the words from here on that are not of the sentence end."""
        latest = self._latest_end(begin)
        return next((i for i in range(begin, latest) if self._ends_a_name(i)), latest)

    def _ends_a_name(self, i: int) -> bool:
        """Whether word `i` is of the sentence, not of a name."""
        return self.said[i].folded in ENDS_A_NAME or bool(self.phrase_at(i)[1])

    def _extended(self, end: int) -> int:
        """The end of a place with its "County", its state and its ZIP code."""
        if self._folded(end) in AFTER_A_PLACE and not self.said[end].breaks:
            end += 1
        return zip_end(self.said, self._state_end(end))

    def _state_end(self, i: int) -> int:
        """The end of the state whose code or name stands at word `i`; `i` when none does."""
        for end in range(min(len(self.said), i + LONGEST_STATE), i, -1):
            spelled = key_of(self.said[i:end])
            if spelled not in STATE_IN_WORDS or any(word.breaks for word in self.said[i + 1 : end]):
                continue
            if end == i + 1 and len(spelled) == 2 and not self._is_code(i):
                continue
            # "VA community care" is an insurer, also behind a town.
            return end if self.phrase_at(i)[0] <= i + 1 else i
        return i

    def _is_code(self, i: int) -> bool:
        """Whether word `i` is a state's code, and not an ordinary word."""
        if i >= len(self.said) or self.said[i].spelled.upper() not in STATES:
            return False
        word = self.said[i]
        if word.breaks or word.folded not in ORDINARY or i == len(self.said) - 1:
            return True
        return word.raw.isupper() and not self.sentence.is_shouted

    def _folded(self, i: int) -> str:
        return self.said[i].folded if i < len(self.said) else ""
