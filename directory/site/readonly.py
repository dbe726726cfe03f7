"""Views for everybody. They need no account, and PostgreSQL refuses everything but reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from directory.databases.faults import is_lost, is_of_this_server
from directory.databases.positions import position_of
from directory.databases.replicas import reading_from, replicas

Answer = TypeVar("Answer")
View = TypeVar("View", bound=Callable[..., HttpResponse])


@contextmanager
def only_reads() -> Iterator[None]:
    """Run the block in a transaction that PostgreSQL makes read-only.

    A statement that writes raises django.db.InternalError. The transaction begins with the first
    statement, so a page without queries needs no database. It adds no statement of its own.
    """
    with ExitStack() as stack:
        has_begun = False

        def begin_first(execute: Callable, *args: Any) -> Any:
            nonlocal has_begun
            if not has_begun:
                has_begun = True
                stack.enter_context(_transaction())
            return execute(*args)

        with connection.execute_wrapper(begin_first):
            yield


@contextmanager
def _transaction() -> Iterator[None]:
    """A read-only transaction; inside another transaction, a read-only savepoint."""
    connection.close_if_health_check_failed()  # later, another one would take its place
    connection.ensure_connection()
    server = connection.connection
    if connection.in_atomic_block:
        # READ ONLY ends when the savepoint is rolled back. Nothing was written, so nothing is lost.
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


def from_primary(view: View) -> View:
    """Mark a view that no replica answers: it is about the primary, or its readers build on it."""
    vars(view)["from_primary"] = True
    return view


def read(answer: Callable[[], Answer], request: HttpRequest, view: object) -> Answer:
    """What `answer` returns, in a read-only transaction; of a replica, if one may serve this.

    Where the replica does not answer, and where a connection dies meanwhile, it is asked once more,
    of the primary: it has changed nothing.
    """
    some = None if getattr(view, "from_primary", False) else replicas()
    if some and (name := some.one_for(position_of(request))):
        try:
            with reading_from(name), only_reads():
                return answer()
        except Error as error:
            if not is_of_this_server(error):
                raise
            some.missed(name)
    return _read_twice(answer)


def _read_twice(answer: Callable[[], Answer]) -> Answer:
    try:
        with only_reads():
            return answer()
    except Error as error:
        if connection.in_atomic_block or not is_lost(error):
            raise
        connection.close()
    with only_reads():
        return answer()


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view that everybody may GET, and whose queries can only read.

    `only_reads` marks it. What it answers may be compressed (`directory/site/compressing.py`).
    """

    @login_not_required
    @require_safe
    @wraps(view)
    def read_only_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return read(lambda: view(request, *args, **kwargs), request, view)

    vars(read_only_view)["only_reads"] = True
    return read_only_view
