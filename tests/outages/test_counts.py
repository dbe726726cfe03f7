"""Limits that cannot be counted: the database's fault, and never "too many"."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client

from clinics.accounts import mail_budget
from directory.databases.faults import UNWRITABLE, fault_of
from tests import make
from tests.at_once import all_at_once, settled
from tests.clinics.accounts import cast
from tests.clinics.reviews.test_pages_write import ADDRESS, post
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db(transaction=True)
BUSY = "We are very busy just now"


def test_a_count_that_cannot_be_written_is_no_limit_that_is_used_up():
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction read only")
        with pytest.raises(DatabaseError) as found:
            mail_budget.take("wren@mail.example", network="192.0.2.1")
    assert fault_of(found.value) is UNWRITABLE
    assert mail_budget.take("wren@mail.example", network="192.0.2.1") is not None


def test_of_two_who_add_the_same_row_one_reads_that_it_is_there():
    adds = [lambda number=number: cache.add("a lock", number) for number in range(8)]
    assert sorted(all_at_once(adds)) == [False] * 7 + [True]


@pytest.fixture
def visitor() -> Iterator[Client]:
    """A browser of a site that waits 0.2 seconds for a lock, and whose mails are on their way."""
    make.clinic(slug="heron", name="Heron")
    with connection.cursor() as cursor:
        cursor.execute("set lock_timeout = '200ms'")
    yield Client(raise_request_exception=False)
    settled()
    with connection.cursor() as cursor:
        cursor.execute("reset lock_timeout")


@contextmanager
def stopped_in_the_middle(send: Callable[[Client], HttpResponse]) -> Iterator[int]:
    """Another process stands still while it counts the same form: the number of its session."""
    counts, goes_on, session = threading.Event(), threading.Event(), []

    def stop(execute, sql, *asked):
        if not counts.is_set() and "directory_cache" in sql and sql.startswith("INSERT"):
            session.append(connection.connection.info.backend_pid)
            counts.set()
            goes_on.wait(60)
        return execute(sql, *asked)

    def work():
        with connection.execute_wrapper(stop):
            send(Client(raise_request_exception=False))
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    assert counts.wait(60)
    try:
        yield session[0]
    finally:
        goes_on.set()
        thread.join()


@pytest.mark.parametrize(
    ("send", "status"),
    [
        (post, 200),  # a review: our own limit of mails
        (cast.sign_in, 200),  # our limit of wrong passwords, in allauth's page
        (cast.reset, 302),  # allauth's own limit, before ours
        (cast.sign_up, 302),
    ],
)
def test_a_count_that_another_process_holds_is_busy_until_that_process_ends(visitor, send, status):
    with stopped_in_the_middle(send) as session:
        answer = send(visitor)
        assert (answer.status_code, answer["Retry-After"]) == (503, "2")
        assert seen(answer).one("h1").text == BUSY
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(%s, 10000)", [session])
        assert send(visitor).status_code == status


def test_a_limit_that_is_used_up_still_says_so(visitor):
    asked = [mail_budget.take(ADDRESS, network=f"192.0.2.{n}") for n in range(11)]
    assert [one is None for one in asked] == [False] * 10 + [True]
    answer = post(visitor)
    assert answer.status_code == 400
    assert str(mail_budget.USED_UP) in answer.content.decode()
