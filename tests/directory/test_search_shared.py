"""The columns that the threads of a process share: loaded, renewed, waited for, and let go."""

import threading
import time

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from clinics.listing.actions.status import pause
from clinics.listing.models import SearchRow
from clinics.models import Clinic
from directory.search.columns import columns as columns_module
from directory.search.columns import shared
from directory.search.question import Question
from directory.search.search import search, searching
from directory.site.readonly import only_reads
from tests import make
from tests.at_once import all_at_once
from tests.directory.columns_seen import assert_as_loaded_anew, copies
from tests.directory.feed_readers import conninfo

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once("threads and locks of the process, none of the server's SQL"),
]
EVERYTHING = Question(offers="any", page_size=100)


@pytest.fixture(autouse=True)
def unloaded():
    """A process that has searched nothing yet, and loads nothing when the test has ended."""
    shared.held().loaded = None
    yield
    loaded_beside()
    shared.held().loaded = None


@pytest.fixture
def few(monkeypatch):
    """Columns of more than a few rows are loaded beside the searches, and have little room."""
    monkeypatch.setattr(shared, "FEW", 100)
    monkeypatch.setattr(columns_module, "ROOM", 40)


def loaded_beside() -> None:
    """Wait until nothing is being loaded."""
    if shared.held().loading is not None:
        shared.held().loading.join()


def loading() -> int:
    """How many connections to this database there are that load columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and application_name = %s",
            [shared.NAME],
        )
        return cursor.fetchone()[0]


def until(happens) -> None:
    """Wait for it, at most 20 seconds."""
    last = time.monotonic() + 20
    while not happens():
        assert time.monotonic() < last
        time.sleep(0.02)


def renamed(keys: list[int], name: str) -> None:
    SearchRow.objects.filter(pk__in=keys).update(name_key=name, words=name.split())


def found() -> int:
    return search(EVERYTHING).count


def test_eight_threads_search_while_one_writes_and_none_sees_half_a_commit():
    keys = copies(200)
    half, ended = set(keys[:100]), threading.Event()
    priced = "course_cents = %s, course_partial = false where clinic_id = any(%s)"

    def write() -> str:
        with psycopg.connect(**conninfo(), autocommit=True) as own:
            for number in range(30):
                name = f"tilia {number}"  # renamed rows move in memory
                own.execute(f"update clinics_searchrow set name_key = '{name}', {priced}",
                            [(500, 900)[number % 2], list(half)])  # fmt: skip
        ended.set()
        return "written"

    def read() -> str:
        seen = set()
        while not ended.is_set():
            with searching(Question(offers="any", max_course_price=5)) as one:
                keys = one.columns.id[one.spans.absolute(one.first(one.met, 1000))].tolist()
                assert one.answer().count == len(keys)
            assert half & set(keys) in (set(), half)
            seen.add(frozenset(keys) - half)
        assert len(seen) == 1
        return "read"

    with connection.cursor() as cursor:
        cursor.execute(f"update clinics_searchrow set {priced}", [500, list(half)])
    connection.close()  # the pool has eight
    assert all_at_once([write, *[read] * 8]) == ["written", *["read"] * 8]
    assert_as_loaded_anew()


def test_as_many_threads_as_the_pool_has_connections_load_without_another():
    copies(20)
    most = connection.pool.max_size
    begun = threading.Barrier(most)

    def read() -> int:
        with only_reads():
            assert Clinic.objects.exists()  # from here on the thread keeps its connection
            begun.wait(20)
            return found()

    connection.close()
    assert all_at_once([read] * most) == [21] * most


def test_a_search_that_fails_lets_the_next_thread_search():
    copies(20)
    with pytest.raises(ZeroDivisionError), searching(EVERYTHING):
        raise ZeroDivisionError
    with pytest.raises(OperationalError), connection.execute_wrapper(refuse):
        found()
    assert all_at_once([found]) == [21]


def refuse(*_call):
    """The database is gone when the first statement is sent."""
    raise OperationalError("It does not answer.")


def test_without_room_everything_is_loaded_beside_the_searches_which_stay_exact(few):
    keys = copies(200)
    assert found() == 201
    former = shared.held().loaded.columns
    by_name = Question(offers="any", page_size=100, sort="name", page=3)
    for number in range(3):
        renamed(keys[number * 60 : number * 60 + 60], f"tilia {number}")
        answer = search(by_name)
        in_order = SearchRow.objects.order_by("name_key", "pk").values_list("pk", flat=True)
        assert answer.count == 201
        assert [one.clinic_id for one in answer.page] == list(in_order[200:])
    loaded_beside()
    assert assert_as_loaded_anew() is not former
    until(lambda: loading() == 0)


def test_while_everything_is_loaded_beside_nobody_waits_for_long(few, monkeypatch):
    monkeypatch.setattr(shared, "LONGEST", 0.1)
    keys = copies(200)
    assert found() == 201
    SearchRow.objects.filter(pk__in=keys[:51]).delete()
    with connection.cursor() as cursor:
        cursor.execute("vacuum full clinics_searchrow")
    with shared.held().lock:  # what is loaded cannot be handed over before
        assert found() == 150
        assert shared.held().loaded is None
        SearchRow.objects.filter(pk__in=keys[51:61]).delete()
        assert found() == 140
        assert shared.held().loading.is_alive()
    loaded_beside()
    assert shared.held().loaded is not None
    assert found() == 140


def test_a_search_of_everything_waits_for_what_is_being_loaded(few):
    copies(200)
    assert found() == 201
    with connection.cursor() as cursor:
        cursor.execute("vacuum full clinics_searchrow")
    statements = []
    for _number in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert found() == 201
        statements.append([query["sql"] for query in asked])
    first, second = statements
    assert len(first) == 2  # what is new, and then the whole table: this search began to load
    assert ["clinics_search_since" in sql for sql in second] == [True]


def test_whoever_stands_in_the_way_of_loading_is_answered_all_the_same(monkeypatch):
    monkeypatch.setattr(shared, "PATIENCE", "300ms")
    copies(20)
    assert found() == 21
    with connection.cursor() as cursor:
        cursor.execute("truncate clinics_searchrow")
    with psycopg.connect(**conninfo(), autocommit=True) as another:
        alters = threading.Thread(target=another.execute, args=["vacuum full clinics_searchrow"])
        with only_reads():
            assert not SearchRow.objects.exists()
            # It waits until we have read, and whoever wants to load waits behind it.
            alters.start()
            until(lambda: waits("vacuum full"))
            assert found() == 0
            assert alters.is_alive()
        alters.join()
    assert found() == 0


def test_a_process_that_can_open_no_connection_answers_and_loads_later(few, monkeypatch, caplog):
    copies(200)
    assert found() == 201
    with connection.cursor() as cursor:
        cursor.execute("vacuum full clinics_searchrow")
    with monkeypatch.context() as broken:
        broken.setitem(connection.settings_dict, "HOST", "/nowhere")
        assert found() == 201
        loaded_beside()
        assert found() == 201
        assert shared.held().loaded is None
    (told,) = caplog.messages
    assert told == "The search columns could not be loaded anew."
    assert assert_as_loaded_anew().loaded == 201


def waits(statement: str) -> bool:
    """Whether a statement that begins so waits for a lock."""
    with connection.cursor() as cursor:
        # Within a transaction, the server shows what it showed first.
        cursor.execute("select pg_stat_clear_snapshot()")
        cursor.execute(
            "select count(*) > 0 from pg_stat_activity"
            " where wait_event_type = 'Lock' and query like %s || '%%'",
            [statement],
        )
        return cursor.fetchone()[0]


def test_a_day_whose_questions_fail_is_turned_to_by_the_next_search():
    code = "safety.emergency-plan"
    confirmed = make.fact(code, confirmed="document", due_in=3)
    lasting = make.fact(code, confirmed="document", due_in=90)
    clinic, rival, resting = (
        make.clinic(facts=[confirmed]),
        make.clinic(facts=[lasting]),
        make.clinic(),
    )
    pause(resting.pk, until=make.days_ago(-3), actor="operator")
    asked = Question(ticks={"safety": ("emergency-plan",)}, verified=True)
    assert keys_of(search(asked)) == {clinic.pk, rival.pk}
    later = make.days_ago(-4)
    for failing in ("clinics_fact", "paused_until"):
        with pytest.raises(OperationalError), connection.execute_wrapper(refusing(failing)):
            search(asked, on=later)
        assert keys_of(search(asked)) == {clinic.pk, rival.pk}
    assert keys_of(search(asked, on=later)) == {rival.pk}
    assert keys_of(search(Question(), on=later)) == {clinic.pk, rival.pk, resting.pk}
    # The day that is over is answered, too.
    assert keys_of(search(asked)) == {clinic.pk, rival.pk}
    assert keys_of(search(Question())) == {clinic.pk, rival.pk}


def keys_of(answer) -> set[int]:
    return {one.clinic_id for one in answer.page}


def refusing(part: str):
    """Refuses the first statement in which this occurs."""

    def wrapper(execute, sql, *rest):
        if part in sql:
            refuse()
        return execute(sql, *rest)

    return wrapper
