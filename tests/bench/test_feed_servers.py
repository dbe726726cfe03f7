"""The feed on servers that crash, that are started again, and that stand by."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from directory.devserver.embedded import DatabaseRefused, Server
from directory.devserver.embedded.home import apart_from, make_private
from directory.devserver.embedded.programs import run_as
from directory.search.columns import shared
from directory.search.question import Question
from directory.search.search import search
from tests.clinics.test_import_killed import database_url
from tests.directory.columns_seen import assert_as_loaded_anew, copies
from tests.directory.feed_readers import all_seen, orders

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
KEPT = "kept"


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test's own, whose database has the site's tables without any row."""
    folder = Path(tempfile.mkdtemp(prefix="feed", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        server = Server.of(folder)
    except DatabaseRefused as refused:
        pytest.skip(str(refused))
    programs = server.programs.folder
    if not all((programs / name).exists() for name in ("pg_dump", "pg_restore", "pg_basebackup")):
        pytest.skip("the programs to dump, restore and copy are not there")
    server.start(KEPT)
    dump = [programs / "pg_dump", "--format=custom", "--schema-only", "--dbname", database_url()]
    made = subprocess.run(dump, capture_output=True, check=True)
    restore = [programs / "pg_restore", "--no-owner", "--dbname", f"{KEPT}", "--username",
               "postgres", "--host", str(server.sockets)]  # fmt: skip
    subprocess.run(restore, input=made.stdout, capture_output=True, check=True)
    yield server
    server.stop()
    shutil.rmtree(server.home, ignore_errors=True)
    shutil.rmtree(apart_from(server.project, server.account), ignore_errors=True)
    shutil.rmtree(folder)


def reached(server: Server, port: str = "5432") -> dict[str, str]:
    return {"dbname": KEPT, "user": "postgres", "host": str(server.sockets), "port": port}


@contextmanager
def at(server: Server, port: str = "5432") -> Iterator[None]:
    """Send this process's connections there for a while."""
    former = dict(connection.settings_dict)
    let_go()
    connection.settings_dict |= {"NAME": KEPT, "USER": "postgres", "HOST": str(server.sockets),
                                 "PORT": port, "PASSWORD": ""}  # fmt: skip
    try:
        yield
    finally:
        let_go()
        connection.settings_dict |= former


def let_go() -> None:
    """Close every connection of this process to the site's database."""
    connection.close()
    connection.close_pool()


def connected(reach: dict[str, str]) -> psycopg.Connection:
    """A connection, once the server takes any."""
    for _attempt in range(200):
        try:
            return psycopg.connect(**reach, autocommit=True)
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise AssertionError("the server does not come back")


def found() -> int:
    return search(Question(offers="any")).count


def test_numbers_that_a_crash_gives_again_hide_no_commit(server):
    with at(server):
        keys = copies(50)
        assert found() == 51
        with connected(reached(server)) as other:
            other.execute("checkpoint")
            for _number in range(3):  # never committed, so never on the disk
                other.execute("begin; select pg_current_xact_id(); rollback")
            assert found() == 51
            seen = shared.held().loaded.seen
            os.kill(other.info.backend_pid, signal.SIGKILL)
        let_go()
        with connected(reached(server)) as other:
            ((number,),) = other.execute("select pg_current_xact_id()::text").fetchall()
            assert int(number) < int(seen.xmax)
            other.execute("delete from clinics_searchrow where clinic_id = %s", [keys[0]])
            ((deleted_by,),) = other.execute("select xid::text from clinics_searchgone").fetchall()
        assert int(deleted_by) < int(seen.xmax)
        assert found() == 50
        assert_as_loaded_anew()


def test_a_server_that_is_started_again_is_loaded_anew(server):
    with at(server):
        keys = copies(50)
        assert found() == 51
        former = shared.held().loaded.columns
        let_go()
        server.stop()
        server.start(KEPT)
        with connected(reached(server)) as other:
            other.execute("delete from clinics_searchrow where clinic_id = %s", [keys[0]])
        assert found() == 50
        assert assert_as_loaded_anew() is not former


@pytest.fixture
def standby(server) -> Iterator[str]:
    """The port of a hot standby of the server, in the same folder of sockets."""
    programs, account = server.programs.within_reach(server.account, server.home), server.account
    data, port = server.home / "standby", "5433"
    make_private(data, account)
    for order in (
        [programs / "pg_basebackup", "--host", server.sockets, "--username", "postgres",
         "--pgdata", data, "--write-recovery-conf", "--checkpoint=fast"],
        [programs / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", f"{data}.log",
         "--options", f"-c port={port} -c unix_socket_directories={server.sockets}"
         " -c listen_addresses= -c shared_buffers=64MB"],
    ):  # fmt: skip
        done = run_as(account, *order)
        assert done.returncode == 0, done.stderr
    yield port
    run_as(account, programs / "pg_ctl", "stop", "--pgdata", data, "--mode", "immediate")


def test_a_standby_shows_every_commit_that_has_reached_it(server, standby, capsys):
    with at(server):
        keys = copies(2000)
    primary = connected(reached(server))
    with at(server, standby), connected(reached(server, standby)) as asked, primary:

        def arrived() -> None:
            ((wanted,),) = primary.execute("select pg_current_wal_flush_lsn()").fetchall()
            while not asked.execute(
                "select pg_last_wal_replay_lsn() >= %s::pg_lsn", [wanted]
            ).fetchone()[0]:
                time.sleep(0.001)

        arrived()
        assert found() == 2001
        wanted = orders(keys, writers=3, edits=400, held=1, where=reached(server))
        seen = all_seen(wanted, threads=1, arrived=arrived)
        arrived()
        assert shared.held().loaded.seen.is_standby
        assert_as_loaded_anew()
    with capsys.disabled():
        print(f"\nstandby: {seen.checks:,} commits looked for, {len(seen.missed)} missed")
    assert seen.missed == []
    assert seen.checks > 600
