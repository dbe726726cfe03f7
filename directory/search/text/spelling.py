"""Typing errors in the words of the checklist: the one word that was meant, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from jellyfish import damerau_levenshtein_distance

from directory.search.text.clinic_names import typos_forgiven

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

    It begins with the same letter, and no other word is as near.
    """
    forgiven = typos_forgiven(word)
    if not forgiven or len(word) > LONGEST:
        return ""
    alike = [known for known in _by_first_letter(words).get(word[0], ())
             if abs(len(known) - len(word)) <= forgiven]  # fmt: skip
    near = sorted((damerau_levenshtein_distance(word, known), known) for known in alike)
    if not near or near[0][0] > forgiven or (len(near) > 1 and near[1][0] == near[0][0]):
        return ""
    return near[0][1]
