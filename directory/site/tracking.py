"""Takes the tracking parameters of newsletters and social networks off the addresses of pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

from directory.site.methods import API_PREFIXES

_TRACKER = re.compile(
    r"utm_.*|fbclid|gclid|msclkid|mc_cid|mc_eid|igshid|ttclid|_ga|_gl", re.IGNORECASE | re.DOTALL
)
"""The whole name of a parameter that only says over which link somebody came."""


def without_trackers(query: str) -> str:
    """The query of an address without trackers; what is left keeps its bytes and its order."""
    return "&".join(
        part
        for part in query.split("&")
        if not _TRACKER.fullmatch(unquote_plus(part.partition("=")[0]))
    )


def no_trackers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Redirect a page whose address has trackers to the clean address, at the same host.

    A search would refuse them as unknown parameters, and a shared link would end in an error. The
    API refuses them: a program has no reason to send any. Nothing is stored and no cookie is set.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        is_page = request.method in ("GET", "HEAD") and not request.path.startswith(API_PREFIXES)
        if not is_page or (clean := without_trackers(query)) == query:
            return get_response(request)
        # A path that begins with two slashes would be read as another host.
        path = escape_leading_slashes(escape_uri_path(request.path))
        redirect = HttpResponseRedirect(path)
        if clean:
            # Set afterwards: HttpResponseRedirect would write the rest of the query anew.
            redirect["Location"] = f"{path}?{clean}"
        return redirect

    return answer
