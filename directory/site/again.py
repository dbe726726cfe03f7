"""What somebody sent and we could not take, for the page that says so: they send it from there."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from directory.site.languages import in_language

WITH_PASSWORDS = "/accounts/"
"""How addresses begin whose forms hold passwords and codes: no page repeats them."""


def sent_by(request: HttpRequest) -> list[tuple[str, str]]:
    """Names and values of the fields of a form; [] if it cannot be sent again by itself.

    That is so of files, which no page can hold, and of passwords. A body that is larger than fields
    may be holds files, and is not read: the page must be quick. The token of the form goes along
    as it came. So a page of somebody else's making, which had no token, cannot be sent from ours.
    """
    path = in_language(request.path, settings.LANGUAGE_CODE)
    if request.method != "POST" or path.startswith(WITH_PASSWORDS) or _is_long(request):
        return []
    try:
        fields, files = request.POST, request.FILES
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return []
    return [] if files else [(name, one) for name, ones in fields.lists() for one in ones]


def _is_long(request: HttpRequest) -> bool:
    said = request.headers.get("Content-Length") or "0"
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    return not said.isdecimal() or int(said) > most
