"""Fill the gazetteer from the files the project ships."""

import csv
import gzip
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from directory.places.names import key

FILES = Path(__file__).resolve().parents[2] / "fixtures" / "places"
FILE_OF_KIND = {
    "state": "states.csv",
    "county": "counties.csv",
    "town": "towns.csv.gz",
    "zip": "zips.csv.gz",
}
SPOT = ("code", "name", "state", "county", "latitude", "longitude", "population")
AREA = (*SPOT, "west", "south", "east", "north")
COLUMNS = ("kind", "key", *AREA)

_NAMES = ", ".join(COLUMNS)
_OLD = ", ".join(f"old.{name}" for name in COLUMNS)
_NEW = ", ".join(f"new.{name}" for name in COLUMNS)
_SET = ", ".join(f"{name} = new.{name}" for name in COLUMNS)
_SAME = "old.kind = new.kind and old.code = new.code"
STAGE = f"""
create temporary table places_stage on commit drop as select {_NAMES} from directory_place limit 0
"""
FILL = f"copy places_stage ({_NAMES}) from stdin"
REMOVE = f"""
delete from directory_place old
where not exists (select from places_stage new where {_SAME})
"""
UPDATE = f"""
update directory_place old set {_SET} from places_stage new
where {_SAME} and ({_OLD}) is distinct from ({_NEW})
"""
CREATE = f"""
insert into directory_place ({_NAMES}) select {_NEW} from places_stage new
where not exists (select from directory_place old where {_SAME})
"""


class PlacesRefused(Exception):
    """The gazetteer's files cannot be loaded; the words say which and why."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a load did, in rows."""

    created: int
    updated: int
    removed: int
    unchanged: int


def read_places(files: Path = FILES) -> list[tuple]:
    """All rows of the files, in the order of COLUMNS. Raises PlacesRefused naming the bad file."""
    return [row for kind, name in FILE_OF_KIND.items() for row in _rows(kind, files / name)]


def _rows(kind: str, path: Path) -> Iterator[tuple]:
    """The rows of one file; an empty cell is unknown, save that an unknown county is 0."""
    wanted = AREA if kind in ("county", "state") else SPOT
    try:
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        header, *lines = csv.reader(text.decode().splitlines(), strict=True)
    except (OSError, EOFError, ValueError, csv.Error) as error:
        raise PlacesRefused(f"{path.name} cannot be read: {error}") from error
    if tuple(header) != wanted:
        raise PlacesRefused(f"{path.name} has other columns than {', '.join(wanted)}.")
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(wanted):
            raise PlacesRefused(f"{path.name}, line {number}: {len(cells)} cells.")
        row = dict(zip(wanted, (cell or None for cell in cells), strict=True))
        row["county"] = row["county"] or "0"
        row["kind"], row["key"] = kind, cells[0] if kind == "zip" else key(cells[1])
        yield tuple(row.get(name) for name in COLUMNS)


@transaction.atomic
def load_places(
    rows: list[tuple], *, watch: Callable[[list[tuple]], Iterable[tuple]] = iter
) -> Loaded:
    """Make the gazetteer hold exactly these rows; readers see the former ones until the end.

    `watch` may follow the rows as they pass, for a progress bar.
    """
    with connection.cursor() as cursor:
        cursor.execute("lock table directory_place in share row exclusive mode")
        cursor.execute(STAGE)
        with cursor.copy(FILL) as copy:
            for row in watch(rows):
                copy.write_row(row)
        cursor.execute("create unique index on places_stage (kind, code)")
        cursor.execute("analyze places_stage")
        counts = []
        for step in (REMOVE, UPDATE, CREATE):
            cursor.execute(step)
            counts.append(cursor.rowcount)
        if any(counts):
            cursor.execute("analyze directory_place")
    removed, updated, created = counts
    unchanged = len(rows) - created - updated
    return Loaded(created=created, updated=updated, removed=removed, unchanged=unchanged)
