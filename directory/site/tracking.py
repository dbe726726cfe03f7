"""Takes the tracking parameters of newsletters and social networks off the addresses of pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

from directory.site.methods import API_PREFIXES

_NAMES = """
utm_.* mtm_.* pk_.* _ga _gl gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid
fbclid fb_action_ids fb_action_types fb_source igshid igsh ttclid twclid li_fat_id epik sccid
rdt_cid msclkid yclid _openstat mc_cid mc_eid mkt_tok _hsenc _hsmi __hssc __hstc __hsfp vero_id
oly_anon_id oly_enc_id _kx _branch_match_id s_kwcid ef_id
"""
_TRACKER = re.compile("|".join(_NAMES.split()), re.IGNORECASE | re.DOTALL)
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
