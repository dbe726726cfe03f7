"""Refuses a parameter at an address that takes none: nobody would see that it does nothing.

Programs ask such addresses. Pages that people read open all the same, with whatever the program
that passed a link on has put behind it: a page about a crisis must not end in a refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


def takes_no_parameter(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view that answers 400, in a line of plain text, to whoever sends a parameter."""

    @wraps(view)
    def refusing(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        for name in sorted(request.GET)[:1]:
            words = _("“%(name)s” is not a parameter here.") % {"name": name[:60]}
            text = "text/plain; charset=utf-8"
            return HttpResponse(f"{words}\n", status=400, content_type=text)
        return view(request, *args, **kwargs)

    return refusing
