"""The language of a page: its address says it, and nothing else.

English has no prefix, every other language its code: /es/search/. So a page can be kept, shared and
linked to, and nobody needs a cookie. What a browser asks for only suggests (js/language.js).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.utils import translation

NATIVE = {"en": "English", "es": "Español"}
"""What each language calls itself."""

ONE_LANGUAGE = ("api/", "fhir/", "hsds/")
"""How the addresses begin that programs read: they have no prefix, and `?lang=` instead."""


def language_of_the_path(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Turn to the language of the address. The next request of this thread does so, too."""

    def answer(request: HttpRequest) -> HttpResponse:
        translation.activate(language_of(request.path_info))
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response

    return answer


def language_of(path: str) -> str:
    """The language of a path without script prefix: LANGUAGE_CODE when it names none."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in _prefixes() else settings.LANGUAGE_CODE


def in_language(path: str, language: str) -> str:
    """The same page in another language: /es/search/ is /search/ in English. Query and all stay."""
    root = get_script_prefix()
    rest = path.removeprefix(root)
    first, slash, others = rest.partition("/")
    if slash and first in _prefixes():
        rest = others
    return root + (f"{language}/" if language in _prefixes() else "") + rest


def others(path: str) -> list[tuple[str, str, str]]:
    """(code, own name, path) of a page in its other languages. Those of ONE_LANGUAGE have none."""
    if path.removeprefix(get_script_prefix()).startswith(ONE_LANGUAGE):
        return []
    now = (translation.get_language() or "").split("-")[0]
    codes = [code for code, _name in settings.LANGUAGES if code != now]
    return [(code, NATIVE[code], in_language(path, code)) for code in codes]


def catalogue_of(language: str) -> Path:
    """Where the messages of a language are. Django reads the compiled ones beside it, in .mo."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def old_catalogues() -> list[str]:
    """The languages whose messages were never compiled, or written since."""
    return [code for code in sorted(_prefixes()) if _is_old(catalogue_of(code))]


def _is_old(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or (
        catalogue.exists() and compiled.stat().st_mtime_ns < catalogue.stat().st_mtime_ns
    )


def _prefixes() -> set[str]:
    return {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE.split("-")[0]}
