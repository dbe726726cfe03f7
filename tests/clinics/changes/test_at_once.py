"""Many people at once, and a server that dies: one decision, no lost edit, all or nothing."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, transaction

from clinics.changes.actions.confirm import confirm_all
from clinics.changes.actions.decide import Decision, digest
from clinics.changes.actions.decide import decide as decide_change
from clinics.changes.actions.propose import propose
from clinics.changes.actions.publish import publish_at_once
from clinics.changes.actions.undo import revert
from clinics.changes.values import ChangeRefused
from clinics.models import Event, Notice, ProposedChange
from tests import make
from tests.clinics.changes.cast import NO, YES, decide, facts, said

pytestmark = pytest.mark.django_db(transaction=True)
APPROVED = Decision("approved")


def at_once(*calls) -> list[str]:
    """Run the calls together, each on its own connection: '' or the refusal in words."""
    start = Barrier(len(calls))

    def run(call) -> str:
        try:
            start.wait(timeout=60)
            call()
        except ChangeRefused as refused:
            return str(refused)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_twenty_moderators_decide_once():
    clinic = make.clinic()
    change = propose(clinic, {"condition.ptsd": YES}, by=make.ann(clinic))
    seen, keys = digest(change), {i.pk: APPROVED for i in change.items.all()}
    people = [make.moderator(f"mo{n}@example.org") for n in range(20)]
    words = at_once(*[lambda by=by: decide_change(change, keys, by=by, seen=seen) for by in people])
    assert sorted(words) == ["", *["This proposal no longer waits: decided."] * 19]
    assert Event.objects.filter(verb="decided").count() == 1
    assert Event.objects.filter(verb="changed").count() == 1
    assert Notice.objects.count() == 1
    assert facts(clinic)["condition.ptsd"] is True


def test_propose_and_approve_crossing_each_other_lose_nothing():
    """Whoever comes first: what is approved is public, what is proposed is public or waits."""
    clinic, mo = make.clinic(), make.moderator()
    ann, ben = make.ann(clinic), make.member("ben@example.org", clinic)
    for number in range(12):
        first = propose(clinic, {"number.wait_days": {"number": number + 1}}, by=ann)
        words = at_once(
            lambda change=first: decide(change, by=mo),
            lambda n=number: propose(clinic, {"number.session_minutes": {"number": n + 1}}, by=ben),
            lambda n=number: publish_at_once(clinic, {"how_to_find": f"Door {n}"}, by=ann),
        )
        assert words[1:] == ["", ""]
        waiting = ProposedChange.objects.pending().get()
        asked = {item.code: item.after["number"] for item in waiting.items.all()}
        if words[0]:
            assert "replaced by a newer edit" in words[0]
            assert asked == {"number.wait_days": number + 1, "number.session_minutes": number + 1}
        else:
            assert asked == {"number.session_minutes": number + 1}
        decide(waiting, by=mo)
        stated = facts(clinic)
        assert (stated["number.wait_days"], stated["number.session_minutes"]) == (
            number + 1, number + 1)  # fmt: skip
        assert said(clinic).how_to_find == f"Door {number}"


def test_two_admins_proposing_at_once_both_wait():
    clinic = make.clinic()
    codes = ["condition.ptsd", "condition.ocd", "condition.anxiety", "condition.crps"]
    people = [make.member(f"{n}@example.org", clinic) for n in range(4)]
    words = at_once(
        *[
            lambda by=by, code=code: propose(clinic, {code: YES}, by=by)
            for by, code in zip(people, codes, strict=True)
        ]
    )
    assert words == [""] * 4
    waiting = ProposedChange.objects.pending().get()
    assert {item.code for item in waiting.items.all()} == set(codes)
    assert ProposedChange.objects.filter(closed_as="superseded").count() == 3


def test_reverts_and_decisions_about_one_clinic_do_not_deadlock():
    clinic, mo, mia = make.clinic(), make.moderator(), make.moderator("mia@example.org")
    ann = make.ann(clinic)
    done = propose(clinic, {"condition.ptsd": YES}, by=ann)
    decide(done, by=mo)
    waiting = propose(clinic, {"condition.ocd": NO}, by=ann)
    words = at_once(
        lambda: revert(done, by=mo, reason="Wrong."),
        lambda: revert(done, by=mia, reason="Wrong."),
        lambda: decide(waiting, by=mia),
        lambda: confirm_all(clinic, by=ann),
    )
    assert sorted(words[:2])[0] == ""
    assert "has changed since" in sorted(words[:2])[1]
    assert words[2:] == ["", ""]
    stated = facts(clinic)
    assert ("condition.ptsd" in stated, stated["condition.ocd"]) == (False, False)


# A server that dies

CHILD = """
import sys, django
django.setup()
from clinics.changes.actions.decide import Decision, decide, digest
from clinics.models import ProposedChange, User
change = ProposedChange.objects.get(pk=int(sys.argv[1]))
keys = {item.pk: Decision("approved") for item in change.items.all()}
decide(change, keys, by=User.objects.get(pk=int(sys.argv[2])), seen=digest(change))
print("decided", flush=True)
"""


def child(*arguments: object) -> subprocess.Popen:
    """Another process that decides in this test's database."""
    here = connection.settings_dict
    parts = {"host": here["HOST"], "port": here["PORT"], "user": here["USER"],
             "password": here["PASSWORD"]}  # fmt: skip
    query = "&".join(f"{name}={value}" for name, value in parts.items() if value)
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres:///{here['NAME']}?{query}",
        "DJANGO_SETTINGS_MODULE": "directory.settings",
        "DEMO": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, *map(str, arguments)],
        env=environment,
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
    )


def waits_for(table: str) -> bool:
    """Whether somebody waits to use a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_locks where relation = %s::regclass and not granted", [table]
        )
        return cursor.fetchone()[0] > 0


@pytest.mark.parametrize("table", ["clinics_searchrow", "clinics_proposeditem", "clinics_notice"])
def test_a_process_killed_in_the_middle_of_an_approval_leaves_nothing_of_it(table):
    clinic, mo = make.clinic(name="Pelican Key"), make.moderator()
    after = {"condition.ptsd": YES, "name": "Gulf Key"}
    change = propose(clinic, after, by=make.ann(clinic))
    events = Event.objects.count()
    with transaction.atomic(), connection.cursor() as cursor:
        # The other process gets as far as writing this table, and no further.
        cursor.execute(f"lock table {table} in exclusive mode")
        process = child(change.pk, mo.pk)
        deadline = time.monotonic() + 60
        while not waits_for(table):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
        assert process.communicate()[0] == b""
    change.refresh_from_db()
    assert (change.closed_as, said(clinic).name) == ("", "Pelican Key")
    assert "condition.ptsd" not in facts(clinic)
    assert not change.items.exclude(decision="").exists()
    assert (Event.objects.count(), Notice.objects.count()) == (events, 0)
    assert said(clinic).search_row.name_key == "pelican key"
    decide(change, by=mo)
    assert (said(clinic).name, facts(clinic)["condition.ptsd"]) == ("Gulf Key", True)


def test_a_process_killed_after_its_approval_leaves_all_of_it():
    clinic, mo = make.clinic(), make.moderator()
    change = propose(clinic, {"condition.ptsd": YES}, by=make.ann(clinic))
    process = child(change.pk, mo.pk)
    assert process.stdout.readline() == b"decided\n"
    process.kill()
    process.communicate()
    change.refresh_from_db()
    assert (change.closed_as, facts(clinic)["condition.ptsd"]) == ("decided", True)
    assert Notice.objects.count() == 1
