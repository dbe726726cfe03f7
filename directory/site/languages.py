"""The language of a page: its address says it, and nothing else.

English has no prefix, every other language its code: /es/search/. So a page can be kept, shared and
linked to, and nobody needs a cookie. Every page has a link to the other language. What a browser
asks for changes no page: where it prefers Spanish, a script of the English page lets that link say
so in Spanish, and that is all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.utils import translation

from clinics.languages import in_language, prefixes

NATIVE = {"en": "English", "es": "Español"}
"""What each language calls itself."""

OFFERS = {"es": "Lea esta página en"}
"""What stands before that name where a browser prefers the language: in it, so not translated."""

ONE_LANGUAGE = ("api/", "fhir/", "hsds/")
"""How the addresses begin that programs read: they have no prefix, and `?lang=` instead."""


GUIDE_PAGE = "guide_page"
"""The topics of the guide share this name of a view; each is signed by itself."""


def language_of_the_path(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Turn to the language of the address. The next request of this thread does so, too."""

    def answer(request: HttpRequest) -> HttpResponse:
        translation.activate(language_of(request.path_info))
        request.LANGUAGE_CODE = translation.get_language()
        response = get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response

    return answer


def language_of(path: str) -> str:
    """The language of a path without script prefix: LANGUAGE_CODE when it names none."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in prefixes() else settings.LANGUAGE_CODE


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
    return [code for code in sorted(prefixes()) if _is_old(catalogue_of(code))]


def _is_old(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or (
        catalogue.exists() and compiled.stat().st_mtime_ns < catalogue.stat().st_mtime_ns
    )


def page_name(request: HttpRequest) -> str:
    """What a page is called in `reviewed.txt`: `search`, `guide_page/crisis`; '' of none."""
    if not (match := request.resolver_match):
        return ""
    topic = match.kwargs.get("code") if match.view_name == GUIDE_PAGE else ""
    return f"{match.view_name}/{topic}" if topic else match.view_name


def is_reviewed(name: str) -> bool:
    """Whether a person has signed the page of that name in the language of now."""
    now = (translation.get_language() or "").split("-")[0]
    return now not in prefixes() or name in _signed(now)


@cache
def _signed(language: str) -> frozenset[str]:
    """The names in `reviewed.txt` of a language, one a line; `#` begins a remark."""
    path = Path(settings.LOCALE_PATHS[0]) / language / "reviewed.txt"
    names = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    return frozenset(name for name in names if name)
