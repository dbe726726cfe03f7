"""What stays English on a page in another language: words of clinics, names of texts and bodies.

It is marked as English there, so that a screen reader reads it aloud as English.
"""

from __future__ import annotations

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
    html: str = escape(said)
    for words in own:
        html = html.replace(escape(words), as_written(words), 1)
    return SafeString(html)


def _is_english() -> bool:
    return (get_language() or ENGLISH).split("-")[0] == ENGLISH
