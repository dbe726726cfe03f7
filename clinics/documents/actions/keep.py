"""Files of documents: put into their storage, and taken away again when nothing came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from clinics.documents.check import MOST, Checked

Keep = Callable[[Sequence[Checked], Callable[[], Any], Callable[[int], str]], None]
"""(documents, what makes the unsaved row of one, what names the nth: without the ending)."""


@contextmanager
def keeping(*, refused: type[Exception]) -> Iterator[Keep]:
    """A way to keep documents: the files are taken away again when the block fails.

    It stands around the transaction, so that a file goes also when the commit fails. Keeping
    raises `refused`, in words, for too many documents, and when the disk is full or the bucket
    does not answer.
    """
    kept: list[Any] = []

    def keep(
        documents: Sequence[Checked],
        row_of: Callable[[], Any],
        name_of: Callable[[int], str],
    ) -> None:
        if len(documents) > MOST:
            raise refused(_("Hand in at most five documents."))
        for number, document in enumerate(documents, start=1):
            row = row_of()
            row.content_type, row.sha256 = document.content_type, document.sha256
            row.size = len(document.content)
            kept.append(row)
            _put(row, document, name=f"{name_of(number)}.{document.ending}", refused=refused)
            row.save()

    try:
        yield keep
    except Exception:
        _take_away(kept)
        raise


def _put(row: Any, document: Checked, *, name: str, refused: type[Exception]) -> None:
    try:
        row.file.save(name, ContentFile(document.content), save=False)
    except OSError as error:
        raise refused(
            _("Your documents could not be kept just now. Try again in some minutes.")
        ) from error


def _take_away(rows: Sequence[Any]) -> None:
    for row in rows:
        if row.file:
            with suppress(OSError):  # the refusal that led here says more
                row.file.delete(save=False)
