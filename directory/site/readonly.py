"""Pages for everybody: no account needed, reading only, PostgreSQL refusing anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@contextmanager
def only_reads() -> Iterator[None]:
    """Run the block in a transaction that PostgreSQL holds read-only.

    A statement that writes raises django.db.InternalError. The transaction begins with the first
    statement, so a page without a query needs no database; it costs no statement of its own.
    """
    with ExitStack() as ends:
        begun = False

        def begin_first(execute: Callable, *args: Any) -> Any:
            nonlocal begun
            if not begun:
                begun = True
                ends.enter_context(_transaction())
            return execute(*args)

        with connection.execute_wrapper(begin_first):
            yield


@contextmanager
def _transaction() -> Iterator[None]:
    """A read-only transaction; within another one, a read-only part of it."""
    connection.ensure_connection()
    server = connection.connection
    if connection.in_atomic_block:
        # PostgreSQL ends the prohibition with the savepoint. There is nothing to keep: roll back.
        server.execute("SAVEPOINT only_reads")
        server.execute("SET TRANSACTION READ ONLY")
        try:
            yield
        finally:
            server.execute("ROLLBACK TO SAVEPOINT only_reads")
        return
    server.read_only = True  # psycopg sends BEGIN READ ONLY with the first statement
    try:
        with transaction.atomic():
            yield
    finally:
        if not server.closed:
            server.read_only = None


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that strangers may GET; what it asks the database can only read."""

    @login_not_required
    @require_safe
    @wraps(view)
    def reads(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with only_reads():
            return view(request, *args, **kwargs)

    vars(reads)["only_reads"] = True
    return reads
