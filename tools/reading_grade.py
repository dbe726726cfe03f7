"""The Flesch-Kincaid grade of a text: how many years of school it takes to read it."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z][A-Za-z’']*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|[^aeiouycgsxz]es$(?<![cs]hes)|[a-z]ely$"
)
_APART = re.compile(
    r"i[ao](?!us)(?<![tcsg]ia)(?<![tcsg]io)|eo(?!p)|ua[lt]|[aeiou]ing|[^aeiou]ier$"
    r"|iu[mn]|(?<!g)ui[cd]|iet[yi]"
)


def syllables(word: str) -> int:
    """The syllables of an English word by its groups of vowels; of `FDA` by its letters."""
    if len(word) > 1 and word.isupper():
        return len(word)
    plain = re.sub(r"[^a-z]", "", word.lower())
    groups = len(_VOWELS.findall(plain))
    return max(1, groups - bool(_SILENT.search(plain)) + len(_APART.findall(plain)))


def grade(sentences: list[str]) -> float:
    """0.39 · words a sentence + 11.8 · syllables a word - 15.59, to one decimal."""
    words = [found for found in map(_WORD.findall, sentences) if found]
    count = sum(map(len, words))
    spoken = sum(syllables(word) for one in words for word in one)
    return round(0.39 * count / len(words) + 11.8 * spoken / count - 15.59, 1)
