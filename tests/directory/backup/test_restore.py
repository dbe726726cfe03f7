"""A restore proves itself, refuses in words, and overwrites nothing."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from clinics.listing.change_log import log_now
from clinics.models import Clinic, Event, Evidence, SearchRow
from directory.backup import folder as folders
from directory.backup.actions.mark import Mark, mark_of, put_mark, take_mark
from directory.backup.actions.restore import restore
from directory.backup.connecting import one_connection
from directory.backup.folder import measured, read
from directory.backup.manifest import Manifest
from directory.backup.refused import BackupRefused
from directory.backup.tables import others_connected, tables
from directory.site.restoring import is_restoring
from tests import make
from tests.outages.conftest import until

ROLE = connection.settings_dict["USER"]


def refusal(folder) -> str:
    """Why a backup is not restored."""
    with pytest.raises(BackupRefused) as refused:
        restore(folder)
    return str(refused.value)


def sum_anew(folder, **changes) -> None:
    """Write the manifest of a backup anew with these changes, sums included: as a forger would."""
    said = json.loads((folder / "manifest.json").read_bytes()) | changes
    text = json.dumps(said).encode()
    (folder / "manifest.json").write_bytes(text)
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    kept = [line for line in lines if not line.endswith("  manifest.json")]
    kept.append(f"{hashlib.sha256(text).hexdigest()}  manifest.json")
    (folder / "SHA256SUMS").write_text("\n".join(kept) + "\n")


def test_everything_is_there_again_and_proved(peopled_backup, peopled, empty, tmp_path):
    manifest, media = Manifest.of(peopled_backup), tmp_path / "media"
    rows = sum(one.rows for one in manifest.tables.values())
    with empty(media):
        lines: list[str] = []
        restore(peopled_backup, tell=lines.append)
        clinics = Clinic.objects.published().count()
        assert lines == [
            f"{len(manifest.files)} files are as they were made on {manifest.at:%Y-%m-%d}.",
            "The rows are there.",
            f"Proved: all {rows:,} rows in {len(manifest.tables)} tables are those of the backup.",
            "Proved: exports/clinics.csv is the same, byte for byte.",
            "Proved: exports/clinics.ndjson is the same, byte for byte.",
            "Proved: exports/clinics.geojson is the same, byte for byte.",
            "0 erasures since the backup; 0 had to be done again.",
            "2 documents are there.",
            f"{clinics} search rows made again.",
            lines[-1],
        ]
        assert lines[-1].endswith(" rows of the log of public changes deleted.")
        assert SearchRow.objects.count() == clinics
        assert Clinic.objects.filter(slug="heron-of-the-backup").exists()
        for document in Evidence.objects.exclude(file=""):
            stored = (media / document.file.name).read_bytes()
            assert stored == (peopled.media / document.file.name).read_bytes()
        assert not is_restoring()
        assert not log_now().is_foreign
        call_command("migrate", check_unapplied=True, stdout=StringIO())
        # What the database itself refuses, it refuses again; and its triggers fire.
        with pytest.raises(DatabaseError, match="Cannot update or delete rows from clinics_event"):
            Event.objects.all().delete()
        make.clinic(slug="rival")
        assert SearchRow.objects.count() == clinics + 1


def test_a_database_that_is_not_empty_is_left_alone(backup, site):
    before = Clinic.objects.count()
    assert refusal(backup) == (
        "The database is not empty, and a restore overwrites nothing. Make an empty database, and "
        "name it in DATABASE_URL."
    )
    assert Clinic.objects.count() == before
    assert not is_restoring()


CHANGED = {
    "is missing": lambda path: path.unlink(),
    "has changed": lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"),
}


@pytest.mark.parametrize("words", CHANGED)
@pytest.mark.parametrize("name", ["database.dump", "exports/clinics.csv.gz"])
def test_a_file_that_is_not_what_was_made_stops_it(own_backup, empty, tmp_path, name, words):
    CHANGED[words](own_backup / name)
    with empty(tmp_path / "media"):
        assert refusal(own_backup) == (
            f"{own_backup} is not the backup that was made: {name} {words}. Nothing was restored."
        )
        assert tables() == []


def test_a_file_more_stops_it_too(own_backup, empty, tmp_path):
    (own_backup / "documents/evidence/rival.pdf").write_text("rival")
    (own_backup / "exports/more.csv").symlink_to("clinics.csv.gz")
    with empty(tmp_path / "media"):
        assert refusal(own_backup) == (
            f"{own_backup} is not the backup that was made: documents/evidence/rival.pdf does not "
            "belong there; exports/more.csv does not belong there. Nothing was restored."
        )


def test_a_manifest_that_was_changed_stops_it(own_backup, empty, tmp_path):
    text = (own_backup / "manifest.json").read_text()
    (own_backup / "manifest.json").write_text(text.replace('"lost": []', '"lost": ["a"]'))
    with empty(tmp_path / "media"):
        assert refusal(own_backup) == (
            f"{own_backup} is not the backup that was made: manifest.json has changed."
        )
        (own_backup / "SHA256SUMS").unlink()
        assert refusal(own_backup) == (
            f"{own_backup} is no whole backup: SHA256SUMS is missing. A backup that broke off is "
            "none."
        )
        assert refusal(tmp_path / "nowhere") == f"There is no folder {tmp_path}/nowhere."


def test_a_backup_of_a_newer_program_is_refused(own_backup, empty, tmp_path):
    newer = Manifest.of(own_backup).migrations | {"clinics": "9999_what_comes"}
    sum_anew(own_backup, migrations=newer)
    with empty(tmp_path / "media"):
        assert refusal(own_backup) == (
            "The backup is newer than this program, which does not know clinics 9999_what_comes. "
            "Install the version that made it, and restore with that one."
        )
        assert tables() == []


def test_a_backup_that_needs_a_newer_server_is_refused(own_backup, empty, tmp_path):
    sum_anew(own_backup, dumped_with=99)
    with empty(tmp_path / "media"):
        assert refusal(own_backup).startswith("The backup needs PostgreSQL 99 or newer: pg_dump 99")


def test_one_row_that_differs_is_noticed_and_the_database_stays_marked(own_backup, empty, tmp_path):
    held = json.loads((own_backup / "manifest.json").read_bytes())["tables"]
    held["clinics_event"]["digest"] += 1
    sum_anew(own_backup, tables=held)
    with empty(tmp_path / "media"):
        assert refusal(own_backup).startswith(
            "The restored database is not the one of the backup: clinics_event differ. "
        )
        assert is_restoring()
        assert refusal(own_backup).startswith("The restored database is not the one of the backup")


def test_another_export_is_noticed(own_backup, empty, tmp_path):
    exports = json.loads((own_backup / "manifest.json").read_bytes())["exports"]
    exports["exports/clinics.csv"]["size"] += 1
    sum_anew(own_backup, exports=exports)
    with empty(tmp_path / "media"):
        assert refusal(own_backup) == "The restored database exports another exports/clinics.csv."
        assert is_restoring()


def test_a_row_that_is_written_between_loading_and_proving_is_noticed(backup, empty, tmp_path):
    """Whoever loads the rows by hand and lets somebody write before the proof is told."""
    with empty(tmp_path / "media"):
        restore(backup)
        put_mark(Mark(measured(read(backup / "manifest.json")).sha256, "begun"))
        make.clinic()
        assert "clinics_clinic" in refusal(backup)


def test_a_half_restored_database_takes_no_other_backup_and_is_not_backed_up(
    backup, own_backup, empty, tmp_path
):
    sum_anew(own_backup, version="another")
    with empty(tmp_path / "media"):
        put_mark(Mark(measured(read(backup / "manifest.json")).sha256, "begun"))
        assert refusal(own_backup) == (
            "This database is half-way restored from another backup. Go on with that one, or make "
            "an empty database."
        )
        with pytest.raises(CommandError, match="This database is half-way restored: run manage"):
            call_command("backup", tmp_path / "monday", stderr=StringIO())
        restore(backup)
        assert mark_of() is None


def test_beside_another_program_nothing_is_restored(backup, empty, tmp_path, monkeypatch):
    monkeypatch.setattr("directory.backup.actions.restore.PATIENCE", 0.2)
    with empty(tmp_path / "media"):
        for name, called in (("psql", " (psql)"), ("", "")):
            with another_program(name):
                assert refusal(backup) == (
                    f"Others are connected to this database: 1 as {ROLE}{called}. Stop the site, "
                    "the schedulers and every psql, and try again."
                )
        assert tables() == []
        restore(backup)


@contextmanager
def another_program(name: str) -> Iterator[None]:
    """A program that is connected to the database under that name."""
    other = connection.copy()
    other.settings_dict["OPTIONS"] = {"application_name": name} if name else {}
    other.ensure_connection()
    try:
        yield
    finally:
        other.close()


def test_the_owner_of_the_tables_sees_the_site_although_its_role_is_another(empty, tmp_path):
    with empty(tmp_path / "media"), one_connection(), connection.cursor() as cursor:
        cursor.execute("create role an_owner_of_tables; set role an_owner_of_tables")
        try:
            assert others_connected() == ""
            with another_program("the site"):
                assert others_connected() == f"1 as {ROLE} (the site)"
        finally:
            cursor.execute("reset role; drop role an_owner_of_tables")


def test_documents_that_are_there_stay_and_damaged_ones_are_replaced(backup, empty, tmp_path):
    media = tmp_path / "media"
    with empty(media):
        restore(backup)
        there, damaged = (one.file.name for one in Evidence.objects.exclude(file="").order_by("pk"))
        when = (media / there).stat().st_mtime_ns
        (media / damaged).write_bytes(b"damaged")
        (media / "rival.txt").write_text("rival")
        put_mark(Mark(measured(read(backup / "manifest.json")).sha256, "proved"))
        restore(backup)
        assert (media / there).stat().st_mtime_ns == when
        assert (media / damaged).read_bytes() == (backup / f"documents/{damaged}").read_bytes()
        assert folders.files_in(media) == sorted([there, damaged, "rival.txt"])
        assert default_storage.exists("rival.txt")


@pytest.mark.django_db(transaction=True)
def test_readers_are_sent_elsewhere_until_it_is_done(client):
    until(lambda: client.get("/readyz").status_code == 200, "never ready")  # on a busy machine late
    put_mark(Mark("a backup", "begun"))
    try:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"the database is being restored\n")
        assert client.get("/healthz").status_code == 200
    finally:
        take_mark()
    until(lambda: client.get("/readyz").status_code == 200, "never ready again")
