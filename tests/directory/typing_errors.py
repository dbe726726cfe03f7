"""Sentences of the grammar's own parts with a typing error, and what they may come to."""

from __future__ import annotations

from random import Random

from directory.search.text.phrases import phrases
from directory.search.text.understand import Meaning, understand

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def with_an_error(word: str, random: Random) -> str:
    """The word with one letter more, less or another, or with two neighbors swapped."""
    i = random.randrange(len(word) - 1)
    return random.choice((
        word[:i] + word[i + 1 :],
        word[:i] + random.choice(LETTERS) + word[i:],
        word[:i] + random.choice(LETTERS) + word[i + 1 :],
        word[:i] + word[i + 1] + word[i] + word[i + 2 :],
    ))  # fmt: skip


def asked_for(meaning: Meaning) -> set[str]:
    """Everything that a meaning filters by."""
    return {*meaning.codes, *(f"not {code}" for code in meaning.excluded)}


def false_filters(count: int, *, seed: int) -> list[str]:
    """Of so many sentences with an error, those that end in a filter which was not in them."""
    random, known, found = Random(seed), sorted(phrases()[0]), []
    for _number in range(count):
        parts = [" ".join(random.choice(known)) for _part in range(random.randint(1, 3))]
        wanted = set().union(*(asked_for(understand(part)) for part in parts))
        offered = {code for part in parts for one in understand(part).choices for code in one.codes}
        words = ", ".join(parts).split(" ")
        long = [i for i, word in enumerate(words) if len(word.strip(",")) > 4]
        if long:
            i = random.choice(long)
            words[i] = with_an_error(words[i], random)
        text = " ".join(words)
        if more := asked_for(understand(text)) - wanted - offered:
            found.append(f"{' | '.join(parts)} -> {text}: {more}")
    return found
