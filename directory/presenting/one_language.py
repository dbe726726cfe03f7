"""Words that are looked up once a language. A list says the same words of every clinic.

Django asks for the language at each word, and that takes longer than to find the word. Within
`one_language` the language cannot change, so it is asked once. Outside of it, these functions do
what Django's do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any, TypeVar

from django.utils import translation

from clinics.checklist import CHECKLIST

Key = tuple[str, int | str]
Thing = TypeVar("Thing")
FEW = 100
"""The forms of counts below this are kept."""


class _Now(local):
    """The language of this thread's block, and its words; None outside of a block."""

    language = ""
    words: dict[Key, Any] | None = None


_now = _Now()
_WORDS: defaultdict[str, dict[Key, Any]] = defaultdict(dict)
"""The words by language. They are only those of the program: what people typed never comes here."""


@contextmanager
def one_language() -> Iterator[None]:
    """A block in which the language does not change, as it is now."""
    before = _now.language, _now.words
    _now.language = translation.get_language() or ""
    _now.words = _WORDS[_now.language]
    try:
        yield
    finally:
        _now.language, _now.words = before


def language() -> str:
    """The code of the language; '' while translations are off."""
    return _now.language if _now.words is not None else translation.get_language() or ""


def gettext(message: str) -> str:
    """The message in the language."""
    if (words := _now.words) is None:
        return translation.gettext(message)
    key = (message, "")
    if (said := words.get(key)) is None:
        said = words[key] = translation.gettext(message)
    return said


def ngettext(singular: str, plural: str, number: int) -> str:
    """The message in the language, in the form for that number."""
    if (words := _now.words) is None or number >= FEW:
        return translation.ngettext(singular, plural, number)
    key = (singular, number)
    if (said := words.get(key)) is None:
        said = words[key] = translation.ngettext(singular, plural, number)
    return said


def once(kind: str, code: str, make: Callable[[], Thing]) -> Thing:
    """What is made of the words of the program alone, kept under a kind and a code."""
    if (words := _now.words) is None:
        return make()
    key = (kind, code)
    if (said := words.get(key)) is None:
        said = words[key] = make()
    return said


def brief(code: str) -> str:
    """The label of a checklist item where room is scarce. Raises KeyError for an unknown code."""
    return once("brief", code, lambda: str(CHECKLIST.item(code).brief))
