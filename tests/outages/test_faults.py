"""Which errors of the database are 503, and whether something may have been saved all the same."""

from __future__ import annotations

import psycopg
import pytest
from django.db import Error, connection, transaction
from django.http import StreamingHttpResponse

from directory.databases.faults import AWAY, BUSY, UNWRITABLE, fault_of, is_lost
from directory.databases.limits import for_web, of_server
from directory.databases.outage import Away
from directory.databases.patience import Impatient, Silent
from directory.databases.postgresql.base import DatabaseWrapper
from directory.site.streams import begun

pytestmark = pytest.mark.django_db


def raised(state: str) -> Error:
    """What Django raises when PostgreSQL says this SQLSTATE."""
    with pytest.raises(Error) as found, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"do $$ begin raise sqlstate '{state}'; end $$")
    return found.value


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ("08006", AWAY), ("08P01", AWAY), ("57P01", AWAY), ("57P02", AWAY), ("57P03", AWAY),
        ("53100", UNWRITABLE), ("25006", UNWRITABLE),
        ("53300", BUSY), ("53200", BUSY), ("57014", BUSY), ("55P03", BUSY), ("40P01", BUSY),
        ("40001", BUSY),
        ("23505", None), ("42601", None), ("22001", None), ("XX000", None),
    ],
)  # fmt: skip
def test_what_a_database_says_of_itself_is_503_and_what_it_says_of_us_is_500(state, fault):
    assert fault_of(raised(state)) == fault


def test_a_page_that_must_not_write_and_does_is_our_own_fault():
    assert fault_of(raised("25006"), may_write=False) is None
    assert fault_of(raised("53100"), may_write=False) is UNWRITABLE


def test_an_error_that_came_of_another_one_is_that_one():
    ours = KeyError("lost")
    assert (fault_of(ours), fault_of(None)) == (None, None)
    ours.__cause__ = raised("40P01")
    assert fault_of(ours) is BUSY


def test_another_connection_is_tried_only_where_the_database_may_be_there():
    assert [is_lost(error) for error in (raised("57P01"), Silent("no answer"))] == [True, True]
    assert [is_lost(error) for error in (Away("known"), raised("57014"))] == [False, False]


@pytest.fixture
def own(line):
    """A connection of a web process over the line, with a table of its own."""
    settings = for_web(connection.settings_dict, statement_seconds=10, is_pgbouncer=False)
    settings["HOST"] = str(line.folder)
    own = DatabaseWrapper(settings, connection.alias)
    with own.cursor() as cursor:
        cursor.execute("create temp table kept (town text)")
    own.may_have_saved = False
    yield own
    own.close()


def test_what_was_not_committed_is_surely_not_saved(own, line):
    own.set_autocommit(False)
    with own.cursor() as cursor:
        cursor.execute("insert into kept values ('Zürich')")
        line.cut()
        with pytest.raises(Error):
            cursor.execute("select 1")
    assert own.may_have_saved is False


def test_a_commit_without_an_answer_may_have_saved(own, line):
    own.set_autocommit(False)
    with own.cursor() as cursor:
        cursor.execute("insert into kept values ('Zürich')")
    line.cut()
    with pytest.raises(Error) as found:
        own.commit()
    assert (fault_of(found.value), own.may_have_saved) == (AWAY, True)


def test_reading_and_counting_save_nothing_that_somebody_sent(own, line):
    with own.cursor() as cursor:
        cursor.execute("select * from kept")
        cursor.execute('delete from "directory_cache" where false')
    own.set_autocommit(False)
    own.commit()
    assert own.may_have_saved is False


def test_the_next_request_begins_anew(own):
    with own.cursor() as cursor:
        cursor.execute("insert into kept values ('Zürich')")
    assert own.may_have_saved is True
    own.close_if_unusable_or_obsolete()
    assert own.may_have_saved is False


def test_a_server_that_is_silent_ends_the_wait_and_not_the_thread(own, line):
    assert isinstance(own.connection, Impatient)
    own.connection.patience = 0.3
    line.silence()
    try:
        with pytest.raises(Error) as found, own.cursor() as cursor:
            cursor.execute("select 1")
    finally:
        line.resume()
    assert isinstance(found.value.__cause__, Silent)
    assert own.connection.closed


def test_a_replica_that_is_silent_ends_the_wait_long_before_a_statement_must(own, line):
    named = DatabaseWrapper(own.settings_dict, "replica 1")
    replica = named.get_new_connection(named.get_connection_params())
    assert isinstance(own.connection, Impatient)
    assert (own.connection.may_wait, replica.may_wait) == (2, 0)
    replica.patience = 3600
    line.silence()
    try:
        with pytest.raises(Silent):
            replica.execute("select 1")
    finally:
        line.resume()
    assert replica.closed


def test_a_web_process_has_limits_and_keeps_what_the_url_says():
    asked = {
        "ENGINE": "django.db.backends.postgresql", "NAME": "clinics", "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"max_size": 8}, "connect_timeout": "7",
                    "options": "-c statement_timeout=3000"},
    }  # fmt: skip
    found = for_web(asked, statement_seconds=10, is_pgbouncer=False)
    assert found == {
        "ENGINE": "directory.databases.postgresql", "NAME": "clinics", "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": "7", "keepalives_idle": 10, "keepalives_interval": 5,
            "keepalives_count": 3, "tcp_user_timeout": 15_000,
            "options": "-c statement_timeout=10000 -c lock_timeout=5000 "
            "-c idle_in_transaction_session_timeout=30000 -c statement_timeout=3000",
        },
    }  # fmt: skip
    assert asked["OPTIONS"]["pool"] == {"max_size": 8}
    with psycopg.connect(**connection.get_connection_params() | {
        "options": found["OPTIONS"]["options"]
    }) as server:  # fmt: skip
        shown = [server.execute(f"show {name}").fetchone()[0] for name in of_server(1)]
    assert shown == ["3s", "5s", "30s"]


def parts(error: Exception, *, after: int):
    """A stream that fails after so many parts."""
    yield from [b"part"] * after
    raise error


def test_a_stream_is_refused_in_words_or_cut_off_but_never_ended_as_if_it_were_whole():
    lost, ours = raised("57P01"), raised("42601")
    with pytest.raises(Error):
        begun(StreamingHttpResponse(parts(lost, after=0)))
    for error, seen in ((lost, ConnectionResetError), (ours, type(ours))):
        answer = begun(StreamingHttpResponse(parts(error, after=2)))
        sent = iter(answer.streaming_content)
        assert (next(sent), next(sent)) == (b"part", b"part")
        with pytest.raises(seen):
            next(sent)
    assert list(begun(StreamingHttpResponse([b"a", b"b"])).streaming_content) == [b"a", b"b"]
    assert list(begun(StreamingHttpResponse([])).streaming_content) == [b""]
