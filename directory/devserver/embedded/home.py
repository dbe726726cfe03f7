"""Where the embedded PostgreSQL may live: its account, and the folders that account can reach."""

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET_PATH = 107  # bytes in sockaddr_un.sun_path, less the closing zero
SOCKET_FILE = ".s.PGSQL.5432"


class DatabaseRefused(Exception):
    """The database cannot be used; the text says why, for the person who started the command."""


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
        found = folder.stat()
        shift = 6 if found.st_uid == self.uid else 3 if found.st_gid == self.gid else 0
        return bool(found.st_mode >> shift & 1)


def account_for(project: Path) -> Account:
    """The account of an existing data folder, else ours, else (for root) postgres or nobody."""
    if os.geteuid() != 0:
        return _account(os.geteuid())
    kept = project / ".postgres"
    if kept.is_dir() and kept.stat().st_uid != 0:
        return _account(kept.stat().st_uid)
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
    except KeyError:  # a container may run under a number without a name
        return Account(uid, os.getegid() if uid == os.geteuid() else uid, str(uid))
    return Account(uid, entry.pw_gid, entry.pw_name)


def home_for(project: Path, account: Account) -> Path:
    """The folder for data and sockets: in the project, or apart from it where that is closed."""
    inside = project / ".postgres"
    writable = inside.is_dir() or os.access(project, os.W_OK)
    return inside if account.reaches(project) and writable else apart_from(project, account)


def apart_from(project: Path, account: Account) -> Path:
    """A folder of this checkout alone, outside the project, under a short name."""
    system = Path("/var/lib")
    root = system if os.geteuid() == 0 and os.access(system, os.W_OK) else Path("/var/tmp")
    key = hashlib.sha256(f"{account.uid}:{project}".encode()).hexdigest()[:16]
    return root / f"clinic-directory-{key}"


def socket_folder_for(home: Path, project: Path, account: Account, major: int) -> Path:
    """The folder of the server's socket; libpq splits a host at commas and the kernel limits it."""
    wanted = home / f"{major}-socket"
    fits = len(os.fsencode(wanted / SOCKET_FILE)) <= LONGEST_SOCKET_PATH
    if fits and "," not in str(wanted):
        return wanted
    return apart_from(project, account) / f"{major}-socket"


def make_private(folder: Path, account: Account) -> None:
    """Make a folder that only the account may enter. Refuses one that somebody else has made."""
    try:
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        pass
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid:
        raise DatabaseRefused(
            f"{folder} does not belong to the account {account.name}: "
            "run this as its owner, move it away, or set DATABASE_URL."
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        folder.chmod(0o700)
