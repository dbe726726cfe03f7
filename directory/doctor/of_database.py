"""Findings about the database itself: the server, its schema, places, disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from clinics.listing.card import LAYOUT
from clinics.listing.change_log import log_now
from clinics.models import Clinic, SearchRow
from directory.doctor.findings import Finding, look, must, ok
from directory.doctor.of_settings import GB, of_room
from directory.places.models import Place
from directory.site.restoring import is_restoring

EXTENSIONS = ("fuzzystrmatch", "pg_trgm")
TRIGGERS = ("stamp", "gone")
ALWAYS_FIRING = """
select tgname from pg_trigger where tgrelid = 'clinics_searchrow'::regclass and tgenabled = 'A'
"""
SILENT = """
select format('alter table %s enable always trigger %I', tgrelid::regclass, tgname)
from pg_trigger join pg_proc on pg_proc.oid = tgfoid
where proname like 'clinics\\_public\\_%' and tgenabled <> 'A' order by 1
"""
WRITTEN_DOWN = """
select name from pg_settings
where name = 'log_min_error_statement' and setting not in ('fatal', 'panic')
    or name = 'log_statement' and setting in ('mod', 'all')
    or name in ('log_min_duration_statement', 'log_min_duration_sample') and setting <> '-1'
order by name
"""
DATA_FOLDER = """
select case when pg_has_role('pg_read_all_settings', 'MEMBER')
    then current_setting('data_directory') end
"""


def of_server() -> Finding:
    """Which server answers, and as whom."""
    (version, role), *_rest = _rows("select current_setting('server_version'), current_user")
    return ok("Database", f"PostgreSQL {version} answers; this command works as {role}.")


def of_restore() -> Iterator[Finding]:
    """That a restore has not come to its end; nothing otherwise."""
    if is_restoring():
        yield must("Restore", "It did not come to its end: what was erased may be there again. Run "
                   "manage.py restore once more, with the same folder.")  # fmt: skip


def waiting_migrations() -> int:
    """How many migrations are not applied."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def of_migrations() -> Finding:
    """Whether every migration is applied."""
    if waiting := waiting_migrations():
        return must("Migrations", f"{waiting} are not applied. Run manage.py migrate, and then "
                    "manage.py grant_runtime ROLE.")  # fmt: skip
    return ok("Migrations", "all applied")


def of_log() -> Finding:
    """Whether the server's log keeps statements, and in them the words of a search."""
    if found := ", ".join(name for (name,) in _rows(WRITTEN_DOWN)):
        return must("Database’s log", f"The server writes statements down ({found}), and in them "
                    "what people search for. See step 4 of deploy.md.")  # fmt: skip
    return ok("Database’s log", "no statements")


def of_commits() -> Finding:
    """Whether the server answers a commit only when it is on its disk."""
    ((how,),) = _rows("select current_setting('synchronous_commit')")
    if how == "off":
        return look(
            "Commits",
            "synchronous_commit is off: a crash of the server loses what people saved just before,"
            " though they were told that it is saved. Set it to on.",
        )
    return ok("Commits", f"synchronous_commit is {how}.")


def of_tables() -> Iterator[Finding]:
    """Extensions, the shared cache, places and search rows. The migrations must be applied."""
    yield _extensions()
    yield _places()
    yield _clinics()
    yield _search_rows()
    yield _search_triggers()
    yield _public_changes()
    yield _cards()


def _extensions() -> Finding:
    present = {name for (name,) in _rows("select extname from pg_extension")}
    if missing := [name for name in EXTENSIONS if name not in present]:
        return must("Extensions", f"Missing: {', '.join(missing)}. As the owner of the database, "
                    "run CREATE EXTENSION for each.")  # fmt: skip
    return ok("Extensions", ", ".join(EXTENSIONS))


def _places() -> Finding:
    count = Place.objects.count()
    if not count:
        return must("Places", "None: no search by place works. Run manage.py load_places.")
    return ok("Places", f"{count:,}")


def _clinics() -> Finding:
    count = Clinic.objects.published().count()
    if not count:
        return look("Clinics", "None is public: every search finds nothing. See exchange.md.")
    routes = {"facts__code__startswith": "route.", "facts__value": True}
    if not Clinic.objects.published().filter(**routes).exists():
        return look("Clinics", f"{count:,} are public, and none says that it offers ketamine: the "
                    "usual search finds nothing. See “The first day” in operate.md.")  # fmt: skip
    return ok("Clinics", f"{count:,} are public.")


def _search_rows() -> Finding:
    lacking = Clinic.objects.published().filter(search_row=None).count()
    too_many = SearchRow.objects.exclude(clinic__in=Clinic.objects.published()).count()
    if lacking or too_many:
        return must("Search rows", f"{lacking:,} public clinics have none, {too_many:,} belong to "
                    "no public clinic. Run manage.py rebuild_search.")  # fmt: skip
    return ok("Search rows", "one for each public clinic")


def _search_triggers() -> Finding:
    found = {name for (name,) in _rows(ALWAYS_FIRING)}
    if silent := [name for name in TRIGGERS if name not in found]:
        enable = ", ".join(f"enable always trigger {name}" for name in silent)
        return must("Search triggers", "They do not always fire: searches go on with what was in "
                    "memory. As the owner of the database, run alter table clinics_searchrow "
                    f"{enable}; then restart the web service.")  # fmt: skip
    return ok("Search triggers", ", ".join(TRIGGERS))


def _public_changes() -> Finding:
    if silent := [order for (order,) in _rows(SILENT)]:
        return must("Public changes", "Triggers of their log do not always fire: who keeps a copy "
                    "of the directory misses changes. As the owner of the database, run "
                    f"{'; '.join(silent)}.")  # fmt: skip
    if log_now().is_foreign:
        return must("Public changes", "Their log came with a restore: nobody can follow it. Run "
                    "manage.py prune_changes.")  # fmt: skip
    return ok("Public changes", "their log is in order")


def _cards() -> Finding:
    lacking = Clinic.objects.published().exclude(stored_card__layout=LAYOUT).count()
    if lacking:
        return look("Result cards", f"{lacking:,} public clinics have none of this version: lists "
                    "of results are slow. Run manage.py rebuild_search.")  # fmt: skip
    return ok("Result cards", "one for each public clinic")


def of_disk() -> Finding:
    """How large the database is, and how much room its disk has if this machine may look."""
    ((size,),) = _rows("select pg_database_size(current_database())")
    words = f"The database takes {size / GB:,.1f} GB."
    ((folder,),) = _rows(DATA_FOLDER)
    is_here = settings.DATABASES["default"]["HOST"][:1] in ("", "/")  # a socket, no network
    if not (folder and is_here and os.path.isdir(folder)):
        return ok("Database’s disk", f"{words} Its free room cannot be seen from here.")
    found = of_room("Database’s disk", Path(folder))
    return Finding(found.level, found.about, f"{words} {found.words}")


def _rows(question: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()
