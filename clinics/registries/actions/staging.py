"""A register's new rows beside the old ones, and the moment in which they take their place.

Everything happens in the caller's one transaction: a run that is killed leaves nothing behind.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, OperationalError, connection, models, transaction
from psycopg import sql

from clinics.files.refusals import FileRefused

LOCK = 0x636C696E69635267
"""One import at a time, of whichever register."""
PATIENCE = 10.0
"""Seconds: a server needs some until it notices that an import was killed."""
PATIENCE_WITH_READERS = 300.0


def one_at_a_time() -> None:
    """Hold the lock until the transaction ends. Raises FileRefused when another has it."""
    until = time.monotonic() + PATIENCE
    while not _run("select pg_try_advisory_xact_lock(%s)", [LOCK])[0][0]:
        if time.monotonic() > until:
            raise FileRefused(
                "Another import of a register is under way, or was killed a moment ago: "
                "nothing was loaded. Try again when it is done."
            )
        time.sleep(0.1)


def _run(order: str | sql.Composable, values: Sequence[Any] = ()) -> list[tuple]:
    """What the database answers; nothing for an order without rows."""
    with connection.cursor() as cursor:
        cursor.execute(order, values or None)
        return cursor.fetchall() if cursor.description else []


class Staging:
    """New rows of a model's table. `key`: the columns by which a row is a duplicate of another.

    `dates`: the columns that tell which of two rows is newer.
    """

    def __init__(
        self,
        model: type[models.Model],
        columns: Sequence[str],
        *,
        key: Sequence[str],
        dates: Sequence[str],
    ) -> None:
        self._name = model._meta.db_table
        self._columns, self._key, self._dates = columns, key, dates

    def create(self, *, lasting: bool) -> None:
        """An empty table; one that is not `lasting` is gone after the merge and writes no log."""
        if lasting:
            self._run("create table {new} (like {live} including all excluding indexes)")
        else:
            self._run("create temp table {new} (like {live})")

    def fill(self, chunks: Iterable[bytes], *, lasting: bool) -> None:
        """COPY text in. Rows of a lasting table are born frozen: no vacuum writes them again."""
        order = self._sql("copy {new} ({columns}) from stdin")
        if lasting:
            order += sql.SQL(" with (freeze)")
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(order) as copy,
        ):
            for chunk in chunks:
                copy.write(chunk)

    def newest(self) -> dt.date | None:
        """The newest date in the new rows that has come; None without one."""
        newest = ", ".join(f"max({n}) filter (where {n} <= current_date)" for n in self._dates)
        return self._run(f"select greatest({newest}) from {{new}}")[0][0]

    def counts(self, which: str = "true") -> tuple[int, int]:
        """How many new rows there are, and how many the register has so far, where `which`."""
        new, live = (
            f"(select count(*) from {{{table}}} where {which})" for table in ("new", "live")
        )
        return self._run(f"select {new}, {live}")[0]

    def equals_live(self) -> bool:
        """Whether the register has these very rows already."""
        new, live = self.counts()
        difference = "select {columns} from {new} except all select {columns} from {live} limit 1"
        return new == live and not self._run(difference)

    def drop_duplicates(self) -> int:
        """Keep the newest of rows with the same key, the later one of two as new; how many went."""
        return self._run(
            "with ranked as (select ctid as place, row_number() over "
            "(partition by {key} order by " + self._newness("r") + " desc, ctid desc) as rank "
            "from {new} r), gone as (delete from {new} where ctid in "
            "(select place from ranked where rank > 1) returning 1) select count(*) from gone"
        )[0][0]

    def index(self) -> bool:
        """Make every index that the live table has; False when a unique one cannot be."""
        try:
            with transaction.atomic():
                for name, order, _ in self._indexes():
                    begin, _, how = order.partition(" USING ")
                    unique = "unique" if begin.startswith("CREATE UNIQUE") else ""
                    made = connection.ops.quote_name(f"{name}_new")
                    _run(
                        self._sql(f"create {unique} index {made} on {{new}} using ") + sql.SQL(how)
                    )
        except IntegrityError:
            return False
        self._run("analyze {new}")
        return True

    def replace_live(self) -> None:
        """Take the live table's place, its names and its grants. Raises FileRefused."""
        indexes, sequence, grants = self._indexes(), self._sequence("live"), self._grants()
        self._lock_live()
        self._run("drop table {live}")
        for name, _, constraint in indexes:
            made, name = map(connection.ops.quote_name, (f"{name}_new", name))
            if constraint:
                self._run(
                    f"alter table {{new}} add constraint {name} primary key using index {made}"
                )
            else:
                _run(f"alter index {made} rename to {name}")
        if sequence:
            _run(f"alter sequence {self._sequence('new')} rename to {sequence.rpartition('.')[2]}")
        for grant in grants:
            self._run(grant)
        self._run("alter table {new} rename to {live}")

    def merge_into_live(self) -> int:
        """Put the new rows in where they are as new as those there; how many were older."""
        new, old = self._newness("n"), self._newness("old")
        using = "using ({key})"
        older = f"select count(*) from {{new}} n join {{live}} old {using} where {new} < {old}"
        count = self._run(older)[0][0]
        self._run(
            "insert into {live} as old ({columns}) select {columns} from {new} "
            "on conflict ({key}) do update set ({columns}) = row ({excluded}) "
            f"where {self._newness('excluded')} >= {old} "
            "and row ({excluded}) is distinct from row ({old})"
        )
        self._run("drop table {new}")
        return count

    def _newness(self, table: str) -> str:
        dates = ", ".join(f"{table}.{name}" for name in self._dates)
        return f"coalesce(greatest({dates}), '-infinity')"

    def _sql(self, order: str) -> sql.Composed:
        """An order in which {live}, {new}, {key} and {columns} stand for their names."""

        def listed(names: Sequence[str], *table: str) -> sql.Composed:
            return sql.SQL(", ").join(sql.Identifier(*table, name) for name in names)

        return sql.SQL(order).format(
            live=sql.Identifier(self._name),
            new=sql.Identifier(f"{self._name}_new"),
            key=listed(self._key),
            columns=listed(self._columns),
            excluded=listed(self._columns, "excluded"),
            old=listed(self._columns, "old"),
        )

    def _run(self, order: str) -> list[tuple]:
        return _run(self._sql(order))

    def _indexes(self) -> list[tuple[str, str, bool]]:
        """Of the live table: name, definition, whether it is the primary key."""
        return _run(
            "select c.relname, pg_get_indexdef(c.oid), i.indisprimary from pg_index i "
            "join pg_class c on c.oid = i.indexrelid where i.indrelid = %s::regclass order by 1",
            [self._name],
        )

    def _sequence(self, which: str) -> str | None:
        """The sequence of the primary key, if it has one."""
        name = self._name if which == "live" else f"{self._name}_new"
        found = _run(
            "select pg_get_serial_sequence(%s, attname) from pg_attribute "
            "where attrelid = %s::regclass and attidentity <> ''",
            [name, name],
        )
        return found[0][0] if found else None

    def _grants(self) -> list[str]:
        """Who else may use the live table, as orders that allow it for the new one."""
        rows = _run(
            "select privilege_type, coalesce(quote_ident(rolname), 'public'), is_grantable "
            "from pg_class c cross join aclexplode(c.relacl) "
            "left join pg_roles r on r.oid = grantee where c.oid = %s::regclass",
            [self._name],
        )
        return [
            f"grant {privilege} on {{new}} to {whom}{' with grant option' if passes_on else ''}"
            for privilege, whom, passes_on in rows
        ]

    def _lock_live(self) -> None:
        """Wait for readers a second at a time, so that others need not wait behind us."""
        until = time.monotonic() + PATIENCE_WITH_READERS
        while True:
            try:
                with transaction.atomic():
                    _run("set local lock_timeout = '1s'")
                    self._run("lock table {live} in access exclusive mode")
                    _run("set local lock_timeout to default")
                return
            except OperationalError as error:
                if time.monotonic() > until:
                    raise FileRefused(
                        "The register is being read without a pause, by a backup perhaps: "
                        "nothing was loaded. Try again later."
                    ) from error
                time.sleep(1)
