"""Search rows made anew while somebody edits: the edit is not lost."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from clinics.changes.actions.propose import propose
from clinics.listing.actions.search_rows import refresh_overdue
from clinics.models import Clinic, SearchRow
from tests import make
from tests.clinics.changes.cast import YES, decide

pytestmark = pytest.mark.django_db(transaction=True)


def refreshed() -> int:
    """`refresh_overdue` on a connection of its own."""
    try:
        return refresh_overdue()
    finally:
        connection.close()


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where not granted")
        return cursor.fetchone()[0] > 0


def test_an_edit_that_commits_meanwhile_stays_in_the_search_row():
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
            decide(change, by=mo)
            job = pool.submit(refreshed)
            deadline = time.monotonic() + 30
            while not somebody_waits_for_a_lock():
                assert time.monotonic() < deadline
                time.sleep(0.02)
        assert job.result(timeout=30) == 1
    row = SearchRow.objects.get(clinic=clinic)
    assert Clinic.objects.get(pk=clinic.pk).name == "Heron Key"
    assert (row.name_key, row.words) == ("heron key", ["heron", "key"])
    assert SearchRow.objects.get(clinic=rival).name_key == "rival"
