"""Documents and erasures in a bucket: backed up, restored and found there like in a folder."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from clinics.erasures.actions import copy_erasures
from clinics.listing.actions.status import remove
from clinics.models import Clinic, Erasure, Evidence
from directory.backup.actions.make import make_backup
from directory.backup.actions.restore import restore
from directory.backup.refused import BackupRefused
from tests import databases, make
from tests.directory.backup.conftest import empty_database
from tests.test_documents_url import bucket, free_port, server, use

__all__ = ["bucket", "server"]  # fixtures


def move(site) -> None:
    """Put the site's documents from its folder into the bucket."""
    for document in Evidence.objects.exclude(file=""):
        with (site.media / document.file.name).open("rb") as file:
            default_storage.save(document.file.name, file)


@pytest.fixture
def in_bucket(site, bucket):
    """The site, with its documents in a bucket."""
    move(site)
    return bucket


def test_documents_come_from_the_bucket_and_go_back_into_it(in_bucket, tmp_path, site):
    names = sorted(one.file.name for one in Evidence.objects.exclude(file=""))
    assert sorted(one.key for one in in_bucket.objects.all()) == [f"of-clinics/{n}" for n in names]
    made = make_backup(tmp_path / "monday")
    assert sorted(name for name in made.files if name.startswith("documents/")) == [
        f"documents/{name}" for name in names
    ]
    clinic = make.clinic(slug="heron")
    make_backup(tmp_path / "tuesday")
    remove(clinic.pk, actor="moderator")
    default_storage.delete(names[0])
    with empty_database() as name, databases.using(name):
        lines: list[str] = []
        restore(tmp_path / "tuesday", tell=lines.append)
        assert "1 erasures since the backup; 1 had to be done again." in lines
        assert Clinic.objects.get(slug="heron").status == "removed"
    with default_storage.open(names[0]) as file:
        assert file.read() == (site.media / names[0]).read_bytes()
    documents = [one.key for one in in_bucket.objects.filter(Prefix="of-clinics/evidence/")]
    assert sorted(documents) == [f"of-clinics/{name}" for name in names]


def test_a_bucket_that_does_not_answer_is_said_in_words(site, settings, tmp_path):
    use(settings, free_port(), "papers")
    with pytest.raises(BackupRefused, match="Could not connect to the endpoint URL"):
        make_backup(tmp_path / "monday")
    assert list(tmp_path.glob("monday*")) == []


def test_what_could_not_be_copied_is_copied_later(site, settings, caplog):
    use(settings, free_port(), "papers")
    assert remove(make.clinic(slug="heron").pk, actor="moderator").status == "removed"
    made = Erasure.objects.get(kind="taken-off", copied_at=None)
    assert "An erasure could not be copied: OSError. The next `forget` tries again." in caplog.text
    later = timezone.now() + dt.timedelta(minutes=6)
    with pytest.raises(OSError, match="the bucket did not"):
        copy_erasures(at=later)
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }
    assert copy_erasures() == 0
    assert copy_erasures(at=later) == 1
    assert default_storage.exists(f"erasures/{made.at.date()}/{made.token}.json")
    assert copy_erasures(at=later) == 0
