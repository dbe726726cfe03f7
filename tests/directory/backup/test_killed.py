"""A backup and a restore that are killed, and run again, end as if they had run once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from clinics.models import Clinic, Evidence
from directory.backup.folder import files_in, refuse_unless_whole
from directory.backup.manifest import Manifest
from directory.backup.tables import held, tables
from directory.site.restoring import is_restoring
from tests.directory.backup.conftest import environment

DERIVED = {
    "clinics_publicchange", "clinics_searchgone", "clinics_searchrow", "clinics_searchword",
    "clinics_storedcard",
}  # fmt: skip
"""Tables that a restore makes anew from the others."""

pytestmark = pytest.mark.once("what is killed is a process of ours")


def start(command: str, folder: Path, known: dict[str, str]) -> subprocess.Popen:
    """The command in a process of its own. A restore wants to be alone in its database."""
    connection.close()
    connection.close_pool()
    return subprocess.Popen(
        [sys.executable, "manage.py", command, str(folder)], cwd=settings.BASE_DIR, text=True,
        env=os.environ | known, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def killed(process: subprocess.Popen) -> int:
    """What a process ended with, which is killed now unless it has ended."""
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode


def killed_after(line: str, process: subprocess.Popen) -> None:
    """Kill a process as soon as it prints a line that begins so."""
    with process:
        for said in process.stderr:
            if said.startswith(line):
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL, f"it did not print: {line}"


def ended(process: subprocess.Popen) -> str:
    """What a process printed that goes through."""
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out


def whole(folder: Path) -> bool:
    """Whether a folder is a whole backup."""
    refuse_unless_whole(folder, Manifest.of(folder).files, watched=lambda names: names)
    return True


def test_a_killed_backup_is_none_and_the_next_one_is_whole(peopled_site, tmp_path):
    site = peopled_site
    known, folder = environment(site.database, site.media), tmp_path / "monday"
    killed_after("exports/clinics.csv", start("backup", folder, known))
    assert [path.name for path in tmp_path.iterdir() if path != site.media] == ["monday.part"]
    assert "manifest.json" not in files_in(tmp_path / "monday.part")
    assert "2 documents" in ended(start("backup", folder, known))
    assert whole(folder)
    assert [path.name for path in tmp_path.iterdir() if path != site.media] == ["monday"]


def test_a_restore_that_is_killed_again_and_again_ends_as_if_it_had_run_once(
    peopled_backup, empty, tmp_path
):
    backup, media = peopled_backup, tmp_path / "media"
    manifest = Manifest.of(backup)
    with empty(media) as database:
        known = environment(database, media)
        begun = f"{len(manifest.files)} files"
        for line in (begun, "The rows are there", "Proved: exports/clinics.csv", "2 documents"):
            killed_after(line, start("restore", backup, known))
            assert is_restoring()
            assert (len(tables()) == 0) is (line == begun)
        assert ended(start("restore", backup, known)).startswith("Restored. Run manage.py")
        assert not is_restoring()
        now = held()
        other = {name for name, one in now.items() if manifest.tables[name] != one}
        assert other <= DERIVED
        names = [one.file.name for one in Evidence.objects.exclude(file="")]
        assert files_in(media) == sorted(names)
        assert Clinic.objects.filter(slug="heron-of-the-backup").exists()
