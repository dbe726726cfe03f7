"""Remembers what an import has read. It uses a file on disk, so memory does not grow."""

from __future__ import annotations

import sqlite3
from types import TracebackType


class Seen:
    """Keys that occurred before. Use it in a `with` block, which deletes the temporary file."""

    def __enter__(self) -> Seen:
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.execute("create table seen (key text primary key, line int) without rowid")
        self._base.execute(
            "create table said (key text, content text, number int, primary key (key, content))"
            " without rowid"
        )
        self._base.execute("begin")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._base.close()

    def earlier_line(self, key: str, line: int) -> int | None:
        """The line on which the key first occurred; None when this is the first time."""
        inserted = self._base.execute("insert or ignore into seen values (?, ?)", (key, line))
        if inserted.rowcount:
            return None
        return self._base.execute("select line from seen where key = ?", (key,)).fetchone()[0]

    def holds(self, key: str) -> bool:
        """Whether the key occurred."""
        return bool(self._base.execute("select 1 from seen where key = ?", (key,)).fetchone())

    def number(self, key: str, content: str) -> tuple[int, bool]:
        """(number of this content among those of the key, from 1; whether it occurred before)."""
        known = self._base.execute(
            "select number from said where key = ? and content = ?", (key, content)
        ).fetchone()
        if known:
            return known[0], True
        query = "select count(*) from said where key = ?"
        number = self._base.execute(query, (key,)).fetchone()[0] + 1
        self._base.execute("insert into said values (?, ?, ?)", (key, content, number))
        return number, False
