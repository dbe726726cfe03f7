"""A made-up language: every message a good third longer, with accents and in brackets.

What a page says without brackets was never translated; what does not fit would not fit in German.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from directory.messages.catalogue import merge, read
from directory.messages.extract import extracted

KEPT = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^<>]+>|https?://\S+|&\w+;|\s+")
"""Parts of a message that stay: placeholders, tags, addresses, blanks."""

CODE = "eo"
"""A language that the site does not have, and whose dates Django knows."""

ACCENTS = str.maketrans("aeiouncAEIOUNC", "áéíóúñçÁÉÍÓÚÑÇ")
LONGER = 0.4


def pseudo(message: str) -> str:
    """`Search` → `⟦Séárçh···⟧`: the placeholders and tags of a message stay as they are."""
    end = len(message.rstrip())
    start = len(message) - len(message.lstrip())
    words, at, parts = message[start:end], 0, []
    for kept in KEPT.finditer(words):
        parts += [words[at : kept.start()].translate(ACCENTS), kept[0]]
        at = kept.end()
    said = "".join([*parts, words[at:].translate(ACCENTS)])
    more = "·" * (1 + int(LONGER * len(KEPT.sub("", words))))
    more = re.sub("·{9}", "········ ", more)  # as words are, not longer
    return f"{message[:start]}⟦{said}{more.rstrip()}⟧{message[end:]}"


def compiled(folder: Path) -> Path:
    """The folder, with the catalogue of the made-up language as Django reads it."""
    catalogue = read("es")
    merge(catalogue, extracted())
    for entry in catalogue:
        entry.msgstr = "" if entry.msgid_plural else pseudo(entry.msgid)
        for form in entry.msgstr_plural:
            entry.msgstr_plural[form] = pseudo(entry.msgid_plural if form else entry.msgid)
    path = folder / CODE / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    catalogue.save_as_mofile(str(path))
    (folder / CODE / "reviewed.txt").touch()
    return folder


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Let the site have the made-up language, with pages at /eo/….

    It has a code of its own, so nothing that a process keeps in a language is of it afterwards.
    """
    with override_settings(
        LANGUAGES=[*settings.LANGUAGES, (CODE, "made up")],
        LOCALE_PATHS=[folder, *settings.LOCALE_PATHS],
    ):
        yield
