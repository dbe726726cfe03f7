"""The language of a page: its address says it, and nothing else.

English has no prefix, every other language its code: /es/search/. So a page can be kept, shared and
linked to, and nobody needs a cookie. What a browser asks for only suggests (js/language.js).
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.utils import translation

from clinics.languages import in_language, prefixes

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
    return first if first in prefixes() else settings.LANGUAGE_CODE


def others(path: str) -> list[tuple[str, str, str]]:
    """(code, own name, path) of a page in its other languages. Those of ONE_LANGUAGE have none."""
    if path.removeprefix(get_script_prefix()).startswith(ONE_LANGUAGE):
        return []
    now = (translation.get_language() or "").split("-")[0]
    codes = [code for code, _name in settings.LANGUAGES if code != now]
    return [(code, NATIVE[code], in_language(path, code)) for code in codes]
