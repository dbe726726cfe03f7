"""Splits lists into pages. `page` is the only parameter, and a bad value is an error."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _


class NoSuchPage(Http404):
    """The page does not exist, or the address has another parameter; the text is for the person."""


def page_of(request: HttpRequest, rows: Any, *, size: int) -> Page:
    """The page of `rows` that `?page=` asks for; the first page without it.

    Two queries: one counts, one reads. Raises NoSuchPage for a page that does not exist and for
    any other parameter, so that nothing in an address is silently ignored.
    """
    unknown = sorted(request.GET.keys() - {"page"})
    if unknown:
        raise NoSuchPage(
            _("“%(name)s” is not a parameter of this page.") % {"name": unknown[0][:60]}
        )
    pages, number = Paginator(rows, size), request.GET.get("page", "1")
    is_number = number.isdecimal() and len(number) < 10
    if not (is_number and 1 <= int(number) <= pages.num_pages):
        raise NoSuchPage(_("There is no page “%(page)s” of this list.") % {"page": number[:20]})
    return pages.page(int(number))
