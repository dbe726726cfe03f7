"""Stores the files of documents, and deletes them again when the transaction fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from clinics.documents.check import MOST_DOCUMENTS, Checked

LOG = logging.getLogger(__name__)

Keep = Callable[[Sequence[Checked], Callable[[], Any], Callable[[int], str]], None]
"""(documents, makes an unsaved row for one, makes the name of the nth without its ending)."""


@contextmanager
def keeping(*, refused: type[Exception]) -> Iterator[Keep]:
    """Give the block a function that stores documents. When the block fails, delete their files.

    Put it around the transaction, so that the files are also deleted when the commit fails. The
    function raises `refused`, with a sentence for the person, when there are too many documents,
    when the disk is full, and when the bucket does not answer.
    """
    kept: list[Any] = []

    def keep(
        documents: Sequence[Checked],
        row_of: Callable[[], Any],
        name_of: Callable[[int], str],
    ) -> None:
        if len(documents) > MOST_DOCUMENTS:
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
        # Its words hold the name of the file, and those of a bucket its address.
        LOG.error("A document could not be stored: %s.", error.strerror or type(error).__name__)
        raise refused(
            _("We could not store your documents just now. Try again in a few minutes.")
        ) from error


def _take_away(rows: Sequence[Any]) -> None:
    for row in rows:
        if row.file:
            with suppress(OSError):  # the error that led here says more
                row.file.delete(save=False)
