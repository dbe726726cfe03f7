"""Pages of PDFs that we keep, as pictures: counted once, drawn whenever somebody looks.

A process draws two files at a time. Whoever comes later waits a little, so that the other threads
stay free for readers. Nothing that is drawn is stored: it would outlive the document.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.documents import draw_pdf
from clinics.documents.apart import RunFailed, run
from clinics.documents.draw_pdf import PAGES_DRAWN

PDF = "application/pdf"
CPU_SECONDS = 6
"""Processor time to draw three pages. Three scans of 40 million points take two."""
PLACES = 2
"""In each process."""
WAIT_SECONDS = 10
"""How long a request waits for a place."""
A_MONTH, AN_HOUR = 30 * 86400, 3600
"""Seconds for which the number of pages is remembered; for the hour, that nobody can count them."""

_free = threading.BoundedSemaphore(PLACES)


class NotDrawn(Exception):
    """The pages cannot be drawn."""


class NotNow(NotDrawn):
    """All places are taken, or the file cannot be fetched."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A document as a page shows it. `pages` of a PDF is None when they cannot be drawn."""

    row: Any
    number: int
    pages: int | None = None

    @property
    def is_pdf(self) -> bool:
        """Whether its pages are drawn; otherwise it is a picture."""
        return self.row.content_type == PDF

    @property
    def which(self) -> str:
        """Which of its pages stand in the first picture, in words."""
        return pages_in_words(1, self.pages or 0)


def pages_in_words(first: int, count: int) -> str:
    """Which pages stand in the picture that begins with page `first`."""
    last = min(first + PAGES_DRAWN - 1, count)
    if first == 1 and last == count:
        return ngettext("%(n)d page", "%(n)d pages", count) % {"n": count}
    if first == last:
        return _("page %(first)d of %(n)d") % {"first": first, "n": count}
    words = {"first": first, "last": last, "n": count}
    return _("pages %(first)d to %(last)d of %(n)d") % words


def shown(rows: Iterable[Any], pages: dict[str, int] | None = None) -> list[Shown]:
    """Documents, numbered from 1. `pages` is what `counted` says of them, or of more."""
    rows = list(rows)
    known = counted(rows) if pages is None else pages
    return [
        Shown(row=row, number=number, pages=known.get(row.sha256) or None)
        for number, row in enumerate(rows, start=1)
    ]


def counted(rows: Iterable[Any]) -> dict[str, int]:
    """The numbers of pages by fingerprint; 0 for a PDF that cannot be read.

    One query if any file is a PDF; more for one that nobody looked at before.
    """
    return _known([row for row in rows if row.file and row.content_type == PDF])


def page_count(row: Any) -> int:
    """How many pages a PDF has. Raises NotDrawn."""
    if row.content_type != PDF or not (count := _known([row]).get(row.sha256)):
        raise NotDrawn
    return count


def drawn(row: Any, first: int) -> bytes:
    """A PNG of at most three pages of a PDF, from the number `first` on. Raises NotDrawn."""
    if row.content_type != PDF:
        raise NotDrawn
    return _run(row, first)


def _known(rows: list[Any]) -> dict[str, int]:
    """The number of pages by fingerprint; 0 for a file that cannot be read."""
    if not rows:
        return {}
    keys = {_key(row): row for row in rows}
    found: dict[str, int] = cache.get_many(keys)
    for key in keys.keys() - found.keys():
        with suppress(NotNow):
            found[key] = _count(keys[key])
            cache.set(key, found[key], A_MONTH if found[key] else AN_HOUR)
    return {row.sha256: found.get(key, 0) for key, row in keys.items()}


def _count(row: Any) -> int:
    """The number of pages; 0 for a file that cannot be read. Raises NotNow."""
    try:
        return int(_run(row))
    except NotNow:
        raise
    except NotDrawn:
        return 0


def _key(row: Any) -> str:
    return f"documents.pages.{row.sha256}"


def _run(row: Any, *arguments: int) -> bytes:
    """What the drawing program says about a file. Raises NotDrawn or NotNow."""
    if not _free.acquire(timeout=WAIT_SECONDS):
        raise NotNow
    try:
        with row.file.open("rb") as file:
            content = file.read()
        return run(draw_pdf.__name__, content, *arguments, seconds=CPU_SECONDS)
    except OSError as error:
        raise NotNow from error
    except RunFailed as error:
        raise NotDrawn from error
    finally:
        _free.release()
