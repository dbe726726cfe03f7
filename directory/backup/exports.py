"""The exports that prove a restore: what the public can read of every clinic."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing

from clinics.exchange.export import WRITERS, LeftOut, streamed
from clinics.models import Clinic
from directory.backup.folder import EXPORTS


def exports() -> Iterator[tuple[str, Iterator[bytes]]]:
    """(path, content) of each export, in the caller's transaction. Read one before the next."""
    for name, written in WRITERS.items():
        with closing(streamed(Clinic.objects.published().order_by("pk"))) as clinics:
            yield f"{EXPORTS}/clinics.{name}", _encoded(written(clinics, LeftOut()))


def packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The content, compressed as gzip does; equal content gives equal bytes."""
    packer = zlib.compressobj(wbits=31)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _encoded(parts: Iterable[str]) -> Iterator[bytes]:
    for part in parts:
        yield part.encode()
