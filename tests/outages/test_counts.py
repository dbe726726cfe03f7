"""Limits that cannot be counted: the database's fault, and never "too many"."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from clinics.accounts import mail_budget
from directory.databases.faults import UNWRITABLE, fault_of
from tests.at_once import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


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
