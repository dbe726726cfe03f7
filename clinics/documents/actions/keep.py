"""Files of documents: put into their storage, and taken away again when nothing came of it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from clinics.documents.check import Checked


def put(row: Any, document: Checked, *, name: str, refused: type[Exception]) -> None:
    """Store a document's file for its row, which is not saved yet, under a name of our own.

    Raises `refused`, in words, when the disk is full or the bucket does not answer.
    """
    try:
        row.file.save(name, ContentFile(document.content), save=False)
    except OSError as error:
        raise refused(
            _("Your documents could not be kept just now. Try again in some minutes.")
        ) from error


def discard(rows: Iterable[Any]) -> None:
    """Take away the files of rows whose transaction will not come to be."""
    for row in rows:
        if row.file:
            with suppress(OSError):  # the refusal that led here says more
                row.file.delete(save=False)
