"""Files that must be whole after a power cut before anybody takes them for finished."""

from __future__ import annotations

import os
from pathlib import Path


def settle(draft: Path, *, folders: int, files: int) -> None:
    """Put a folder and all that is in it on the disk, with these modes. Raises OSError."""
    for root, _folders, names in os.walk(draft):
        for name in names:
            Path(root, name).chmod(files)
            sync(Path(root, name))
        Path(root).chmod(folders)
        sync(Path(root))


def sync(path: Path) -> None:
    """Put a file, or the names in a folder, on the disk. Raises OSError."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
