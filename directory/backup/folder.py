"""The folder of a backup: it appears whole or not at all, and only its owner can read it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from directory.backup.refused import BackupRefused
from directory.site.on_disk import settle, sync

DATABASE = "database.dump"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
DOCUMENTS = "documents"
EXPORTS = "exports"
PART = ".part"
PIECE = 1024 * 1024
"""Bytes that are read or written at once."""


class Written(NamedTuple):
    """A file: its bytes, and their SHA-256 in hexadecimal."""

    size: int
    sha256: str


@contextmanager
def making(folder: Path) -> Iterator[Path]:
    """Yield the draft of a backup's folder, which takes its name once the block ends well.

    What a backup that was killed left under the draft's name is deleted first. Raises BackupRefused
    for a folder that is there already, and while another backup writes the same draft; OSError.
    """
    if folder.exists() or folder.is_symlink():
        raise BackupRefused(f"{folder} is there already. Name a folder that is not.")
    draft = folder.with_name(f"{folder.name}{PART}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft.mkdir(mode=0o700, exist_ok=True)
    number = os.open(draft, os.O_RDONLY)
    try:
        _lock(number, draft)
        try:
            draft.chmod(0o700)
            _empty(draft)
            yield draft
            settle(draft, folders=0o700, files=0o600)
            draft.rename(folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        sync(folder.parent)
    finally:
        os.close(number)


def _lock(number: int, draft: Path) -> None:
    """Keep others off a draft until this process ends."""
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupRefused(f"Another backup is being written to {draft}.") from None


def _empty(draft: Path) -> None:
    for left in draft.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()


def write(path: Path, pieces: Iterable[bytes]) -> Written:
    """Write a file that only its owner can read. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    measure = Measure()
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(number, "wb") as file:
        file.writelines(measure.passing(pieces))
    return measure.written


def read(path: Path) -> Iterator[bytes]:
    """The content of a file, in pieces. Raises OSError."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


class Measure:
    """Measures content that passes through it."""

    def __init__(self) -> None:
        self._sha256, self._size = hashlib.sha256(), 0

    def passing(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Pass the content on."""
        for piece in pieces:
            self._sha256.update(piece)
            self._size += len(piece)
            yield piece

    @property
    def written(self) -> Written:
        """What has passed."""
        return Written(self._size, self._sha256.hexdigest())


def measured(pieces: Iterable[bytes]) -> Written:
    """What `write` would return for this content."""
    measure = Measure()
    for _piece in measure.passing(pieces):
        pass
    return measure.written


def files_in(folder: Path) -> list[str]:
    """The paths of all files below a folder, in order. A link is a file."""
    found = []
    for root, folders, names in os.walk(folder):
        links = [name for name in folders if Path(root, name).is_symlink()]
        found += [str(Path(root, name).relative_to(folder)) for name in (*names, *links)]
    return sorted(found)


def refuse_unless_whole(
    folder: Path, files: dict[str, Written], *, watched: Callable[[Iterable[str]], Iterable[str]]
) -> None:
    """Compare a backup's files with what its manifest says of them. Reads all of it.

    Raises BackupRefused, which names a file that is missing, one that has changed and one that does
    not belong there.
    """
    there = set(files_in(folder)) - {MANIFEST, SUMS}
    wrong = [f"{name} is missing" for name in sorted(files.keys() - there)]
    wrong += [f"{name} does not belong there" for name in sorted(there - files.keys())]
    for name in watched(sorted(files.keys() & there)):
        if (folder / name).is_symlink() or measured(read(folder / name)) != files[name]:
            wrong.append(f"{name} has changed")
    if wrong:
        raise BackupRefused(
            f"{folder} is not the backup that was made: {'; '.join(wrong[:5])}"
            f"{f'; and {len(wrong) - 5} more' if len(wrong) > 5 else ''}. Nothing was restored."
        )
