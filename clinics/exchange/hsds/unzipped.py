"""Reads a zip of HSDS tables: joined on disk, and given out as nested services, one at a time."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clinics.exchange.hsds.parts import REPEATED, STATED
from clinics.exchange.hsds.tables import TABLES
from clinics.files.formulas import unguarded
from clinics.files.refusals import FileRefused

MOST_FILES = 200
MOST_BYTES = 20 << 30
"""Of all files, unpacked."""
MOST_TIMES = 200
"""A file that is unpacked to more than so many times its size is a trap …"""
SMALL = 10 << 20
"""… unless it has fewer bytes than these."""
DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, RuntimeError)
"""What Python raises for a zip that is broken, encrypted, or packed in a way it does not know."""
DESCRIPTION = "datapackage.json"
LONGEST_DESCRIPTION = 4 << 20

HOLDS: dict[str, dict[str, str]] = {
    "service": {
        "service_at_location": "service_at_locations", "phone": "phones", "schedule": "schedules",
        "language": "languages", "cost_option": "cost_options", "attribute": "attributes",
    },
    "service_at_location": {"phone": "phones", "schedule": "schedules"},
    "location": {
        "address": "addresses", "phone": "phones", "schedule": "schedules",
        "language": "languages", "attribute": "attributes", "metadata": "metadata",
        "accessibility": "accessibility",
    },
    "organization": {"phone": "phones"},
    "cost_option": {"attribute": "attributes", "metadata": "metadata"},
    "attribute": {"metadata": "metadata"},
}  # fmt: skip
"""Table → the tables whose rows it holds, and the member that they become."""
NEEDED = {*HOLDS, *(table for held in HOLDS.values() for table in held)}
OWNERS = ("service_id", "location_id", "service_at_location_id", "organization_id", "link_id",
          "resource_id")  # fmt: skip
ONE = {"organization_id": "organization", "location_id": "location"}


class Unzipped:
    """The services of a zip, joined in a temporary file that ends with this object."""

    def __init__(self, path: Path) -> None:
        """Read all tables. Raises FileRefused for a zip that is none of HSDS, or a trap."""
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("create table row (tbl text, id text, said text)")
        self._base.execute("create table held (owner text, tbl text, row int)")
        try:
            with zipfile.ZipFile(path) as package:
                self._load(package, _files(package))
        except DAMAGED as error:
            raise FileRefused(f"{path} is not a zip that can be read: {error}.") from error
        self._base.execute("create index by_id on row (tbl, id)")
        self._base.execute("create index by_owner on held (owner, tbl, row)")

    def services(self) -> Iterator[dict[str, Any]]:
        """Each service with all that it holds, in the order of the table."""
        found = self._base.execute("select said from row where tbl = 'service' order by rowid")
        for (said,) in found:
            yield self._whole("service", json.loads(said))

    def _whole(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        for member, of in ONE.items():
            is_wanted = (table, of) in (("service", "organization"),
                                        ("service_at_location", "location"))  # fmt: skip
            if is_wanted and (one := self._one(of, row.get(member, ""))):
                row[of] = self._whole(of, one)
        for of, member in HOLDS.get(table, {}).items():
            if held := self._held(of, row.get("id", "")):
                row[member] = [self._whole(of, one) for one in held]
        return row

    def _one(self, table: str, id: str) -> dict[str, Any] | None:
        query = "select said from row where tbl = ? and id = ?"
        found = self._base.execute(query, (table, id)).fetchone()
        return json.loads(found[0]) if found else None

    def _held(self, table: str, owner: str) -> list[dict[str, Any]]:
        query = ("select said from held join row on row.rowid = held.row"
                 " where owner = ? and held.tbl = ? order by held.row")  # fmt: skip
        return [json.loads(said) for (said,) in self._base.execute(query, (owner, table))]

    def _load(self, package: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo]) -> None:
        self._base.execute("begin")
        for table, info in files.items():
            for row in _rows(package, info):
                if table == "metadata" and row.get("last_action_type") not in (STATED, REPEATED):
                    continue
                said = (table, row.get("id", ""), json.dumps(row))
                number = self._base.execute("insert into row values (?, ?, ?)", said).lastrowid
                for owner in {row[name] for name in OWNERS if row.get(name)}:
                    self._base.execute("insert into held values (?, ?, ?)", (owner, table, number))
        self._base.execute("commit")


def _files(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Table → its file. Raises FileRefused for a trap, and where there are no services."""
    infos = package.infolist()
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
        raise FileRefused("The zip has more in it than any list of clinics.")
    for info in infos:
        if info.file_size > max(SMALL, MOST_TIMES * info.compress_size):
            raise FileRefused(f"The zip’s {info.filename} is a trap: it unpacks without end.")
    named = {info.filename.rpartition("/")[2]: info for info in infos if not info.is_dir()}
    paths = {table: path for table, (path, _columns) in TABLES.items()} | _described(package, named)
    files = {table: named[paths[table]] for table in NEEDED if paths.get(table) in named}
    if "service" not in files:
        raise FileRefused("The zip has no services.csv, so it is not HSDS.")
    return files


def _described(package: zipfile.ZipFile, named: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Table → the name of its file, as `datapackage.json` says."""
    info = named.get(DESCRIPTION)
    if info is None:
        return {}
    if info.file_size > LONGEST_DESCRIPTION:
        raise FileRefused(f"The zip’s {DESCRIPTION} is far too long.")
    try:
        resources = json.loads(package.read(info))["resources"]
        return {one["name"]: str(one["path"]).rpartition("/")[2] for one in resources}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FileRefused(f"The zip’s {DESCRIPTION} describes no tables.") from None


def _rows(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[dict[str, str]]:
    """The rows of a table, without blank cells. Raises FileRefused."""
    with package.open(info) as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        try:
            for row in csv.DictReader(text, strict=True):
                row.pop(None, None)  # cells without a column
                yield {name: unguarded(cell) for name, cell in row.items() if cell}
        except (csv.Error, UnicodeDecodeError) as error:
            raise FileRefused(f"The zip’s {info.filename} cannot be read: {error}.") from error
