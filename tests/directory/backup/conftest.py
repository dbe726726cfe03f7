"""A small site with documents, the demo with its people, their backups, and empty databases."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from clinics.credentials.actions import state
from clinics.documents.check import checked
from clinics.models import Evidence
from directory.backup.actions.make import make_backup
from tests import databases, make
from tests.clinics.documents.cast import picture

_numbers = itertools.count()


@dataclass(frozen=True)
class Site:
    """A site of a test's own: its database, and the folder of its documents."""

    database: str
    media: Path


@contextmanager
def empty_database() -> Iterator[str]:
    """A database without any table; taken away afterwards."""
    name = databases.name_of(f"restored_{next(_numbers)}")
    databases.drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'create database "{name}"')
    try:
        yield name
    finally:
        databases.drop(name)


@pytest.fixture(scope="session")
def grown(run, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    """A site of one clinic with its documents; no test changes it."""
    with django_db_blocker.unblock(), _made("template", run, tmp_path_factory) as site:
        yield site


@pytest.fixture(scope="session")
def peopled(run, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    """The demo with its people and that clinic, which has rows of all kinds; no test changes it."""
    with django_db_blocker.unblock(), _made("peopled", run, tmp_path_factory) as site:
        yield site


@contextmanager
def _made(part: str, run: databases.Run, folders: pytest.TempPathFactory) -> Iterator[Site]:
    media, name = folders.mktemp("media"), databases.name_of(f"grown_{part}")
    databases.copy(databases.made(part, run), name)
    with databases.using(name), override_settings(MEDIA_ROOT=str(media)):
        _add_documents()
    yield Site(name, media)
    databases.drop(name)


def _add_documents() -> None:
    """Two documents with files; those of the demo's people have none in these tests.

    The gazetteer is not needed here, and has ten times as many rows as all else.
    """
    with connection.cursor() as cursor:
        cursor.execute("truncate directory_place")
    Evidence.objects.update(file="", deleted_at="2026-01-01T00:00:00Z")
    clinic = make.clinic(slug="heron-of-the-backup")
    ann = make.member("ann@example.org", clinic)
    for size in ((20, 10), (30, 10)):
        state.claim(clinic, by=ann, kind="malpractice", name=f"Mutual {size}",
                    documents=[checked(picture(size=size), called="a.png")])  # fmt: skip


@pytest.fixture
def site(grown: Site, django_db_blocker, tmp_path) -> Iterator[Site]:
    """A copy of that site, of this test's own; whatever follows in the test works in it."""
    with django_db_blocker.unblock(), _copied(grown, tmp_path / "media") as site:
        yield site


@pytest.fixture
def peopled_site(peopled: Site, django_db_blocker, tmp_path) -> Iterator[Site]:
    """A copy of the one with people, likewise."""
    with django_db_blocker.unblock(), _copied(peopled, tmp_path / "media") as site:
        yield site


@contextmanager
def _copied(source: Site, media: Path) -> Iterator[Site]:
    shutil.copytree(source.media, media)
    name = databases.name_of("backed_up")
    databases.copy(source.database, name)
    with databases.using(name), override_settings(MEDIA_ROOT=str(media)):
        yield Site(name, media)
    databases.drop(name)


@pytest.fixture
def empty(django_db_blocker) -> Iterator[Callable[[Path], Iterator[str]]]:
    """Whatever happens in its block happens in an empty database, with that folder of documents."""

    @contextmanager
    def inside(media: Path) -> Iterator[str]:
        documents = override_settings(MEDIA_ROOT=str(media))
        with empty_database() as name, databases.using(name), documents:
            yield name

    with django_db_blocker.unblock():
        yield inside


@pytest.fixture(scope="session")
def backup(grown: Site, django_db_blocker, tmp_path_factory) -> Path:
    """A backup of the small site; no test changes it."""
    with django_db_blocker.unblock():
        return _backup_of(grown, tmp_path_factory)


@pytest.fixture(scope="session")
def peopled_backup(peopled: Site, django_db_blocker, tmp_path_factory) -> Path:
    """A backup of the one with people; no test changes it."""
    with django_db_blocker.unblock():
        return _backup_of(peopled, tmp_path_factory)


def _backup_of(site: Site, folders: pytest.TempPathFactory) -> Path:
    folder = folders.mktemp("backups") / "monday"
    with databases.using(site.database), override_settings(MEDIA_ROOT=str(site.media)):
        make_backup(folder)
    return folder


@pytest.fixture
def own_backup(backup: Path, tmp_path) -> Path:
    """A copy of that backup, for a test that changes it."""
    shutil.copytree(backup, tmp_path / "copy")
    return tmp_path / "copy"


def environment(database: str, media: Path) -> dict[str, str]:
    """What another process needs to work in that database and folder."""
    from tests.clinics.test_import_killed import database_url  # noqa: PLC0415

    with databases.using(database):
        url = database_url()
    return {"DATABASE_URL": url, "MEDIA_ROOT": str(media), "DEMO": "1",
            "SECRET_KEY": settings.SECRET_KEY}  # fmt: skip
