"""What stays English on a page in another language: words of clinics, names of texts and bodies.

It is marked as English there, so that a screen reader reads it aloud as English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from clinics.spoken import ENGLISH


def as_written(words: str) -> SafeString | str:
    """English words, marked as such on a page in another language. '' stays ''."""
    if not words or _is_english():
        return words
    return format_html('<span lang="en">{}</span>', words)


def within(said: str, own: Iterable[str]) -> SafeString | str:
    """A text, with the English words in it marked on a page in another language."""
    if _is_english():
        return said
    left = sorted(filter(None, own), key=len, reverse=True)
    pieces, start = [], 0
    for found in re.finditer("|".join(map(re.escape, left)) or r"(?!)", said):
        if found[0] in left:  # each once
            left.remove(found[0])
            pieces += [escape(said[start : found.start()]), as_written(found[0])]
            start = found.end()
    return SafeString("".join([*pieces, escape(said[start:])]))


def _is_english() -> bool:
    return (get_language() or ENGLISH).split("-")[0] == ENGLISH
