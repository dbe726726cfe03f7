"""Recovery to the moment before a mistake, by the commands of docs/operate.md as they stand."""

import datetime as dt
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from clinics.models import Clinic, Fact, Review
from clinics.reviews.actions import write
from directory.backup.actions.restore import restore, settle_recovered
from directory.backup.exports import exports
from directory.devserver.embedded import DatabaseRefused
from directory.devserver.embedded.home import account_for
from directory.devserver.embedded.programs import Programs, run_as
from tests import make
from tests.clinics.reviews.cast import published

pytestmark = pytest.mark.once("it starts a server of its own")
DATABASE = "clinics"


def blocks() -> list[str]:
    """The commands under “To any moment”, in their order."""
    text = (settings.BASE_DIR / "docs/operate.md").read_text()
    section = text.split("\n### To any moment")[1].split("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Machine:
    """A machine with PostgreSQL: its shell, and where things lie."""

    folder: Path
    programs: Path

    def runs(self, commands: str, **more: str) -> str:
        """What the account of the server sees when it types these commands."""
        known = {"PGDATA": f"{self.folder}/data", "PGHOST": f"{self.folder}/socket",
                 "KEPT": f"{self.folder}/kept", "HOME": str(self.folder)} | more  # fmt: skip
        set_up = "".join(f"export {name}='{value}'\n" for name, value in known.items())
        set_up += f'export PATH="{self.programs}:$PATH"\ncd "$HOME"\nset -e\n'
        done = run_as(account_for(settings.BASE_DIR), "bash", "-c", set_up + commands)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def site(self, media: Path) -> Iterator[None]:
        """The site works with this machine's database in the block."""
        former = dict(connection.settings_dict)
        connection.close()
        connection.close_pool()
        options = {**former["OPTIONS"], "options": ""}
        connection.settings_dict.update(
            NAME=DATABASE, HOST=f"{self.folder}/socket", PORT="5432", USER="postgres", PASSWORD="",
            OPTIONS=options,
        )  # fmt: skip
        try:
            with override_settings(MEDIA_ROOT=str(media)):
                yield
        finally:
            connection.close()
            connection.close_pool()
            connection.settings_dict.update(former)


@pytest.fixture
def machine() -> Iterator[Machine]:
    """A machine whose server runs, with an empty database."""
    try:
        programs = Programs.find(os.environ.get("PG_BIN", "")).folder
    except DatabaseRefused as refused:
        pytest.skip(str(refused))
    account = account_for(settings.BASE_DIR)
    folder = Path(tempfile.mkdtemp(prefix="any moment ", dir="/var/tmp"))
    (folder / "socket").mkdir()
    if os.geteuid() == 0:
        for path in (folder, folder / "socket"):
            shutil.chown(path, account.name)
    made = Machine(folder, Programs(programs).within_reach(account, folder))
    made.runs(
        "initdb --username=postgres --encoding=UTF8 --locale=C.UTF-8 --auth=trust "
        '--no-sync --no-instructions >"$HOME/initdb.log"\n'
        "cat >>\"$PGDATA/postgresql.conf\" <<END\nlisten_addresses = ''\n"
        "unix_socket_directories = '$PGHOST'\nport = 5432\nEND\n"
        'export PGUSER=postgres\npg_ctl start --wait --log="$HOME/first.log"\n'
        f"createdb {DATABASE}\n"
    )
    try:
        yield made
    finally:
        with_server = folder / "data/postmaster.pid"
        if with_server.exists():
            made.runs("pg_ctl stop --wait --mode=immediate")
        shutil.rmtree(folder)


def exported() -> dict[str, bytes]:
    """Every export, as it is now."""
    return {path: b"".join(parts) for path, parts in exports()}


def test_the_moment_before_a_mistake_comes_back_as_it_was(
    machine, peopled_backup, tmp_path, django_db_blocker, mailoutbox
):
    variables, once, nightly, which, back = blocks()
    assert [line.split("=")[0] for line in variables.splitlines()] == [
        "export PGDATA", "export KEPT",
    ]  # fmt: skip
    postgres = {"PGUSER": "postgres"}
    media = tmp_path / "media"
    with django_db_blocker.unblock(), machine.site(media):
        machine.runs(once, **postgres)
        restore(peopled_backup)
        machine.runs(nightly, **postgres)
        (copy,) = (machine.folder / "kept/base").iterdir()

        clinic, mo = make.clinic(slug="after-the-copy"), make.moderator("moe@example.org")
        erased = published(clinic, mo)
        rival = published(clinic, mo, email="rival@mail.example", network="192.0.2.9")
        cursor = Client().get("/api/v1/changes").json()["next"]
        before, moment = exported(), timezone.now()
        assert b"after-the-copy" in before["exports/clinics.csv"]

        Fact.objects.all()._raw_delete(connection.alias)  # the mistake
        write.erase(erased)
        assert exported() != before
        connection.close()
        connection.close_pool()

        named = dict(re.findall(r'(\w+)="([^"]*)"', which))
        assert sorted(named) == ["COPY", "MOMENT"]
        assert dt.datetime.fromisoformat(named["MOMENT"]).tzinfo
        machine.runs(back, COPY=str(copy), MOMENT=str(moment), **postgres)

        assert exported() == before
        assert Review.objects.filter(pk=erased.pk).exists()
        settle_recovered()
        assert [one.pk for one in Review.objects.filter(clinic=clinic.pk)] == [rival.pk]
        assert exported() == before
        assert Clinic.objects.get(pk=clinic.pk).marks_count == 1
        answer = Client().get("/api/v1/changes", {"after": cursor})
        assert answer.status_code == 410
