"""What a backup or a restore refuses, and the words of the machine's own errors."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError

from directory.site.documents import storage_errors


class BackupRefused(Exception):
    """A backup cannot be made, or not be restored; the text is for the operator."""


def in_words(error: BaseException, folder: Path) -> str:
    """What went wrong, as a sentence. `folder` is where files were written or read."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"The disk that holds {folder.absolute().parent} is full."
    if isinstance(error, OSError) and error.strerror:
        where = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror}{where}."
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{lines[0] if lines else type(error).__name__}".rstrip(".") + "."


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Let errors of disk, database and bucket in the block become BackupRefused."""
    errors: tuple[type[Exception], ...] = (OSError, DatabaseError, *storage_errors())
    try:
        yield
    except errors as error:
        raise BackupRefused(in_words(error, folder)) from error
