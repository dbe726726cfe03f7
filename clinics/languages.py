"""The languages of people, texts and pages."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.conf import settings
from django.db import models
from django.urls import get_script_prefix
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """A language that somebody reads, or that a text is written in."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")


DEFAULT = Language.ENGLISH
"""The language of those of whom we know none, and of the addresses without a prefix."""


def spoken_now() -> str:
    """The language of the page that is answered, or of the mail that is written now."""
    return known((translation.get_language() or "").split("-")[0])


def known(code: str) -> str:
    """The code if it is that of a language of the site, otherwise DEFAULT."""
    return str(code) if code in Language.values else str(DEFAULT)


def reading(language: str) -> AbstractContextManager[None]:
    """Write in the language of whoever reads it: words, dates and links. Ends with the block."""
    code = known(language)
    # Paths have no prefix in exactly this language: under "en", reverse() would say /en/.
    return translation.override(code if code in prefixes() else settings.LANGUAGE_CODE)


def written_in(language: str) -> str:
    """“Written in Spanish” where the page is in another language; else ''."""
    return "" if language == spoken_now() else str(_WRITTEN_IN[Language(language)])


_WRITTEN_IN = {
    Language.ENGLISH: _("Written in English"),
    Language.SPANISH: _("Written in Spanish"),
}


def prefixes() -> set[str]:
    """The codes that begin a path: all but that of the default language."""
    return {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE.split("-")[0]}


def language_of_link(path: str) -> str:
    """The language of the page that a path leads to."""
    first, slash, _others = path.removeprefix(get_script_prefix()).partition("/")
    return first if slash and first in prefixes() else str(DEFAULT)


def in_language(path: str, language: str) -> str:
    """The same page in another language: /es/search/ is /search/ in English. Query and all stay.

    It never begins with two slashes, which would lead to another site: /es//elsewhere.example/.
    """
    root = get_script_prefix()
    rest = path.removeprefix(root)
    first, slash, others = rest.partition("/")
    if slash and first in prefixes():
        rest = others
    return root + (f"{language}/" if language in prefixes() else "") + rest.lstrip("/")
