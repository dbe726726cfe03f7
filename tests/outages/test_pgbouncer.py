"""A site behind a PgBouncer that pools transactions, with fewer connections than the site."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from clinics.documents.actions.places import LOCK, place
from clinics.documents.check import DocumentRefused
from directory.databases.limits import for_web
from directory.devserver.database import PROJECT
from directory.devserver.embedded import Server
from tests import make
from tests.at_once import all_at_once
from tests.outages.conftest import served, until
from tests.outages.test_away import slug

pytestmark = pytest.mark.skipif(not shutil.which("pgbouncer"), reason="no pgbouncer here")
CONFIG = """
[databases]
* = host={host} port=5432
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = 2
listen_port = 5432
"""


@pytest.fixture(scope="module")
def pooler() -> Iterator[str]:
    """The folder of the socket of a PgBouncer before our server."""
    account = Server.of(PROJECT).account
    as_it: dict[str, Any] = {"user": account.uid} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="pooler") as folder:
        os.chown(folder, account.uid, -1)
        config = Path(folder) / "pgbouncer.ini"
        host = connection.settings_dict["HOST"]
        config.write_text(CONFIG.format(host=host, folder=folder).replace(
            "port=5432", f"port=5432 user={connection.settings_dict['USER']}"
        ))  # fmt: skip
        config.chmod(0o644)
        process = subprocess.Popen(
            ["pgbouncer", "--quiet", config], cwd="/", stderr=subprocess.DEVNULL, **as_it
        )
        with socket.socket(socket.AF_UNIX) as probe:
            until(lambda: not probe.connect_ex(f"{folder}/.s.PGSQL.5432"), "no pgbouncer")
        yield folder
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def site(database, pooler, tmp_path_factory):
    """The site behind it. Its role has the limits; here it is the one that owns the tables."""
    log = tmp_path_factory.mktemp("site") / "log"
    with served(database, pooler, log, PGBOUNCER="1") as site:
        yield site


def test_every_kind_of_page_and_file_is_answered_by_threads_that_share_two_connections(site):
    paths = [
        "/search/?near=33444", f"/clinics/{slug(site)}/", "/api/v1/clinics?near=33444",
        "/fhir/Location", "/hsds/services?format=ndjson", "/compare.csv", "/sitemap.xml",
    ]  # fmt: skip
    with ThreadPoolExecutor(4) as readers:
        found = [answer.status for answer in readers.map(site.ask, paths * 4)]
    assert found == [200 if path != "/compare.csv" else 400 for path in paths * 4]
    assert site.ask("/readyz").page == "ok\n"
    assert [line for line in site.said() if "ERROR" in line] == []


def test_the_limits_are_those_of_the_role(site, database):
    user = connection.settings_dict["USER"]
    site.run(f"alter role {user} in database {database} set lock_timeout = '1s'")
    kill = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
    site.run(f"{kill} and datname = current_database()")  # sessions with the limits come
    path = f"/clinics/{slug(site)}/"
    with site.held("clinics_clinic"):
        answer = site.ask(path)
    site.run(f"alter role {user} in database {database} reset lock_timeout")
    assert (answer.status, answer.head["retry-after"]) == (503, "2")
    assert site.ask(path).status == 200


@pytest.mark.django_db(transaction=True)
def test_a_place_for_files_is_held_in_a_transaction_of_its_own(settings):
    settings.PGBOUNCER = True
    cam, rival = make.user("cam@example.org"), make.user("rival@example.org")

    def taken(person):
        def call():
            with place(person):
                return "taken"

        return call

    with place(cam):
        with connection.cursor() as cursor:
            cursor.execute("select pid = pg_backend_pid() from pg_locks where classid = %s", [LOCK])
            assert cursor.fetchall() == [(False,)]
        [refused] = all_at_once([taken(cam)])
        assert isinstance(refused, DocumentRefused)
        assert all_at_once([taken(rival)]) == ["taken"]
    assert all_at_once([taken(cam)]) == ["taken"]


@pytest.mark.django_db
def test_the_runtime_role_gets_the_limits_of_this_database(capsys):
    with connection.cursor() as cursor:
        cursor.execute("create role a_role_of_the_site")
        call_command("grant_runtime", "a_role_of_the_site")
        cursor.execute(
            "select setconfig from pg_db_role_setting where setrole = 'a_role_of_the_site'::regrole"
        )
        assert cursor.fetchall() == [
            (["statement_timeout=10000ms", "lock_timeout=5000ms",
              "idle_in_transaction_session_timeout=30000ms"],)
        ]  # fmt: skip
    assert capsys.readouterr().out.splitlines() == [
        "The role “a_role_of_the_site” may serve readers now."
    ]


@pytest.mark.django_db
def test_an_owner_who_may_not_set_them_reads_what_a_superuser_must_run(capsys):
    with connection.cursor() as cursor:
        cursor.execute("create role a_role_of_the_site; create role an_owner")
        cursor.execute(
            "select format('alter table %I owner to an_owner', tablename) from pg_tables"
            " where schemaname = 'public' union all "
            "select format('alter sequence %I owner to an_owner', sequencename) from pg_sequences"
            " where false"
        )
        for (order,) in cursor.fetchall():
            cursor.execute(order)
        cursor.execute("grant usage, create on schema public to an_owner with grant option")
        cursor.execute("set local role an_owner")
        call_command("grant_runtime", "a_role_of_the_site")
        cursor.execute("reset role")
    name = connection.settings_dict["NAME"]
    said = capsys.readouterr().out.splitlines()
    assert said[1] == "Behind a PgBouncer, let a superuser set its time limits:"
    assert said[2] == (
        f'alter role "a_role_of_the_site" in database "{name}" set "statement_timeout" '
        "= '10000ms';"
    )
    assert len(said) == 5


def test_a_pgbouncer_gets_no_settings_and_no_cursor_that_outlives_its_transaction():
    found = for_web({"OPTIONS": {"pool": {}}}, statement_seconds=10, is_pgbouncer=True)
    assert found["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert "options" not in found["OPTIONS"]
