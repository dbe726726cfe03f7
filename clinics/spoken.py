"""Texts that files of the project hold in several languages."""

from __future__ import annotations

from collections.abc import Mapping

from clinics.languages import DEFAULT, reading, spoken_now

ENGLISH = str(DEFAULT)


def in_english(words: object) -> str:
    """Words as they are kept: in English, whatever language the person speaks who acts."""
    with reading(ENGLISH):
        return str(words)


class Spoken(dict[str, str]):
    """One text by language: `str()` is the one of now, in English where there is no other."""

    def __str__(self) -> str:
        return self.get(spoken_now()) or self[ENGLISH]


def spoken(english: str, translated: Mapping[str, str]) -> Spoken:
    """A text with its translations by language."""
    return Spoken({ENGLISH: english, **translated})
