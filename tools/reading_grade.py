"""How hard a text is: English in years of school (Flesch-Kincaid), Spanish by INFLESZ."""

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


_SPANISH_WORD = re.compile(r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ]+")


def syllables_in_spanish(word: str) -> int:
    """The syllables of a Spanish word: a strong or stressed vowel each, with the weak ones beside.

    Of `FDA` by its letters.
    """
    if len(word) > 1 and word.isupper():
        return len(word)
    plain = re.sub(r"([gq])u(?=[eiéí])", r"\1", word.lower())
    plain = re.sub(r"y(?=[aeiouáéíóúü])", "j", plain)
    strong = len(re.findall(r"[aeoáéóíú]", plain))
    # Weak vowels are a syllable only where no strong one is beside them.
    weak = len(re.findall(r"(?<![aeoáéóíúiuüy])[iuüy]+(?![aeoáéóíúiuüy])", plain))
    return max(1, strong + weak)


def ease_in_spanish(sentences: list[str]) -> float:
    """The index of Flesch and Szigriszt, to one decimal; of INFLESZ, 65 is "bastante fácil".

    206.835 - 62.3 · syllables a word - words a sentence.
    """
    words = [found for found in map(_SPANISH_WORD.findall, sentences) if found]
    count = sum(map(len, words))
    spoken = sum(syllables_in_spanish(word) for one in words for word in one)
    return round(206.835 - 62.3 * spoken / count - count / len(words), 1)
