"""What describes a day's files: `manifest.json`, `datapackage.json` and `SHA256SUMS`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from clinics.checklist import CHECKLIST
from clinics.exchange import columns
from clinics.site_address import absolute
from directory.bulk import licence
from directory.bulk.files import DataFile, Moment

MANIFEST, PACKAGE, SUMS, LICENCE = "manifest.json", "datapackage.json", "SHA256SUMS", "LICENSE.txt"
TITLE = "Clinics in the United States that offer ketamine therapy"
SUMMARY = (
    "Every published clinic with what it states, who says so and since when. What is not stated is "
    "not known; it never means no."
)
HOME = "/data/"


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file that was written: its length in bytes, its SHA-256 and its number of records."""

    file: DataFile
    bytes: int
    sha256: str
    count: int


def moment_text(at: dt.datetime) -> str:
    """A moment in UTC, to the millisecond."""
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def manifest(written: Iterable[Written], moment: Moment, *, cursor: str) -> dict[str, Any]:
    """What a program needs that fetches the files, and where to go on from afterwards."""
    follow = f"{absolute('/api/v1/changes')}?{urlencode({'after': cursor})}"
    return {
        "title": TITLE,
        "day": str(moment.on),
        "transaction_time": moment_text(moment.at),
        "home": absolute(HOME),
        "license": {"name": licence.NAME, "title": licence.TITLE, "url": licence.ADDRESS},
        "changes": {"cursor": cursor, "url": follow},
        "files": [
            {
                "path": one.file.path,
                "url": absolute(f"{HOME}{moment.on}/{one.file.path}"),
                "title": str(one.file.title),
                "mediatype": one.file.mediatype,
                "encoding": one.file.encoding or None,
                "bytes": one.bytes,
                "sha256": one.sha256,
                "count": one.count,
                "counts": one.file.counts,
            }
            for one in written
        ],
    }


def datapackage(written: Iterable[Written], moment: Moment) -> dict[str, Any]:
    """The same as a Data Package (datapackage.org)."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "clinic-directory",
        "title": TITLE,
        "description": SUMMARY,
        "homepage": absolute(HOME),
        "version": str(moment.on),
        "created": moment_text(moment.at),
        "licenses": [{"name": licence.NAME, "title": licence.TITLE, "path": licence.ADDRESS}],
        "sources": [{"title": "Clinic Directory", "path": absolute("/how-we-verify/")}],
        "resources": [_resource(one) for one in written],
    }


def _resource(one: Written) -> dict[str, Any]:
    file = one.file
    return {
        "name": file.path.lower().replace("/", "-").replace(".", "-"),
        "path": file.path,
        "title": str(file.title),
        "format": file.format,
        "mediatype": file.mediatype,
        "encoding": "utf-8",
        **({"compression": file.encoding} if file.encoding else {}),
        "bytes": one.bytes,
        "hash": f"sha256:{one.sha256}",
        "count": one.count,
        **({"type": "table", "schema": _schema()} if file.format == "csv" else {}),
    }


def _schema() -> dict[str, Any]:
    """The columns of the table. New ones are only added before the last."""
    return {
        "fields": [_field(name) for name in columns.all_columns()],
        "missingValues": [""],
        "primaryKey": ["slug"],
    }


def _field(name: str) -> dict[str, Any]:
    if name in ("latitude", "longitude") or name in columns.prices():
        return {"name": name, "type": "number"}
    if name in columns.numbers():
        return {"name": name, "type": "integer"}
    if name in columns.items():
        title = str(CHECKLIST.item(name).label)
        return {
            "name": name,
            "type": "string",
            "title": title,
            "constraints": {"enum": ["yes", "no"]},
        }
    return {"name": name, "type": "string"}


def sums(hashes: dict[str, str]) -> str:
    """The text of SHA256SUMS, as `sha256sum --check` reads it."""
    return "".join(f"{value}  {path}\n" for path, value in sorted(hashes.items()))


def as_json(value: dict[str, Any]) -> str:
    """JSON for people and programs."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
