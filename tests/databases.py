"""The test databases: made once a run, copied for each worker, changed and copied back.

`template` has every migration and the whole gazetteer; `demo` is a copy of it with the demo's
clinics; `peopled` is a copy of that with the people who treat there. PostgreSQL copies a database
in a fraction of a second; making one takes many.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pgtrigger
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from clinics.credentials.actions.demo import make_people
from clinics.exchange.actions.demo import make_accounts, make_demo
from clinics.models import User
from clinics.moderation.actions.demo import make_lives
from directory.places.load import load_places, read_places
from tests.at_once import settled

KEPT = {"directory_place", "django_content_type", "auth_permission", "django_migrations"}
"""Tables that a test which commits leaves as they are: they hold what the template holds."""

SITE = connection.settings_dict["NAME"]
"""The site's own database, which no test may change."""


class Run(NamedTuple):
    """One run of the tests, with all its workers."""

    name: str
    day: str
    keeps: bool
    """Whether databases that a run of the same day has left are good enough."""

    def may_use(self, said: str) -> bool:
        """Whether a database is right for this run; `said`: the comment on it."""
        return said == str(self) or (self.keeps and said.startswith(self.day))

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


def name_of(part: str) -> str:
    """The name of one of the run's databases; a worker's own ones end in the worker's name."""
    worker = "" if part in _MADE else os.environ.get("PYTEST_XDIST_WORKER", "")
    return "_".join(filter(None, ("test", SITE, part, worker)))


def make_own(run: Run) -> str:
    """Copy the template under this worker's own name, and use the copy from now on."""
    own = name_of("")
    copy(made("template", run), own)
    use(own)
    return own


def made(part: str, run: Run) -> str:
    """The name of a database that the first worker to ask for it makes.

    A comment on the database, the last thing written, names the run that made it.
    """
    name = name_of(part)
    with connection._nodb_cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext(%s))", [name])
        cursor.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s",
            [name],
        )
        said = (cursor.fetchone() or [None])[0]
        if not run.may_use(said or ""):
            cursor.execute(f'drop database if exists "{name}"')
            below = _COPIED.get(part)
            start = made(below, run) if below else "template1"
            cursor.execute(f'create database "{name}" template "{start}"')
            with using(name):
                _MADE[part]()
            cursor.execute(f"comment on database \"{name}\" is '{run}'")
    return name


def _make_template() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable")
    load_places(read_places())


def _make_people() -> None:
    """The demo's people. Of their papers only the rows are kept, no files."""
    emails = make_accounts()
    admin, moderator = (User.objects.get(email=email) for email in emails)
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        make_people(moderator=moderator, admin=admin)
        make_lives(moderator=moderator, admin=admin)


_MADE: dict[str, Callable[[], object]] = {
    "template": _make_template, "demo": make_demo, "peopled": _make_people,
}  # fmt: skip
"""What fills each database that all workers share."""

_COPIED = {"demo": "template", "peopled": "demo"}
"""Which of them each begins as."""


def copy(source: str, name: str) -> None:
    """Make a database `name` that holds what `source` holds."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}"')
        cursor.execute(f'create database "{name}" template "{source}"')


def drop(*names: str) -> None:
    """Take databases away. A connection that a test left open is an error."""
    with connection._nodb_cursor() as cursor:
        for name in names:
            cursor.execute(f'drop database if exists "{name}"')


def use(name: str) -> str:
    """Send this process's new connections to another database; the name of the former one."""
    former = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name
    return former


@contextmanager
def using(name: str) -> Iterator[None]:
    """Send this process's connections to another database for a while."""
    former = use(name)
    try:
        yield
    finally:
        use(former)


@contextmanager
def with_demo(run: Run, part: str = "demo") -> Iterator[None]:
    """Use a copy of the demo's database, which is taken away afterwards."""
    own = name_of("copy")
    copy(made(part, run), own)
    with using(own):
        yield
    drop(own)


def empty(_test: object) -> None:
    """Take away what a test has committed: instead of Django's flush, which fills tables anew."""
    settled()  # a mail that is still being sent locks its row
    tables = set(connection.introspection.django_table_names(only_existing=True)) - KEPT
    tables |= {settings.CACHES["default"]["LOCATION"]}  # it has no model
    asked = " union all ".join(
        f"(select '{name}' from \"{name}\" limit 1)" for name in sorted(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        if found := [f'"{name}"' for (name,) in cursor.fetchall()]:
            with pgtrigger.ignore():  # the trail refuses to be emptied
                cursor.execute(f"truncate {', '.join(found)} cascade")
