"""The embedded server of one checkout: makes, starts and stops it, or connects to it."""

import errno
import fcntl
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql

from directory.devserver.embedded.home import (
    SOCKET_FILE,
    Account,
    DatabaseRefused,
    account_for,
    home_for,
    make_private,
    socket_folder_for,
)
from directory.devserver.embedded.programs import Programs, command_of, reason_in, run_as

ROLE = "postgres"
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",  # only part of the socket's name
    "max_connections": "100",
    "shared_buffers": "256MB",
    "fsync": "on",
    "jit": "off",  # compiling takes longer than these short queries
    # No statements in the log: a failed query could show what somebody searched for.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
if sys.platform == "linux":
    # After a crash, one order to the disk instead of one a file: 0.4 s instead of 5 to 8.
    SETTINGS["recovery_init_sync_method"] = "syncfs"
ANSWER_SECONDS = 5
RECOVERY_SECONDS = 600
REAPING_SECONDS = 15
QUIET_SECONDS = 3  # a stop that takes longer is announced
STOP_SECONDS = 60
NOBODYS_PID = 2**31 - 1  # above every kernel's limit


@dataclass(frozen=True)
class Server:
    """The server of one checkout. Making this object changes nothing on disk."""

    project: Path
    programs: Programs
    account: Account

    @classmethod
    def of(cls, project: Path, pg_bin: str = "") -> "Server":
        """The server of the checkout at `project`, from the programs in `pg_bin` or the wheel's."""
        project = project.resolve()
        return cls(project, Programs.find(pg_bin), account_for(project))

    @cached_property
    def home(self) -> Path:
        """The folder that holds data, sockets and the log."""
        return home_for(self.project, self.account)

    @cached_property
    def data(self) -> Path:
        """The data folder; each major version has its own."""
        return self.home / str(self.programs.major)

    @cached_property
    def sockets(self) -> Path:
        """The folder of the socket, which is the `host` of a connection."""
        return socket_folder_for(self.home, self.project, self.account, self.programs.major)

    @cached_property
    def log(self) -> Path:
        """The server's own log file."""
        return self.data.with_suffix(".log")

    def start(self, name: str) -> bool:
        """Make sure that the server runs, with a database `name`. True if this call started it."""
        if self.has(name):
            return False
        try:
            make_private(self.home, self.account)
            make_private(self.sockets.parent, self.account)
            make_private(self.sockets, self.account)
            with self._lock() as lock:
                has_started = self._ensure_answering(lock)
                self._create(name)
        except OSError as error:
            raise self._refusal(str(error), error.errno) from error
        return has_started

    def stop(self, *, say: Callable[[str], None] = print) -> bool:
        """Stop the server; False if it was not running. `say` is told when that takes long.

        Raises DatabaseRefused when the server has not ended after STOP_SECONDS.
        """
        if not self.data.is_dir():
            return False
        with self._lock():
            if (pid := self._postmaster()) is None:
                return False
            done = self._end(QUIET_SECONDS)
            if done.returncode and self._postmaster() == pid:
                say(f"PostgreSQL (process {pid}) takes its time to end; at most {STOP_SECONDS} s.")
                done = self._end(STOP_SECONDS)
            if done.returncode and self._postmaster() == pid:
                raise DatabaseRefused(
                    f"PostgreSQL (process {pid}) was told to end, and still runs. If it stands "
                    f"still, `kill -CONT {pid}` lets it go on, and it ends."
                )
            if done.returncode:
                raise self._refusal(done.stderr)
        return True

    def _end(self, seconds: int) -> subprocess.CompletedProcess[str]:
        """Tell the server to end, and wait for that."""
        return self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", f"{seconds}")

    def has(self, name: str) -> bool | None:
        """Whether the server has a database `name`; None if the server does not answer."""
        try:
            with self.connect() as connection:
                row = connection.execute(
                    "SELECT current_setting('data_directory'),"
                    " EXISTS (SELECT FROM pg_database WHERE datname = %s)",
                    [name],
                ).fetchone()
        except psycopg.OperationalError as error:
            if "too many clients" in str(error):
                raise self._refusal(str(error)) from error
            return None
        return row[1] if row and Path(row[0]) == self.data else None

    def has_died(self) -> bool:
        """Whether the server has ended, and nobody had stopped it."""
        if not (self.data / "PG_VERSION").exists() or self._postmaster() is not None:
            return False
        found = self._run("pg_controldata", "-D", self.data).stdout
        state = next((row for row in found.splitlines() if "cluster state" in row), "")
        return bool(state) and "shut down" not in state

    def others(self) -> int:
        """How many other programs are connected; 0 if the server does not answer."""
        try:
            with self.connect() as connection:
                row = connection.execute(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                ).fetchone()
        except psycopg.OperationalError:
            return 0
        return row[0] if row else 0

    def connect(self) -> psycopg.Connection:
        """A connection to the maintenance database. Raises psycopg.OperationalError."""
        return psycopg.connect(
            host=str(self.sockets),
            port=5432,
            user=ROLE,
            dbname="postgres",
            connect_timeout=ANSWER_SECONDS,
            autocommit=True,
        )

    @contextmanager
    def _lock(self) -> Iterator[int]:
        with (self.home / "lock").open("a") as file:
            if os.geteuid() == 0:
                os.fchown(file.fileno(), self.account.uid, self.account.gid)
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file.fileno()

    def _ensure_answering(self, lock: int) -> bool:
        if self.has("") is not None:
            return False
        if self._postmaster() is not None:  # it is recovering or busy
            self._await(RECOVERY_SECONDS)
            return False
        self._refuse_taken_socket()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(lock)
        self._launch()
        return True

    def _initialise(self, lock: int) -> None:
        unfinished = self.data.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        locale = ["--locale=C.UTF-8", "--encoding=UTF8"]
        if self.programs.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = self._run(
            *("initdb", "--pgdata", unfinished, "--username", ROLE, "--data-checksums"),
            *("--auth-local=trust", "--auth-host=reject", "--no-instructions", *locale),
            lock=lock,
        )
        if done.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise self._refusal(done.stderr)
        unfinished.rename(self.data)

    def _launch(self) -> None:
        options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        quoted = str(self.sockets).replace('"', '""')
        options.append(f'-cunix_socket_directories="{quoted}"')
        deadline = time.monotonic() + REAPING_SECONDS
        while True:
            self._disown_stale_locks()
            seen = self.log.stat().st_size if self.log.exists() else 0
            done = self._run(
                *("pg_ctl", "start", "-D", self.data, "-l", self.log, "-o", shlex.join(options)),
                *("-w", "-t", str(RECOVERY_SECONDS)),
            )
            if done.returncode == 0:
                return self._await(REAPING_SECONDS)
            output = self._logged_since(seen) or done.stderr
            # The processes of a killed server keep its memory until they notice and end.
            if "still in use" not in output or time.monotonic() > deadline:
                raise self._refusal(output)
            time.sleep(0.2)

    def _await(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while self.has("") is None:
            if time.monotonic() > deadline:
                raise self._refusal(f"no answer for {seconds:.0f} seconds, see {self.log}")
            time.sleep(0.1)

    def _create(self, name: str) -> None:
        if self.has(name):
            return
        try:
            with self.connect() as connection:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.Error as error:
            raise self._refusal(str(error)) from error

    def _postmaster(self) -> int | None:
        """The process id of this folder's server; None if the file names another process."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if f" -D {self.data} " in command_of(pid) else None

    def _disown_stale_locks(self) -> None:
        """Take out of PostgreSQL's lock files a process id that now belongs to another program."""
        (self.sockets / f"{SOCKET_FILE}.lock").unlink(missing_ok=True)
        file = self.data / "postmaster.pid"
        if file.exists() and self._postmaster() is None:
            # Keep the other lines: PostgreSQL needs them to find processes that use its memory.
            rest = file.read_text().partition("\n")[2]
            file.write_text(f"{NOBODYS_PID}\n{rest}")

    def _refuse_taken_socket(self) -> None:
        path = self.sockets / SOCKET_FILE
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except OSError:
                return
        raise DatabaseRefused(f"Another program holds the socket {path}: end it first.")

    def _run(
        self, program: str, *arguments: str | Path, lock: int | None = None
    ) -> subprocess.CompletedProcess[str]:
        folder = self.programs.within_reach(self.account, self.home)
        return run_as(self.account, folder / program, *arguments, lock=lock)

    def _logged_since(self, position: int) -> str:
        if not self.log.exists():
            return ""
        with self.log.open(errors="replace") as file:
            file.seek(position)
            return file.read()

    def _refusal(self, reason: str, number: int | None = None) -> DatabaseRefused:
        if number == errno.ENOSPC or "No space left on device" in reason:
            return DatabaseRefused(
                f"The disk that holds {self.home} is full: PostgreSQL cannot run there."
            )
        return DatabaseRefused(f"PostgreSQL cannot run in {self.data}: {reason_in(reason)}")
