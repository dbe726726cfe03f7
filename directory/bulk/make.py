"""Makes the data files of a day from one moment of the database, in constant memory."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.utils import timezone

from clinics.listing.change_cursor import cursor_now
from clinics.one_moment import one_moment
from directory.bulk import licence
from directory.bulk.describing import (
    LICENCE,
    MANIFEST,
    PACKAGE,
    SUMS,
    Written,
    as_json,
    datapackage,
    manifest,
    sums,
)
from directory.bulk.files import FILES, Moment
from directory.bulk.folder import making


def make_data_files(
    folder: Path, *, tell: Callable[[str], None] = lambda line: None
) -> dict[str, int] | None:
    """Write today's files, and let `latest` lead to them; how many records each has, by path.

    None: today's are there already. Raises OSError, InUse and DatabaseError; then `latest` leads
    where it led. Everything is read in one transaction (repeatable read). Memory does not grow
    with the number of clinics. `tell` is given a line for each file.
    """
    with one_moment():
        moment = _now()
        with making(folder, moment.on) as draft:
            return None if draft is None else _write(draft, moment, tell)


def _now() -> Moment:
    with connection.cursor() as cursor:
        cursor.execute("select transaction_timestamp()")
        (at,) = cursor.fetchone()
    return Moment(at=at, on=timezone.localdate(at))


def _write(draft: Path, moment: Moment, tell: Callable[[str], None]) -> dict[str, int]:
    # Read first, in the moment of the files: what changes later lies behind it.
    cursor, written = cursor_now(), []
    for file in FILES:
        path = draft / file.path
        path.parent.mkdir(exist_ok=True)
        count = file.write(path, moment)
        written.append(
            Written(file=file, bytes=path.stat().st_size, sha256=sha256_of(path), count=count)
        )
        tell(f"{file.path}: {count:,} {file.counts}")
    texts = {
        LICENCE: licence.licence_text(moment.on),
        MANIFEST: as_json(manifest(written, moment, cursor=cursor)),
        PACKAGE: as_json(datapackage(written, moment)),
    }
    for name, text in texts.items():
        (draft / name).write_text(text, encoding="utf-8")
    hashes = {one.file.path: one.sha256 for one in written}
    hashes |= {name: sha256_of(draft / name) for name in texts}
    (draft / SUMS).write_text(sums(hashes), encoding="utf-8")
    for name in (*hashes, SUMS):
        _date(draft / name, moment.at)
    return {one.file.path: one.count for one in written}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _date(path: Path, at: dt.datetime) -> None:
    """Say of a file that it is of the moment it shows, whole seconds."""
    seconds = int(at.timestamp())
    os.utime(path, (seconds, seconds))
