"""The data files as they are read: a day's folder, what lies in it, and its manifest."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from directory.bulk.describing import MANIFEST, SUMS
from directory.bulk.folder import LATEST, data_folder, day_of, days, latest

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "ndjson": "application/x-ndjson",
    "geojson": "application/geo+json",
    "zip": "application/zip",
    "json": "application/json",
    "gz": "application/gzip",
}
FHIR_LINES = "application/fhir+ndjson"
PLAIN = "text/plain; charset=utf-8"
PACKED = ".gz"


@dataclass(frozen=True, kw_only=True)
class ServedFile:
    """A file of a day. `sha256` is that of its bytes as they lie there.

    What lies there compressed has two names: `….ndjson.gz` is those bytes, and `….ndjson` is what
    is inside.
    """

    path: Path
    name: str
    sha256: str

    @property
    def mediatype(self) -> str:
        """What it is, for the one who reads it."""
        if self.is_unpacked:
            return FHIR_LINES
        _stem, dot, ending = self.name.rpartition(".")
        return MEDIA_TYPES.get(ending, PLAIN) if dot else PLAIN

    @property
    def is_unpacked(self) -> bool:
        """Whether it lies there compressed, and is asked for by the name of what is inside."""
        return self.path.name == f"{PurePosixPath(self.name).name}{PACKED}"


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The files of one day."""

    day: dt.date
    folder: Path

    @property
    def manifest(self) -> dict[str, Any]:
        """Its manifest."""
        return json.loads((self.folder / MANIFEST).read_bytes())

    def file(self, name: str) -> ServedFile | None:
        """The file of that name; None for any name that is not one of the files."""
        sums = _sums(self.folder / SUMS)
        lies = name if name in sums else f"{name}{PACKED}"
        if lies not in sums:
            return None
        return ServedFile(path=self.folder / lies, name=name, sha256=sums[lies])


@lru_cache(maxsize=64)
def _sums(path: Path) -> dict[str, str]:
    """SHA-256 by name. A day's folder never changes, so they are read once."""
    text = path.read_bytes()
    lines = text.decode().splitlines()
    hashes = {name: value for value, name in (line.split("  ", 1) for line in lines)}
    return {**hashes, SUMS: hashlib.sha256(text).hexdigest()}


def edition(name: str) -> Edition | None:
    """The files of a day (`2026-11-28`), or of `latest`; None where there are none."""
    folder = data_folder()
    day = None if folder is None else latest(folder) if name == LATEST else day_of(name)
    if folder is None or day is None or not (folder / str(day) / SUMS).is_file():
        return None
    return Edition(day=day, folder=folder / str(day))


def kept_days() -> list[dt.date]:
    """The days whose files are there, the newest first."""
    folder = data_folder()
    return [] if folder is None else days(folder)
