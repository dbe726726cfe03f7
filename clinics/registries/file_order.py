"""Sort several files of one register by date, whatever order they were named in."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from clinics.files.refusals import FileRefused
from clinics.registries import leie, nppes
from clinics.registries.source import Source


class Order(NamedTuple):
    """`wanted`: the files to load, in order. `covered`: files that a later full file replaces."""

    wanted: list[Path]
    covered: list[Path]


def in_order(register: str, paths: Sequence[Path]) -> Order:
    """Sort several files of a register. Raises FileRefused when a file does not tell its date."""
    if len(paths) == 1:
        return Order(list(paths), [])
    key = _nppes_key if register == "nppes" else _leie_key
    ordered = sorted((key(path), path) for path in dict.fromkeys(paths))
    files = [path for _, path in ordered]
    full = [at for at, ((_, updates), _) in enumerate(ordered) if not updates]
    begin = full[-1] if full else 0
    return Order(files[begin:], files[:begin])


def _nppes_key(path: Path) -> tuple[dt.date, bool]:
    """The last day a file covers, and whether it only updates."""
    days = nppes.named(path.name)
    if days is None:
        raise FileRefused(
            f"{path.name} has no dates in its name like {nppes.EXAMPLE}: load it alone."
        )
    return days.until, not days.is_full


def _leie_key(path: Path) -> tuple[dt.date, bool]:
    source = Source(path)
    source.refuse_unless(leie.SIGN, leie.NEEDED)
    try:
        with path.open(encoding="cp1252", errors="replace", newline="") as text:
            days = [leie.newest(row) for row in csv.DictReader(text)]
    except csv.Error as error:
        raise FileRefused(f"{path.name} cannot be read as CSV: {error}.") from error
    return max(days, default=dt.date.min), False
