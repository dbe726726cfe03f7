"""`lang`: the language of the words in an answer, and of a refusal. Codes are the same in each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.request import Request

from clinics.languages import reading
from directory.api.problems import Refused

NAME = "lang"


def lang(*, to_try: str = "") -> OpenApiParameter:
    """The parameter, described; with `to_try` in an example."""
    return OpenApiParameter(
        NAME,
        type={"type": "string", "enum": _known()},
        description=_("The language of the words, of refusals too. Without it: English."),
        examples=[OpenApiExample(NAME, value=to_try)] if to_try else None,
    )


def in_the_language_asked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view in the language of `lang`, which the answer names. Of an unknown one: in English."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = _given(request)
        if len(given) != 1 or given[0] not in _known():
            return view(request, *args, **kwargs)
        with reading(given[0]):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = given[0]
        return response

    return answer


def take_language(request: Request) -> None:
    """Take `lang` out of the parameters. Raises Refused for a language that is not there."""
    given = [value for value in request.query_params.getlist(NAME) if value.strip()]
    if len(given) > 1:
        raise Refused("bad-value", {NAME: [_now("“lang” was given more than once.")]})
    if given and given[0] not in _known():
        words = _now("The API is not in the language “%(code)s”. It is in: %(known)s.")
        named = {"code": given[0][:60], "known": ", ".join(_known())}
        raise Refused("bad-value", {NAME: [words % named]})
    others = request.query_params.copy()
    others.pop(NAME, None)
    request._request.GET = others  # type: ignore[assignment]  # as any middleware may


def with_language(address: str) -> str:
    """An address of the API that answers in the language of this answer."""
    code = get_language() or ""
    if code.split("-")[0] == settings.LANGUAGE_CODE.split("-")[0]:
        return address
    return f"{address}{'&' if '?' in address else '?'}{NAME}={code}"


def _given(request: HttpRequest) -> list[str]:
    try:
        return request.GET.getlist(NAME)
    except SuspiciousOperation:  # too many parameters, which the view refuses
        return []


def _known() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]
