"""Typing errors in the words of the checklist: the one word or phrase that was meant, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from jellyfish import damerau_levenshtein_distance

from directory.search.text.clinic_names import typos_forgiven
from directory.search.text.phrases import Phrases, phrases
from directory.search.text.vocabulary import Phrase

LONGEST = 40
"""Letters; a longer word is none of ours."""


@lru_cache(maxsize=4)
def _by_first_letter(words: frozenset[str]) -> Mapping[str, Sequence[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        if typos_forgiven(word):
            found[word[0]].append(word)
    return found


def meant(word: str, words: frozenset[str]) -> str:
    """The one of these words that a typed one means; '' when it is none, or could be several.

    It begins with the same letter, and no word of another meaning is as near.
    """
    forgiven = typos_forgiven(word)
    if not forgiven or len(word) > LONGEST:
        return ""
    alike = [known for known in _by_first_letter(words).get(word[0], ())
             if abs(len(known) - len(word)) <= forgiven]  # fmt: skip
    near = sorted((damerau_levenshtein_distance(word, known), known) for known in alike)
    if not near or near[0][0] > forgiven:
        return ""
    nearest = [known for errors, known in near if errors == near[0][0]]
    meanings = {phrases()[0].get((known,), known) for known in nearest}
    return nearest[0] if len(meanings) == 1 else ""


def nearly(said: Phrase, meanings: Phrases) -> str:
    """What a phrase of several words means of which one word is mistyped; '' if none, or several.

    The other words say which phrase it is, so that the first letter may be wrong, too.
    """
    known = _with_a_gap(len(meanings))
    found: defaultdict[int, set[str]] = defaultdict(set)
    for i, word in enumerate(said):
        for right in known.get((*said[:i], "", *said[i + 1 :]), ()):
            errors = damerau_levenshtein_distance(word[:LONGEST], right)
            if errors <= typos_forgiven(right):
                found[errors].add(meanings[*said[:i], right, *said[i + 1 :]])
    nearest = found[min(found)] if found else set()
    return nearest.pop() if len(nearest) == 1 else ""


@lru_cache(maxsize=4)
def words_of_phrases(_how_many: int) -> frozenset[str]:
    """Every word of a phrase."""
    return frozenset(word for phrase in phrases()[0] for word in phrase)


@lru_cache(maxsize=4)
def _with_a_gap(_how_many: int) -> Mapping[Phrase, Sequence[str]]:
    """The long words that may stand in the gap of a phrase, by the phrase with the gap."""
    found: defaultdict[Phrase, list[str]] = defaultdict(list)
    for phrase in phrases()[0]:
        for i, word in enumerate(phrase):
            if len(phrase) > 1 and typos_forgiven(word):
                found[*phrase[:i], "", *phrase[i + 1 :]].append(word)
    return found
