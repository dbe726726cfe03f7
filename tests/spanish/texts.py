"""Each English text of the site beside its Spanish one: messages, and what the guide says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib

from clinics.guide_facts import FILES, rows
from directory.messages.catalogue import read
from directory.messages.extract import extracted

NO_WORDS = re.compile(
    r"%\(\w+\)s|\{\w+\}|\[\^[\w-]+\]|\]\([^)]*\)|\{#[\w-]+\}|<[^>]*>|`[^`]*`|https?://\S+"
)
"""What stands in a text and is said to nobody: placeholders, tags, links, names of notes, code."""
TAG = re.compile(r"<[^>]*>")
IN_SPANISH = re.compile(
    r" y oprima el 2 para español(, o envíe la palabra AYUDA en un mensaje de texto al 988)?"
)
"""What only the Spanish has to say of 988: a call and a text need it."""


@cache
def catalogue() -> polib.POFile:
    """The Spanish catalogue, read once."""
    return read("es")


in_the_program = cache(extracted)
"""Every message that the program marks, read once."""


def messages() -> Iterator[tuple[str, str]]:
    """(English, Spanish) of each message; one with a form for several gives a pair a form."""
    for entry in catalogue():
        if not entry.msgid_plural:
            yield entry.msgid, entry.msgstr
        for form, text in entry.msgstr_plural.items():
            yield (entry.msgid_plural if form else entry.msgid), text


def guide_files() -> list[tuple[Path, Path]]:
    """Each text of the guide in English, and where it is in Spanish."""
    return [(path, FILES / "es" / path.name) for path in sorted((FILES / "en").glob("*.md"))]


def guide() -> Iterator[tuple[str, str]]:
    """(English, Spanish) of each line of the guide, of each fact and of what advertising says."""
    for english, spanish in guide_files():
        yield from zip(_lines(english), _lines(spanish), strict=True)
    for name, key, columns in (
        ("facts.csv", "fact", ["says"]),
        ("advertising.csv", "claim", ["words", "known"]),
    ):
        said = {row[key]: row for row in rows(f"es/{name}")}
        for row in rows(name):
            yield from ((row[column], said[row[key]][column]) for column in columns)


def translated() -> list[tuple[str, str]]:
    """(English, Spanish) of every message and line that has both, as it is said to people."""
    return [(words(e), words(s)) for e, s in (*messages(), *guide()) if s]


def but_988(spanish: str) -> str:
    """A Spanish text without what it says of 988 beyond the English."""
    return IN_SPANISH.sub("", spanish)


def words(text: str) -> str:
    """A text without what is said to nobody."""
    return NO_WORDS.sub(" ", text)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
