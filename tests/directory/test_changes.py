"""The API tells what changed: once, in order, withdrawals included, and nothing is missed."""

import json
import signal
import string
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from clinics.listing.actions.public_changes import prune_changes
from clinics.listing.actions.status import hide, open_listing
from clinics.listing.change_cursor import cursor_now
from clinics.listing.change_log import log_now
from clinics.models import Clinic, PublicChange
from tests import make
from tests.directory.changes_followed import Mirror, everything, followed, orders, start
from tests.directory.feed_readers import conninfo
from tests.directory.test_feeds import entries

pytestmark = pytest.mark.django_db(transaction=True)

CHANGES = "/api/v1/changes"
WORKING = """
select count(*) from pg_stat_activity
where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()
"""
"""How many other connections of this database are in a transaction."""


def ask(**asked) -> dict:
    answer = Client().get(CHANGES, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def said(page: dict) -> list[tuple[str, str]]:
    return [(change["slug"], change["kind"]) for change in page["results"]]


def problem(status: int, **asked) -> dict:
    answer = Client().get(CHANGES, asked)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()


@pytest.fixture
def three():
    """Three public clinics and a candidate, in this order."""
    made = [make.clinic(name=f"Clinic {slug[0].upper()}", slug=slug)
            for slug in ("alder", "birch", "cedar")]  # fmt: skip
    make.clinic(slug="draft", published=False)
    return made


def test_from_the_beginning_every_public_clinic_is_told_once(three):
    page = ask()
    assert said(page) == [("alder", "changed"), ("birch", "changed"), ("cedar", "changed")]
    assert page["more"] is False
    assert list(page["results"][0]) == ["slug", "kind", "at", "url"]
    assert page["results"][0]["url"] == "http://testserver/api/v1/clinics/alder"
    assert page["results"][0]["at"].endswith("Z")


def test_pages_go_on_where_the_last_one_ended_and_then_wait_for_news(three):
    first = ask(limit=2)
    assert (said(first), first["more"]) == ([("alder", "changed"), ("birch", "changed")], True)
    second = ask(limit=2, after=first["next"])
    assert (said(second), second["more"]) == ([("cedar", "changed")], False)
    assert said(ask(after=second["next"])) == []
    assert ask(after=second["next"])["next"] == second["next"]
    three[0].facts.update(detail="In the afternoon.")
    assert said(ask(after=second["next"])) == [("alder", "changed")]
    assert said(ask()) == [("birch", "changed"), ("cedar", "changed"), ("alder", "changed")]


def test_what_is_hidden_is_withdrawn_and_comes_back(three):
    end = ask()["next"]
    hide(three[1].pk, reason="danger", actor="operator", why="It may be.")
    assert said(ask(after=end)) == [("birch", "withdrawn")]
    three[1].facts.update(detail="Nobody sees it.")
    assert said(ask(after=end)) == [("birch", "withdrawn")]
    open_listing(three[1].pk, actor="operator")
    assert said(ask(after=end)) == [("birch", "changed")]


def test_what_never_was_public_is_never_told(three):
    end = ask()["next"]
    draft = Clinic.objects.get(slug="draft")
    draft.facts.update(detail="Nobody sees it.")
    hide(draft.pk, reason="no-clinic", actor="operator", why="It is none.")
    assert said(ask(after=end)) == []


def test_a_page_of_another_name_is_withdrawn_under_its_old_one(three):
    end = ask()["next"]
    Clinic.objects.filter(slug="alder").update(slug="elder")
    assert sorted(said(ask(after=end))) == [("alder", "withdrawn"), ("elder", "changed")]
    Clinic.objects.filter(slug="birch").update(slug="alder")
    assert sorted(said(ask(after=end))) == [
        ("alder", "changed"), ("birch", "withdrawn"), ("elder", "changed")
    ]  # fmt: skip


def test_a_deleted_page_is_withdrawn(three):
    end = ask()["next"]
    three[2].delete()
    assert said(ask(after=end)) == [("cedar", "withdrawn")]


def test_a_merged_clinic_tells_where_it_lives_on(three):
    end = ask()["next"]
    Clinic.objects.filter(slug="alder").update(status="merged", merged_into=three[1])
    Clinic.objects.filter(slug="birch").update(status="merged", merged_into=three[2])
    results = {change["slug"]: change for change in ask(after=end)["results"]}
    assert {slug: change["kind"] for slug, change in results.items()} == {
        "alder": "withdrawn", "birch": "withdrawn", "cedar": "changed"
    }  # fmt: skip
    assert results["alder"]["merged_into"] == results["birch"]["merged_into"] == "cedar"
    hide(three[2].pk, reason="danger", actor="operator", why="It may be.")
    assert [change.get("merged_into") for change in ask(after=end)["results"]] == [None] * 3


def test_with_records_it_says_what_the_clinics_own_address_says(three):
    make.review(three[0])
    make.report(three[1], "route.iv-infusion")
    hide(three[2].pk, reason="danger", actor="operator", why="It may be.")
    results = {change["slug"]: change for change in ask(full=1)["results"]}
    assert "clinic" not in results["cedar"]
    for slug in ("alder", "birch"):
        assert results[slug]["clinic"] == Client().get(f"/api/v1/clinics/{slug}").json()


def test_a_transaction_that_is_open_holds_back_all_that_came_after_it(three):
    end = ask()["next"]
    with psycopg.connect(**conninfo()) as late:
        late.execute("update clinics_fact set detail = 'late' where clinic_id = %s", [three[0].pk])
        three[1].facts.update(detail="early")
        assert said(ask(after=end)) == []
        late.commit()
    assert said(ask(after=end)) == [("alder", "changed"), ("birch", "changed")]


def test_transactions_of_other_databases_hold_nothing_back(three):
    end = ask()["next"]
    with psycopg.connect(**{**conninfo(), "dbname": "postgres"}) as elsewhere:
        elsewhere.execute("create temporary table held (number int)")
        three[1].facts.update(detail="In the afternoon.")
        assert said(ask(after=end)) == [("birch", "changed")]
        elsewhere.rollback()


def test_a_page_that_opens_while_it_is_edited_is_told_after_the_edit(three):
    """The edit began first, saw a candidate, and is committed last."""
    draft = Clinic.objects.get(slug="draft")
    end = ask()["next"]
    with psycopg.connect(**conninfo()) as opens, psycopg.connect(**conninfo()) as edits:
        opens.execute("select pg_current_xact_id()")
        edits.execute("update clinics_fact set detail = 'new' where clinic_id = %s", [draft.pk])
        opens.execute("update clinics_clinic set status = 'open' where id = %s", [draft.pk])
        opens.commit()
        first = ask(after=end, full=1)
        assert said(first) == [("draft", "changed")]
        assert first["results"][0]["clinic"]["facts"][0]["detail"] is None
        edits.commit()
    second = ask(after=first["next"], full=1)
    assert said(second) == [("draft", "changed")]
    assert second["results"][0]["clinic"]["facts"][0]["detail"] == "new"


def test_pruning_changes_nothing_that_a_reader_sees(three):
    hide(three[1].pk, reason="danger", actor="operator", why="It may be.")
    for number in range(5):
        three[0].facts.update(detail=f"{number}")
    Clinic.objects.filter(slug="draft").update(name="Never public")
    middle = PublicChange.objects.count()
    before = ask()
    assert prune_changes() > 8
    assert PublicChange.objects.count() == 3 < middle
    assert ask()["results"] == before["results"]
    assert prune_changes() == 0
    assert ("birch", "withdrawn") in said(before)


def make_ten() -> None:
    for _one in range(10):
        make.clinic()


def test_queries_are_as_many_for_one_as_for_many(three, django_assert_num_queries):
    make.credential(three[0], "licence", clinician=make.clinician(three[0]))
    hide(three[1].pk, reason="danger", actor="operator", why="It may be.")
    for _some in range(2):
        with django_assert_num_queries(4):  # the transaction begins; the log; a page; it ends
            assert len(ask(limit=2)["results"]) == 2
        with django_assert_num_queries(5):  # and where withdrawn ones live on
            assert len(ask()["results"]) == 3 + 10 * _some
        with django_assert_num_queries(15):  # and ten for records
            ask(full=1)
        make_ten()


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"after": "nonsense"}, "after"),
        ({"after": ""}, "after"),
        ({"after": "é" * 50}, "after"),
        ({"after": "A" * 10_000}, "after"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"limit": "²"}, "limit"),
        ({"limit": "101", "full": "1"}, "limit"),
        ({"limit": ["1", "2"]}, "limit"),
        ({"full": "0"}, "full"),
        ({"since": "2026-01-01"}, "since"),
    ],
)
def test_bad_input_is_refused_at_its_parameter(asked, wrong):
    assert wrong in json.dumps(problem(400, **asked)["errors"])


def test_a_cursor_is_short_and_is_refused_when_a_letter_differs(three):
    cursor = ask()["next"]
    assert len(cursor) < 100
    for place in range(len(cursor)):
        other = "A" if cursor[place] != "A" else "B"
        answer = Client().get(CHANGES, {"after": f"{cursor[:place]}{other}{cursor[place + 1 :]}"})
        assert answer.status_code == 400


def test_the_last_letter_of_a_cursor_counts_whole(three):
    cursor = ask()["next"]
    answers = {last: Client().get(CHANGES, {"after": cursor[:-1] + last}).status_code
               for last in "-_" + string.ascii_letters + string.digits}  # fmt: skip
    assert [last for last, status in answers.items() if status == 200] == [cursor[-1]]


def test_a_cursor_of_another_log_is_refused_with_what_to_do(three):
    cursor = ask()["next"]
    with connection.cursor() as sql:  # gives the table another file, as a restore does
        sql.execute("vacuum full clinics_publicchange")
    refused = problem(410, after=cursor)
    assert refused["type"].endswith("#start-again")
    assert "bulk files" in refused["detail"]
    assert len(ask()["results"]) == 3


def test_after_a_restore_from_a_busier_server_nobody_reads_until_it_is_in_order(three):
    with connection.cursor() as sql:
        sql.execute("update clinics_publicchange set xid = '900000000000'")
    answer = Client().get(CHANGES)
    assert (answer.status_code, answer["Retry-After"]) == (503, "3600")
    three[0].facts.update(detail="In the afternoon.")
    prune_changes()
    assert sorted(said(ask())) == [
        ("alder", "changed"), ("birch", "changed"), ("cedar", "changed")
    ]  # fmt: skip
    assert not log_now().is_foreign


def test_from_the_cursor_of_a_moment_on_only_what_that_moment_does_not_see(three):
    with transaction.atomic():
        with connection.cursor() as sql:
            sql.execute("set transaction isolation level repeatable read, read only")
        assert Clinic.objects.shown().count() == 3
        with psycopg.connect(**conninfo()) as other:
            other.execute(
                "update clinics_fact set detail = 'x' where clinic_id = %s", [three[2].pk]
            )
        cursor = cursor_now()
    assert said(ask(after=cursor)) == [("cedar", "changed")]


def test_a_mirror_that_follows_four_writers_equals_everything():
    keys = [make.clinic(organization="Grove", yes="condition.ptsd").pk for _ in range(20)]
    mirror = Mirror()
    mirror.follow()
    writers = [start(order) for order in orders(keys, writers=4, edits=50, pause=0.02)]
    committed = followed(mirror, writers, limit=7)
    assert committed > 100
    assert mirror.records == everything()
    again = Mirror()
    again.follow()
    assert again.records == mirror.records
    prune_changes()
    fresh = Mirror()
    fresh.follow()
    assert fresh.records == mirror.records


def test_a_writer_that_is_killed_holds_nothing_back(three):
    mirror = Mirror()
    mirror.follow()
    (order,) = orders([clinic.pk for clinic in three] * 2, writers=1, edits=500, pause=0.3)
    writer = start(order)
    writer.stdout.readline()
    while not PublicChange.objects.filter(pk__gt=PublicChange.objects.order_by("pk")[2].pk):
        assert writer.poll() is None
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    with connection.cursor() as sql:
        sql.execute(WORKING)
        while sql.fetchone()[0]:
            sql.execute(WORKING)
    three[0].facts.update(detail="After it was killed.")
    mirror.follow()
    assert mirror.records == everything()


def test_the_feed_for_people_names_the_newest_first(three):
    hide(three[0].pk, reason="danger", actor="operator", why="It may be.")
    three[1].facts.update(detail="In the afternoon.")
    answer = Client().get("/changes.atom")
    assert entries(answer) == [
        ("Clinic B: changed", "http://testserver/clinics/birch/"),
        ("alder: no longer listed", "http://testserver/clinics/alder/"),
        ("Clinic C: changed", "http://testserver/clinics/cedar/"),
    ]
    again = Client().get("/changes.atom", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304
    assert "/changes.atom" in Client().get("/api/v1/docs").content.decode()


@pytest.mark.once("it is a client, whichever the server")
def test_the_example_client_keeps_a_copy(three, live_server, tmp_path):
    kept = tmp_path / "clinics.json"
    command = [sys.executable, settings.BASE_DIR / "docs/examples/follow_changes.py",
               live_server.url, kept]  # fmt: skip

    def run() -> dict:
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        clinics = json.loads(kept.read_text())["clinics"]
        assert told == f"{len(clinics)} clinics\n"
        return clinics

    assert set(run()) == {"alder", "birch", "cedar"}
    hide(three[1].pk, reason="danger", actor="operator", why="It may be.")
    assert set(run()) == {"alder", "cedar"}
    with connection.cursor() as sql:
        sql.execute("vacuum full clinics_publicchange")
    assert set(run()) == {"alder", "cedar"}
