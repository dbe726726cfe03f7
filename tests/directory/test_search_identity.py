"""What no list of changes shows makes a process load everything anew, and nothing else does."""

import os
import subprocess

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import IsolationLevel

from clinics.listing.models import SearchRow
from directory.devserver.embedded import DatabaseRefused
from directory.devserver.embedded.programs import Programs
from directory.search.columns import shared
from directory.search.columns.feed import OwnWrites, sync
from directory.search.columns.rows import binary_cursor
from directory.search.question import Question
from directory.search.search import search
from directory.site.readonly import only_reads
from tests import databases
from tests.at_once import all_at_once
from tests.clinics.test_import_killed import database_url
from tests.directory.columns_seen import assert_as_loaded_anew, copies
from tests.directory.feed_readers import conninfo

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keys() -> list[int]:
    """Thirty clinics, loaded; another one is the rival that nothing happens to."""
    keys = copies(30)
    assert found() == 31
    return keys


def found() -> int:
    """How many clinics the shared columns have: they are what is asked outside of transactions."""
    return search(Question(offers="any")).count


def run_sql(*orders: str) -> None:
    with psycopg.connect(**conninfo(), autocommit=True) as another:
        for order in orders:
            another.execute(order)


def kept() -> object:
    """The columns in memory, to tell whether they were loaded anew."""
    return shared.held().loaded.columns


def test_a_table_that_is_emptied_and_filled_again_is_loaded_anew(keys):
    before = kept()
    rows = list(SearchRow.objects.filter(pk__in=keys[:20]))
    run_sql("begin", "truncate clinics_searchrow", "rollback")
    assert (found(), kept() is before) == (31, True)
    run_sql("truncate clinics_searchrow")
    assert (found(), kept() is before) == (0, False)
    SearchRow.objects.bulk_create(rows)
    assert found() == 20
    run_sql("vacuum full clinics_searchrow")
    assert found() == 20
    assert_as_loaded_anew()


def test_what_is_deleted_is_gone_and_what_is_inserted_again_is_back(keys):
    before, rows = kept(), list(SearchRow.objects.filter(pk__in=keys[:9]))
    one_by_one = [f"delete from clinics_searchrow where clinic_id = {key}" for key in keys[:9]]
    run_sql(*one_by_one)
    assert found() == 22
    SearchRow.objects.bulk_create(rows[:4])
    assert found() == 26
    run_sql(*one_by_one[:2], *one_by_one[:2])
    SearchRow.objects.bulk_create(rows[1:2])  # gone and back between two searches
    assert found() == 25
    assert assert_as_loaded_anew() is before


def test_replication_and_restores_do_not_slip_by(keys):
    before = kept()
    run_sql(
        "set session_replication_role = replica",
        f"delete from clinics_searchrow where clinic_id in ({keys[0]}, {keys[1]})",
        f"update clinics_searchrow set stated = confirmed where clinic_id = {keys[2]}",
    )
    assert found() == 29
    assert assert_as_loaded_anew() is before


def test_stamps_of_a_busier_server_hide_nothing_and_are_not_read_each_time(keys):
    before = kept()
    run_sql(
        "alter table clinics_searchrow disable trigger stamp",
        f"update clinics_searchrow set xid = '900000000000' where clinic_id = {keys[0]}",
        "alter table clinics_searchrow enable always trigger stamp",
    )
    assert found() == 31
    seen = shared.held().loaded.seen
    with connection.cursor() as cursor:
        cursor.execute("select packed from clinics_search_since(%s::xid8, '{}', 9)", [seen.xmax])
        assert cursor.fetchone() == (None,)
    run_sql(f"delete from clinics_searchrow where clinic_id = {keys[0]}")
    assert found() == 30
    assert assert_as_loaded_anew() is before


def test_what_is_not_committed_is_seen_by_its_own_transaction_alone(keys):
    before = kept()
    with transaction.atomic():
        SearchRow.objects.filter(pk=keys[0]).delete()
        assert found() == 30
        with only_reads():
            assert found() == 30
        assert all_at_once([found]) == [31]
        seen = shared.held().loaded.seen
        with pytest.raises(OwnWrites):
            sync(before, seen, binary_cursor(connection))
        transaction.set_rollback(True)
    assert (found(), kept() is before) == (31, True)
    assert_as_loaded_anew()


def test_an_older_snapshot_takes_nothing_back(keys):
    before, one = kept(), f"delete from clinics_searchrow where clinic_id = {keys[0]}"
    connection.connection.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        with only_reads():
            assert SearchRow.objects.count() == 31
            run_sql(one)
            assert found() == 31
            assert all_at_once([found]) == [30]
            assert SearchRow.objects.count() == 31
            run_sql(one.replace(str(keys[0]), str(keys[1])))
            assert found() == 30  # newer than its transaction; never older than an answer before
    finally:
        connection.connection.isolation_level = None
    assert found() == 29
    assert assert_as_loaded_anew() is before


@pytest.fixture
def another_database(run):
    """The name of another database with the same tables."""
    name = databases.name_of("other")
    databases.copy(databases.made("template", run), name)
    yield name
    databases.drop(name)


def test_another_database_and_a_table_that_is_restored_are_loaded_anew(keys, another_database):
    with databases.using(another_database):
        assert found() == 0
        copies(40)
        assert found() == 41
        restore_search_rows(less_by=25)
        assert found() == 41
        assert_as_loaded_anew()
        SearchRow.objects.filter(pk__in=SearchRow.objects.values("pk")[:1]).delete()
        assert found() == 40
        assert_as_loaded_anew()
        run_sql(
            "begin",
            "create table made_anew (like clinics_searchrow including all)",
            "alter table clinics_searchrow rename to former",
            "alter table made_anew rename to clinics_searchrow",
            "commit",
        )
        assert found() == 0
    assert found() == 31
    assert_as_loaded_anew()


def restore_search_rows(*, less_by: int) -> None:
    """Dump the table, delete some rows, search, and restore the table as `--clean` does."""
    try:
        programs = Programs.find(os.environ.get("PG_BIN", "")).folder
    except DatabaseRefused as refused:
        pytest.skip(str(refused))
    if not (programs / "pg_restore").exists():
        pytest.skip("there is no pg_restore")
    reach = ["--dbname", database_url()]
    dump = subprocess.run(
        [programs / "pg_dump", *reach, "--format=custom", "--table=clinics_searchrow"],
        capture_output=True, check=True,
    )  # fmt: skip
    count = found()
    SearchRow.objects.filter(pk__in=SearchRow.objects.values("pk")[:less_by]).delete()
    assert found() == count - less_by
    subprocess.run(
        [programs / "pg_restore", *reach, "--clean", "--exit-on-error", "--single-transaction"],
        input=dump.stdout, capture_output=True, check=True,
    )  # fmt: skip
