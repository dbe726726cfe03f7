"""An import that stops says why: that its database went away, or what else was wrong."""

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import OperationalError, connection

from clinics.stopped import why_stopped
from tests.clinics.listfile import counts, run, write

AT = 3
"""The statement of the import before which its session is ended."""


@pytest.mark.django_db(transaction=True)
def test_an_import_whose_database_goes_away_says_that_and_goes_on_when_it_is_back(tmp_path: Path):
    path = write(tmp_path, {"external_id": "1", "name": "Good"})
    asked = []

    def goes_away(execute, sql, *words):
        asked.append(sql)
        if len(asked) == AT:
            session, other = connection.connection.info.backend_pid, connection.copy()
            with other.cursor() as cursor:
                cursor.execute("select pg_terminate_backend(%s, 10000)", [session])
            other.close()
        return execute(sql, *words)

    with pytest.raises(CommandError) as stopped, connection.execute_wrapper(goes_away):
        run(path)
    connection.close()
    said = str(stopped.value)
    assert said.startswith("The import stopped: the database is away (")
    assert said.endswith("): start it first. Run it again to continue.")
    assert len(said.splitlines()) == 1
    assert counts(path) == (1, 0, 0, 0)


@pytest.mark.django_db
def test_a_database_that_refuses_a_statement_is_not_away():
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = '10ms'")
        with pytest.raises(OperationalError) as refused:
            cursor.execute("select pg_sleep(5)")
    assert why_stopped(refused.value) == "canceling statement due to statement timeout"


def test_why_a_command_stopped_is_never_blank():
    assert why_stopped(OSError(28, "No space left on device")) == (
        "[Errno 28] No space left on device")  # fmt: skip
    assert why_stopped(ValueError()) == "ValueError"
    assert why_stopped(ValueError("One.\nTwo.")) == "One."
