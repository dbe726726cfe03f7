"""Texts that files of the project hold in several languages."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language, override

ENGLISH = "en"


def language() -> str:
    """The code of the language of now, without a country; English while translations are off."""
    return (get_language() or ENGLISH).split("-")[0]


def others() -> list[str]:
    """The codes of the languages besides English."""
    return [code for code, _name in settings.LANGUAGES if code != ENGLISH]


def in_english(words: object) -> str:
    """Words as they are kept: in English, whatever language the person speaks who acts."""
    with override(ENGLISH):
        return str(words)


class Spoken(dict[str, str]):
    """One text by language: `str()` is the one of now, in English where there is no other."""

    def __str__(self) -> str:
        return self.get(language()) or self[ENGLISH]


def spoken(english: str, translated: Mapping[str, str]) -> Spoken:
    """A text with its translations by language."""
    return Spoken({ENGLISH: english, **translated})
