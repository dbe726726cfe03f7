"""What the role that serves readers may do in the database: work with rows, and nothing else.

It owns no table, so it can neither switch a trigger off nor empty a table. What only grows it may
read and add to. What commands alone write (registers, places, runs) it may read.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, models, transaction
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from clinics.audit.only_grows import grows
from directory.databases.limits import of_server

READ = "select"
ADD = "select, insert"
CHANGE = "select, insert, update, delete"
READ_BY_THE_SITE = (
    "clinics.registries.",
    "clinics.schedule.",
    "directory.",
    "django.contrib.contenttypes.",
)
"""Modules of models whose rows only migrations and commands write."""
WEAKNESSES = """
select 'it is a superuser' from pg_roles where rolname = %(role)s and rolsuper
union all
select 'it owns ' || tablename from pg_tables where schemaname = current_schema()
    and pg_has_role(%(role)s, tableowner, 'MEMBER')
limit 1
"""


class RoleRefused(Exception):
    """A role cannot serve readers; the text is for the operator."""


@transaction.atomic
def grant(role: str) -> list[str]:
    """Give an existing role what the site needs, and take everything else away from it.

    Run it as the owner after every migration. Raises RoleRefused for a role that is not there, or
    that could undo what this is for. Returns the orders that only a superuser may give: those that
    set the role's time limits.
    """
    _refuse_unless_weak(role)
    name = sql.Identifier(role)
    _run("grant usage on schema public to {}", name)
    _run("revoke all on all tables in schema public from {}", name)
    _run("revoke all on all sequences in schema public from {}", name)
    for table, may in privileges():
        _run(f"grant {may} on {{}} to {{}}", sql.Identifier(table), name)
    _run("grant usage on all sequences in schema public to {}", name)
    # An import puts a new table in the place of a register's old one.
    _run("alter default privileges in schema public grant select on tables to {}", name)
    return _limit(role)


def _limit(role: str) -> list[str]:
    """Set the role's time limits, for connections through a pooler; the orders if we may not.

    They hold in this database alone.
    """
    names = sql.Identifier(role), sql.Identifier(connection.settings_dict["NAME"])
    orders = [
        sql.SQL("alter role {} in database {} set {} = {}").format(
            *names, sql.Identifier(limit), sql.Literal(f"{value}ms")
        )
        for limit, value in of_server(settings.STATEMENT_TIMEOUT).items()
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for order in orders:
                cursor.execute(order)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege):
            raise
        return [f"{order.as_string()};" for order in orders]
    return []


def privileges() -> Iterator[tuple[str, str]]:
    """Every table of the site with what the role may do there."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed or not model._meta.proxy:
            yield model._meta.db_table, _may(model)
    yield str(settings.CACHES["default"]["LOCATION"]), CHANGE
    yield "django_migrations", READ
    # It has no model: a trigger writes there which clinics are searched no more.
    yield "clinics_searchgone", "select, insert, update"


def _may(model: type[models.Model]) -> str:
    if grows(model):
        return ADD
    return READ if f"{model.__module__}.".startswith(READ_BY_THE_SITE) else CHANGE


def _refuse_unless_weak(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_roles where rolname = %s", [role])
        if not cursor.fetchone():
            raise RoleRefused(
                f"There is no role “{role}”. Make it first: CREATE ROLE {role} LOGIN PASSWORD '…'."
            )
        cursor.execute(WEAKNESSES, {"role": role})
        if found := cursor.fetchone():
            raise RoleRefused(f"The role “{role}” could undo the trail: {found[0]}.")


def _run(order: str, *names: sql.Identifier) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(order).format(*names))
