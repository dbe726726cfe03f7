"""The account of the embedded PostgreSQL, and the folders that this account can reach."""

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET_PATH = 107  # bytes in sockaddr_un.sun_path, without the closing zero
SOCKET_FILE = ".s.PGSQL.5432"


class DatabaseRefused(Exception):
    """The database cannot be used. The message tells the person at the terminal why."""


@dataclass(frozen=True)
class Account:
    """The system account that runs the server."""

    uid: int
    gid: int
    name: str

    def reaches(self, folder: Path) -> bool:
        """Whether this account may enter the folder and every folder above it."""
        return all(self._may_enter(step) for step in (folder, *folder.parents))

    def _may_enter(self, folder: Path) -> bool:
        if self.uid == os.geteuid():
            return os.access(folder, os.X_OK)
        status = folder.stat()
        shift = 6 if status.st_uid == self.uid else 3 if status.st_gid == self.gid else 0
        return bool(status.st_mode >> shift & 1)


def account_for(project: Path) -> Account:
    """The account that runs the server: ours, unless we are root.

    For root it is the owner of an existing data folder, or else postgres or nobody.
    """
    if os.geteuid() != 0:
        return _account(os.geteuid())
    existing = project / ".postgres"
    if existing.is_dir() and existing.stat().st_uid != 0:
        return _account(existing.stat().st_uid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name)
    raise DatabaseRefused(
        "PostgreSQL does not run as root, and there is no account postgres or nobody to run it: "
        "make one, or set DATABASE_URL."
    )


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:  # a container can run under a number that has no name
        return Account(uid, os.getegid() if uid == os.geteuid() else uid, str(uid))
    return Account(uid, entry.pw_gid, entry.pw_name)


def home_for(project: Path, account: Account) -> Path:
    """The folder for data and sockets: in the project, or elsewhere if it cannot be used."""
    inside = project / ".postgres"
    writable = inside.is_dir() or os.access(project, os.W_OK)
    return inside if account.reaches(project) and writable else apart_from(project, account)


def apart_from(project: Path, account: Account) -> Path:
    """A folder outside the project, with a short name, for this checkout only."""
    system = Path("/var/lib")
    root = system if os.geteuid() == 0 and os.access(system, os.W_OK) else Path("/var/tmp")
    key = hashlib.sha256(f"{account.uid}:{project}".encode()).hexdigest()[:16]
    return root / f"clinic-directory-{key}"


def socket_folder_for(home: Path, project: Path, account: Account, major: int) -> Path:
    """The folder of the server's socket: short enough for the kernel, and without a comma."""
    preferred = home / f"{major}-socket"
    # libpq splits a host at its commas.
    fits = len(os.fsencode(preferred / SOCKET_FILE)) <= LONGEST_SOCKET_PATH
    if fits and "," not in str(preferred):
        return preferred
    return apart_from(project, account) / f"{major}-socket"


def make_private(folder: Path, account: Account) -> None:
    """Make a folder that only the account can enter. Refuses a folder of another account."""
    try:
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        pass
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != account.uid:
        raise DatabaseRefused(
            f"{folder} does not belong to the account {account.name}: "
            "run this as its owner, move it away, or set DATABASE_URL."
        )
    if stat.S_IMODE(status.st_mode) & 0o077:
        folder.chmod(0o700)
