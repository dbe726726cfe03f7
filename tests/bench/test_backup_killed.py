"""Backups and restores that are killed at random moments; prints what was left each time."""

import random
import time

import pytest

from directory.backup.folder import files_in
from directory.backup.manifest import Manifest
from directory.backup.tables import held, tables
from directory.site.restoring import is_restoring
from tests import databases
from tests.directory.backup.conftest import (
    empty,
    empty_database,
    environment,
    peopled,
    peopled_backup,
    peopled_site,
)
from tests.directory.backup.test_killed import ended, killed, start, whole

__all__ = ["empty", "peopled", "peopled_backup", "peopled_site"]  # fixtures

pytestmark = pytest.mark.bench
MOMENTS = 10


def test_ten_backups_killed_at_random_moments(peopled_site, tmp_path):
    site = peopled_site
    known = environment(site.database, site.media)
    began = time.monotonic()
    ended(start("backup", tmp_path / "first", known))
    seconds = time.monotonic() - began
    for number in range(MOMENTS):
        folder, moment = tmp_path / f"day-{number}", random.uniform(0.3, 1) * seconds
        process = start("backup", folder, known)
        time.sleep(moment)
        code = killed(process)
        left = [path.name for path in tmp_path.glob(f"day-{number}*")]
        if folder.exists():
            assert whole(folder)
        else:
            ended(start("backup", folder, known))
            assert whole(folder)
        print(
            f"backup killed after {moment:.2f} of {seconds:.2f} s: ended with {code}, left {left}"
        )


def test_ten_restores_killed_at_random_moments(peopled_backup, empty, tmp_path):
    backup = peopled_backup
    manifest = Manifest.of(backup)
    with empty(tmp_path / "first") as database:
        began = time.monotonic()
        ended(start("restore", backup, environment(database, tmp_path / "first")))
        seconds, expected = time.monotonic() - began, held()
    for number in range(MOMENTS):
        media, moment = tmp_path / f"media-{number}", random.uniform(0.3, 1) * seconds
        with empty_database() as database, databases.using(database):
            process = start("restore", backup, environment(database, media))
            time.sleep(moment)
            code = killed(process)
            left = len(tables()), is_restoring()
            assert is_restoring() or left[0] in (0, len(manifest.tables) + 3)
            if is_restoring() or not tables():
                ended(start("restore", backup, environment(database, media)))
            now = held()
            assert now.keys() == expected.keys()
            assert now["clinics_clinic"] == manifest.tables["clinics_clinic"]
            assert len(files_in(media)) == 2
            assert not is_restoring()
        print(f"restore killed after {moment:.2f} of {seconds:.2f} s: ended with {code}, "
              f"left {left[0]} tables, marked: {left[1]}")  # fmt: skip
