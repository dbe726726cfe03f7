"""Search rows made anew while somebody edits: no edit is lost, and nobody waits in a circle."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from clinics.changes.actions.propose import propose
from clinics.listing.actions.editing import add
from clinics.listing.actions.search_rows import rebuild_search, refresh_overdue
from clinics.models import Clinic, SearchRow, SearchWord
from tests import make
from tests.clinics.changes.cast import YES, decide

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(call):
    """The call on a connection of its own."""
    try:
        return call()
    finally:
        connection.close()


def wait_for_a_lock():
    """Return as soon as somebody waits for a lock."""
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while True:
            cursor.execute("select exists (select from pg_locks where not granted)")
            if cursor.fetchone()[0]:
                return
            assert time.monotonic() < deadline
            time.sleep(0.02)


@pytest.mark.parametrize("rebuild", [refresh_overdue, rebuild_search])
def test_an_edit_that_commits_meanwhile_stays_in_the_search_row(rebuild):
    overdue = make.fact("safety.acls-on-site", confirmed="document", due_in=3)
    clinic = make.clinic(name="Pelican Key", facts=[overdue])
    rival = make.clinic(name="Rival", facts=[make.fact("safety.acls-on-site")])
    SearchRow.objects.filter(clinic=clinic).update(next_due=make.days_ago(1))
    change = propose(
        clinic,
        {"name": "Heron Key", "condition.ptsd": YES},
        by=make.member("ann@example.org", clinic),
    )
    mo = make.moderator()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Clinic.objects.locked(clinic.pk)
            job = pool.submit(elsewhere, rebuild)
            wait_for_a_lock()
            decide(change, by=mo)
        assert job.result(timeout=30) == {refresh_overdue: 1, rebuild_search: 2}[rebuild]
    row = SearchRow.objects.get(clinic=clinic)
    assert Clinic.objects.get(pk=clinic.pk).name == "Heron Key"
    assert (row.name_key, row.words) == ("heron key", ["heron", "key"])
    assert SearchRow.objects.get(clinic=rival).name_key == "rival"


def test_two_who_add_the_same_names_in_another_order_both_add_them():
    """The first one stops between its two clinics until the second one waits for it."""

    def both_names():
        draft = make.draft(name="Heron Marsh", organization="Umbrella Health", slug="second")
        return add(draft, actor="operator", publish=True)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            add(make.draft(name="Marsh", slug="first"), actor="operator", publish=True)
            job = pool.submit(elsewhere, both_names)
            wait_for_a_lock()
            third = make.draft(name="Heron", organization="Umbrella Health", slug="third")
            add(third, actor="operator", publish=True)
        assert job.result(timeout=30).name == "Heron Marsh"
    assert [row.name_key for row in SearchRow.objects.order_by("name_key")] == [
        "heron", "heron marsh", "marsh",
    ]  # fmt: skip


def test_a_rebuild_mends_the_vocabulary_and_deletes_rows_of_unpublished_clinics():
    make.clinic(name="Pelican Key")
    hidden = make.clinic(name="Heron Marsh")
    Clinic.objects.filter(pk=hidden.pk).update(status="candidate")
    SearchWord.objects.filter(word="key").delete()
    assert rebuild_search() == 1
    assert [row.name_key for row in SearchRow.objects.all()] == ["pelican key"]
    assert sorted(SearchWord.objects.values_list("word", flat=True)) == ["key", "pelican"]
