"""What a page says, piece by piece, and the language that it says it in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from tests.directory.seen import Element

SAID = ("alt", "aria-label", "content", "placeholder", "title")
"""Attributes that are said to people; those of scripts (`data-…`) are, too."""

CODE = {"script", "style", "code", "pre", "kbd", "textarea"}
"""Elements whose words are for programs, or were typed by somebody."""

NO_PROSE = re.compile(
    r"\S*@\S+|(?:https?://|www\.|/)\S+|\b[\w.-]+\.example\b|\b\d[\d .:,;]*|\b[A-Z]{2}\b"
)
"""Addresses, numbers and letters of states."""

ENGLISH = re.compile(
    r"(?<![\w’'-])(the|and|of|with|is|are|you|your|for|this|not|from|who|what|that|at|by|we|it|or"
    r"|its|was|they|their|there|than|which|when|every|only|in|on|been|has|have|does|clinics?"
    r"|miles?|days?|hours?|years?|yes|none|any|each|open|closed|search|reviews?|pages?)(?![\w’'-])",
    re.IGNORECASE,
)
"""Words of nearly every English sentence, and none of a Spanish one."""


def pieces(element: Element, language: str = "") -> Iterator[tuple[str, str]]:
    """(language, words) of each text and of each attribute that people read or hear, in order."""
    language = element.attrs.get("lang", language)
    if element.tag in CODE:
        return
    for name, value in element.attrs.items():
        if name in SAID or (name.startswith("data-") and " " in value):
            yield language, " ".join(value.split())
    for child in element.inside:
        if isinstance(child, Element):
            yield from pieces(child, language)
        elif child.strip():
            yield language, " ".join(child.split())


def english(page: Element, but: Collection[str] = ()) -> list[str]:
    """The pieces with an English word that are not marked as English.

    `but`: names, and what people wrote of whom nobody knows in which language.
    """
    named = re.compile("|".join(map(re.escape, sorted(but, key=len, reverse=True))) or r"(?!)")
    return [
        said
        for language, said in pieces(page)
        if language != "en" and ENGLISH.search(NO_PROSE.sub(" ", named.sub(" ", said)))
    ]
