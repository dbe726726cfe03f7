"""/readyz says in time, and in words, why nobody should be sent here."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from directory.devserver.embedded import Server
from directory.devserver.embedded.home import apart_from
from directory.site import ready
from tests import databases
from tests.outages.conftest import until

LATER = "insert into django_migrations (app, name, applied) values ('clinics', '9999_later', now())"


def answered(site) -> tuple[int, str]:
    answer = site.ask("/readyz")
    assert answer.seconds < 10, "only so that a hanging check fails"
    return answer.status, answer.page


def test_it_knows_tables_that_are_older_or_newer_than_the_code(site):
    assert answered(site) == (200, "ok\n")
    newest = "app = 'clinics' order by id desc limit 1"
    [(key, name)] = site.run(f"select id, name from django_migrations where {newest}")
    site.run("update django_migrations set app = 'gone' where id = %s", key)
    missing = answered(site)
    site.run("update django_migrations set app = 'clinics' where id = %s", key)
    site.run(LATER)
    newer = answered(site)
    site.run("delete from django_migrations where name = '9999_later'")
    assert missing == (503, "1 migrations are not applied\n"), name
    assert newer == (503, "1 migrations of the database are newer than the code\n")
    assert answered(site) == (200, "ok\n")


def test_it_answers_in_time_while_the_database_hangs_and_leaves_one_thread_behind_at_most(
    site, line
):
    line.silence()
    try:
        found = [answered(site) for _ in range(3)]
    finally:
        line.resume()
    assert found == [(503, "the database does not answer\n")] * 3
    until(lambda: answered(site) == (200, "ok\n"), "never ready again")


@pytest.mark.django_db
def test_what_an_app_that_is_gone_has_left_behind_is_not_newer():
    with connection.cursor() as cursor:
        cursor.execute(LATER.replace("'clinics'", "'former'"))
    assert ready.look() == ""


@pytest.mark.django_db(transaction=True)
def test_a_server_that_only_reads_is_not_ready():
    assert ready.cannot_write() == ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local default_transaction_read_only = on")
        assert ready.cannot_write() == "the database only reads"


def test_documents_need_room(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path / "not" / "yet")
    assert ready.documents_lack_room() == ""
    monkeypatch.setattr(ready, "ROOM", shutil.disk_usage(tmp_path).total)
    assert ready.documents_lack_room() == "the disk of the documents is full"


@pytest.fixture
def small() -> Iterator[Path]:
    """A disk of 200 MB."""
    folder = Path(tempfile.mkdtemp(prefix="small ", dir="/var/tmp"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=200m,mode=755", "x", folder]
    if os.geteuid() or subprocess.run(mount, check=False).returncode:
        folder.rmdir()
        pytest.skip("this account may not mount a small disk")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


def test_a_full_disk_is_noticed_before_somebody_saves(small, django_db_blocker):
    server = Server.of(small)
    former = connection.settings_dict["HOST"]
    server.start("kept")
    try:
        with django_db_blocker.unblock(), databases.using("kept"):
            connection.settings_dict["HOST"] = str(server.sockets)
            assert ready.cannot_write() == ""
            filler = small / "filler"
            fill = ["dd", "if=/dev/zero", f"of={filler}", "bs=64k", "status=none"]
            assert "No space left" in subprocess.run(
                fill, stderr=subprocess.PIPE, text=True, check=False
            ).stderr  # fmt: skip
            assert ready.cannot_write() == "the disk of the database is full"
            filler.unlink()
            assert ready.cannot_write() == ""
    finally:
        connection.settings_dict["HOST"] = former
        server.stop()
        shutil.rmtree(apart_from(server.project, server.account), ignore_errors=True)
