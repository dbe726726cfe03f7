"""The number of each request, and what of it may be written down: never its address or its words.

The number stands on the answer (X-Request-ID), in every line that is logged meanwhile, and on the
page of a fault. So somebody who writes to us can name the very lines that tell what happened.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from secrets import token_hex
from weakref import ref

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

HEADER = "X-Request-ID"
GIVEN = re.compile(
    r"[0-9a-f]{8}(?:[0-9a-f]{8}|-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})"
)
"""What a proxy makes: 16 or 32 hexadecimal digits, or a UUID. No word of a person fits in it."""
NOWHERE = "no address of ours"
STATIC = "static file"


@dataclass(kw_only=True)
class Asked:
    """A request: its number, when it began (of the monotonic clock), and which view answers it."""

    number: str
    request: Callable[[], HttpRequest | None]
    began: float = field(default_factory=time.monotonic)
    view: str = ""
    status: int | None = None

    @property
    def seconds(self) -> float:
        """How long it takes so far."""
        return time.monotonic() - self.began

    @property
    def of(self) -> str:
        """The name of its view; '' while nobody knows."""
        request = self.request()
        return self.view or (view_of(request) if request is not None else "")


_now: ContextVar[Asked | None] = ContextVar("the request of this thread", default=None)


def asked_now() -> Asked | None:
    """The request that this thread answers, or answered last; or which started this thread."""
    return _now.get()


def numbered(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Number the request, and say the number on its answer. No query.

    The number is the proxy's, if a proxy stands in front and sends one; else one is made.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        # It stays until the next request: what goes wrong while an answer streams has it, too.
        asked = Asked(number=_given(request) or token_hex(8), request=ref(request))
        _now.set(asked)
        response = get_response(request)
        asked.view, asked.status = view_of(request) or NOWHERE, response.status_code
        response[HEADER] = asked.number
        return response

    return answer


def _given(request: HttpRequest) -> str:
    number = request.headers.get(HEADER, "").lower() if settings.PROXY else ""
    return number if GIVEN.fullmatch(number) else ""


def view_of(request: HttpRequest) -> str:
    """The name of the view that answers; '' while, or because, there is none."""
    if request.resolver_match:
        return request.resolver_match.view_name
    return STATIC if request.path.startswith(settings.STATIC_URL) else ""


def name_it() -> str:
    """The sentence that tells somebody which number to name; '' outside of a request."""
    asked = asked_now()
    if asked is None:
        return ""
    return _("If you write to us, name this number: %(number)s.") % {"number": asked.number}
