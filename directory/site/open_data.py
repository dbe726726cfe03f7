"""Views of open data: read by programs, from any site, without a key, and as often as is fair."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt

from clinics.listing.shown import TakenOff
from directory.databases.faults import BUSY, fault_of, finished
from directory.sight.asked import name_it
from directory.site.overload import is_too_late
from directory.site.readonly import read
from directory.site.revalidating import known
from directory.site.streams import begun
from directory.site.throttles import count

View = Callable[..., HttpResponse]
Refuse = Callable[[HttpRequest, int, str, str], HttpResponse]
"""Makes a refusal in the words of its format: of the request, the status, a code and a text."""

FOR_EVERYBODY = "public, max-age=60"
FOR_WHO_ASKED = "private, max-age=60"
"""An address with a question may say what somebody suffers from: no proxy keeps the answer."""
EXPOSED = "ETag, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-ID"
MAY_BE_SENT = "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match, Prefer"
logger = logging.getLogger("django.request")


def open_data(
    *,
    throttle: str,
    refused: Refuse,
    cache: str = FOR_EVERYBODY,
    methods: Iterable[str] = ("GET",),
) -> Callable[[View], View]:
    """Make a view of open data of one that answers GET (and HEAD), or all of `methods`.

    - One network asks as often as OPEN_DATA_A_MINUTE says of `throttle`. The rest is refused with
      429. Each counted answer says what is left.
    - What waited too long for a thread is refused with 503 (`overload.py`).
    - Pages of any site may read the answer. OPTIONS says so; other methods are refused with 405.
    - What the view raises is refused: Http404 (404), TakenOff (410), SuspiciousOperation (400),
      a database that is away or busy (503), all else (500, without its reason).
    - An answer has an ETag, unless it streams; who has it already gets 304. A view may set `ETag`,
      `Last-Modified` and `Cache-Control` itself. Else `cache` holds for an address without a
      query, FOR_WHO_ASKED for one with a query, and nobody keeps a refusal.

    Codes of refusals: not-found, taken-off, bad-request, method-not-allowed, precondition-failed,
    too-many-requests, unavailable, internal-error. The view's queries can only read. No query
    of its own.
    """
    allowed = [*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"]

    def decorate(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def open_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "OPTIONS":
                return _opened(_options(allowed))
            if request.method not in allowed:
                answer = _not_allowed(request, refused, allowed)
                return _opened(_kept(request, answer, cache))
            if is_too_late(request):
                late = refused(request, 503, "unavailable", str(BUSY.text))
                return _opened(_kept(request, finished(late, BUSY), cache))
            quota = count(request, throttle)
            if quota.is_spent:
                answer = refused(request, 429, "too-many-requests", _too_many(quota.wait))
                answer["Retry-After"] = str(quota.wait)
            else:
                answer = _answer(view, refused, request, *args, **kwargs)
                answer = _unless_known(request, answer, refused)
            for name, value in quota.headers.items():
                answer[name] = value
            return _opened(_kept(request, answer, cache))

        vars(open_view).update(only_reads=True, is_open_data=True)
        return open_view

    return decorate


def _answer(
    view: View, refused: Refuse, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    """What the view answers, or the refusal of what it raises."""

    def answered() -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if isinstance(answer, SimpleTemplateResponse):
            answer.render()
        return answer

    try:
        return begun(read(answered, request, view))
    except Http404:
        return refused(request, 404, "not-found", _("Nothing is published at this address."))
    except TakenOff:
        return refused(request, 410, "taken-off", _("The listing at this address was taken off."))
    except SuspiciousOperation:
        text = _("The request is malformed, or far larger than any question.")
        return refused(request, 400, "bad-request", text)
    except Exception as error:
        if fault := fault_of(error, may_write=False):
            answer = refused(request, 503, "unavailable", f"{fault.text} {name_it()}")
            return finished(answer, fault)
        logger.exception("Internal Server Error")
        text = f"{_('Something went wrong on our side.')} {name_it()}"
        return refused(request, 500, "internal-error", text)


def _options(allowed: list[str]) -> HttpResponse:
    """What a browser asks before it sends a header that is out of the ordinary."""
    return HttpResponse(
        status=204,
        headers={
            "Allow": ", ".join(allowed),
            "Access-Control-Allow-Methods": ", ".join(allowed),
            "Access-Control-Allow-Headers": MAY_BE_SENT,
            "Access-Control-Max-Age": "86400",
            "Cache-Control": "no-store",
        },
    )


def _not_allowed(request: HttpRequest, refused: Refuse, allowed: list[str]) -> HttpResponse:
    text = _("Method “%(method)s” is not allowed here.") % {"method": request.method}
    answer = refused(request, 405, "method-not-allowed", text)
    answer["Allow"] = ", ".join(allowed)
    return answer


def _too_many(wait: int) -> str:
    words = ngettext(
        "Your network asked too often. Ask again in %(n)d second.",
        "Your network asked too often. Ask again in %(n)d seconds.",
        wait,
    )
    return words % {"n": wait}


def _unless_known(request: HttpRequest, answer: HttpResponse, refused: Refuse) -> HttpResponse:
    """As `known`; the 412 in the words of the format."""
    found = known(request, answer)
    if found.status_code == 412:
        text = _("What is here now is not what If-Match or If-Unmodified-Since names.")
        return refused(request, 412, "precondition-failed", text)
    return found


def _kept(request: HttpRequest, answer: HttpResponse, cache: str) -> HttpResponse:
    """The answer with a word on who may keep it."""
    if answer.status_code >= 400:
        answer["Cache-Control"] = "no-store"
    elif "Cache-Control" not in answer:
        answer["Cache-Control"] = FOR_WHO_ASKED if request.META.get("QUERY_STRING") else cache
    patch_vary_headers(answer, ("Accept", "Accept-Encoding"))
    return answer


def _opened(answer: HttpResponse) -> HttpResponse:
    """The answer, for pages of any site to read."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = EXPOSED
    return answer
