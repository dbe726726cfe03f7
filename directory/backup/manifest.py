"""What a backup says of itself: when and of what it was made, and what must be in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from directory.backup.folder import MANIFEST, SUMS, Written, measured, read, write
from directory.backup.refused import BackupRefused
from directory.backup.tables import Held

FORMAT = 1
CODE = ("clinics", "directory")
"""The folders whose modules decide what an export looks like."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The manifest of a backup. It holds no secret and no name of a person.

    `at` is the moment of the snapshot, `wal` its position in the write-ahead log. `code` is the
    fingerprint of the program's modules, `migrations` the last one of each app. `tables` says what
    the dump holds, `files` what the folder holds beside the manifest, `exports` what each export is
    before it is compressed. `lost` are documents that a row names and that were not there, or not
    as they were handed in.
    """

    at: dt.datetime
    wal: str
    version: str
    code: str
    migrations: dict[str, str]
    server: str
    dumped_with: int
    tables: dict[str, Held]
    files: dict[str, Written]
    exports: dict[str, Written]
    lost: list[str]

    def written_to(self, folder: Path) -> None:
        """Write the manifest, and then the sums of all files. Raises OSError."""
        said = {
            **asdict(self),
            "format": FORMAT,
            "at": self.at.isoformat(),
            "tables": {name: one._asdict() for name, one in self.tables.items()},
            "files": {name: one._asdict() for name, one in self.files.items()},
            "exports": {name: one._asdict() for name, one in self.exports.items()},
        }
        text = json.dumps(said, indent=1, sort_keys=True).encode() + b"\n"
        sums = {name: one.sha256 for name, one in self.files.items()}
        sums[MANIFEST] = write(folder / MANIFEST, [text]).sha256
        lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
        write(folder / SUMS, [lines.encode()])

    @classmethod
    def of(cls, folder: Path) -> Manifest:
        """The manifest in a backup's folder. Raises BackupRefused, and OSError."""
        if not folder.is_dir():
            raise BackupRefused(f"There is no folder {folder}.")
        missing = [name for name in (MANIFEST, SUMS) if not (folder / name).is_file()]
        if missing:
            raise BackupRefused(
                f"{folder} is no whole backup: {' and '.join(missing)} is missing. A backup that "
                "broke off is none."
            )
        sums = (folder / SUMS).read_text(errors="replace").splitlines()
        if f"{measured(read(folder / MANIFEST)).sha256}  {MANIFEST}" not in sums:
            raise BackupRefused(
                f"{folder} is not the backup that was made: {MANIFEST} has changed."
            )
        said = json.loads((folder / MANIFEST).read_bytes())
        if said.pop("format") != FORMAT:
            raise BackupRefused("A newer program made this backup: restore it with that one.")
        return cls(**_typed(said))


def _typed(said: dict[str, Any]) -> dict[str, Any]:
    return said | {
        "at": dt.datetime.fromisoformat(said["at"]),
        "tables": {name: Held(**one) for name, one in said["tables"].items()},
        "files": {name: Written(**one) for name, one in said["files"].items()},
        "exports": {name: Written(**one) for name, one in said["exports"].items()},
    }


def version() -> str:
    """The program's version, as pyproject.toml has it."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def code_fingerprint() -> str:
    """A hash of the program's modules: with another one, exports may look different."""
    sha256 = hashlib.sha256()
    for folder in CODE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            sha256.update(f"{path.relative_to(settings.BASE_DIR)}\n".encode() + path.read_bytes())
    return sha256.hexdigest()


def last_migrations() -> dict[str, str]:
    """The last migration of each app that is applied in the database. One query."""
    last: dict[str, str] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        last[app] = name
    return last


def unknown_migrations(migrations: dict[str, str]) -> list[str]:
    """Which of these this program does not have: it is older than they are."""
    known = MigrationLoader(None).disk_migrations
    return sorted(f"{app} {name}" for app, name in migrations.items() if (app, name) not in known)
