"""Writes clinics as a zip of HSDS tables, in constant memory: each table waits in a file."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.utils import timezone

from clinics.exchange.export import CHUNK
from clinics.exchange.hsds.services import service
from clinics.exchange.hsds.tables import TABLES, columns, datapackage, rows
from clinics.exchange.hsds.terms import taxonomies, terms
from clinics.exchange.hsds.trail import trails
from clinics.exchange.seen import Seen
from clinics.files.formulas import guarded
from clinics.listing.changed import changed_at
from clinics.listing.models import Clinic
from clinics.site_address import absolute


def nested(clinics: Iterable[Clinic], *, with_trail: bool = True) -> Iterator[dict[str, Any]]:
    """Clinics with their answers as nested services. Two queries for every CHUNK."""
    listed = iter(clinics)
    while chunk := list(islice(listed, CHUNK)):
        keys = [clinic.pk for clinic in chunk]
        changed, trail = changed_at(keys), trails(keys) if with_trail else {}
        for clinic in chunk:
            facts, own = list(clinic.facts.all()), trail.get(clinic.pk, [])
            yield service(clinic, facts, changed=changed.get(clinic.pk), trail=own)


def write_zip(
    clinics: Iterable[Clinic],
    to: Path | IO[bytes],
    *,
    created: dt.datetime | None = None,
    beside: Path | None = None,
) -> None:
    """Write clinics with their answers as tables, and `datapackage.json`. Raises OSError.

    An organization that runs several clinics has one row. The same rows make the same bytes where
    `created` is the same; without it, it is now. The tables wait in a folder that is made in
    `beside`, or among the system's temporary ones.
    """
    at = created or timezone.now()
    with tempfile.TemporaryDirectory(dir=beside) as name:
        folder = Path(name)
        _write_tables(clinics, folder)
        about = datapackage(home=absolute("/"), created=at.isoformat())
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as package:
            text = json.dumps(about, indent=2) + "\n"
            package.writestr(_entry("datapackage.json", at), text)
            for path, _columns in TABLES.values():
                table = (folder / path).open("rb")
                with table, package.open(_entry(path, at), "w", force_zip64=True) as entry:
                    shutil.copyfileobj(table, entry)


def _entry(name: str, at: dt.datetime) -> zipfile.ZipInfo:
    """A file in the zip, of that moment."""
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry


def _write_tables(clinics: Iterable[Clinic], folder: Path) -> None:
    with Seen() as seen, ExitStack() as stack:
        writers = {}
        for table, (path, _columns) in TABLES.items():
            file = stack.enter_context((folder / path).open("w", encoding="utf-8", newline=""))
            writers[table] = csv.writer(file)
            writers[table].writerow(columns(table))
        for table, row in _all_rows(clinics):
            if table == "organization" and seen.earlier_line(row["id"], 1) is not None:
                continue
            cells = (row.get(name, "") for name in columns(table))
            writers[table].writerow([guarded(str(cell)) for cell in cells])


def _all_rows(clinics: Iterable[Clinic]) -> Iterator[tuple[str, dict[str, Any]]]:
    for taxonomy in taxonomies():
        yield "taxonomy", taxonomy
    for term in terms().values():
        yield "taxonomy_term", term
    for one in nested(clinics):
        yield from rows(one)
