"""The changes under load, on servers that crash and start again; and what writing them costs."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from statistics import median

import pytest
from django.db import connection, transaction
from django.test import Client

from clinics.listing.actions.insert_many import insert_many
from clinics.listing.actions.public_changes import prune_changes
from clinics.listing.draft import Draft
from clinics.models import Clinic, PublicChange
from tests import make
from tests.bench.test_feed_servers import KEPT, at, connected, let_go, reached, server
from tests.clinics import test_public_changes_tables as tables
from tests.directory.changes_followed import Mirror, everything, followed, orders, start

__all__ = ["server"]
pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]


def test_a_mirror_equals_everything_after_10_000_edits_by_four_writers(capsys):
    keys = [make.clinic(organization="Grove", yes="condition.ptsd").pk for _ in range(100)]
    mirror = Mirror()
    mirror.follow()
    began = time.monotonic()
    writers = [start(order) for order in orders(keys, writers=4, edits=2500, pause=0.004)]
    committed = followed(mirror, writers)
    took, rows = time.monotonic() - began, PublicChange.objects.count()
    found = everything()
    pruned = prune_changes()
    with capsys.disabled():
        print(
            f"\n10,000 edits by 4 writers: {committed:,} committed in {took:.0f} s, "
            f"{mirror.pages:,} pages with {mirror.seen:,} changes followed; {len(found):,} public; "
            f"{rows:,} rows, {pruned:,} pruned"
        )
    assert committed > 8000
    assert mirror.records == found
    again = Mirror()
    again.follow()
    assert again.records == found


def test_a_server_that_crashes_and_starts_again_loses_no_change(server):
    with at(server):
        keys = [make.clinic(yes="condition.ptsd").pk for _ in range(20)]
        mirror = Mirror()
        mirror.follow()
        for crash in range(3):
            writers = [start(order) for order in orders(keys, writers=2, edits=400, pause=0.02)]
            for writer in writers:
                writer.stdout.readline()
            mirror.follow()
            time.sleep(1)
            with connected(reached(server)) as other:
                victim = other.info.backend_pid
                if crash < 2:
                    os.kill(victim, signal.SIGKILL)
                else:
                    server.stop()
                    server.start(KEPT)
            for writer in writers:
                writer.communicate()
            let_go()
            connected(reached(server)).close()
            keys = list(Clinic.objects.values_list("pk", flat=True))
            mirror.follow()
            assert mirror.records == everything()


def test_a_dump_that_is_restored_elsewhere_is_told_to_every_reader(server, tmp_path):
    with at(server):
        made = [make.clinic(slug=f"clinic-{n}") for n in range(3)]
        mirror = Mirror()
        mirror.follow()
        programs, reach = server.programs.folder, ["--host", str(server.sockets), "-U", "postgres"]
        dump = tmp_path / "dump"
        dumped = subprocess.run(
            [programs / "pg_dump", "--format=custom", *reach, KEPT], capture_output=True, check=True
        )
        dump.write_bytes(dumped.stdout)
        with connected(reached(server)) as other:
            other.execute("create database restored template template0")
        subprocess.run([programs / "pg_restore", *reach, "--dbname", "restored", dump], check=True)
        connection.close()
        connection.close_pool()
        connection.settings_dict["NAME"] = "restored"
        assert Client().get("/api/v1/changes", {"after": mirror.cursor}).status_code == 410
        made[0].facts.update(detail="In the afternoon.")
        fresh = Mirror()
        fresh.follow()
        assert fresh.records == everything()


def without_triggers(order: str) -> None:
    """Switch the triggers of the log: `disable` or `enable always`."""
    with connection.cursor() as cursor:
        cursor.execute(tables.TRIGGERS.replace("tgenabled::text", "tgname::text"))
        for table, _event, name in cursor.fetchall():
            cursor.execute(f"alter table {table} {order} trigger {name}")


def ratio(step: Callable[[int], None], *, rounds: int) -> tuple[float, float]:
    """Seconds of a step without and with the triggers, in turns: the medians."""
    took: dict[str, list[float]] = {"disable": [], "enable always": []}
    for number in range(rounds):
        for order, times in took.items():
            without_triggers(order)
            began = time.perf_counter()
            step(number)
            times.append(time.perf_counter() - began)
    return median(took["disable"]), median(took["enable always"])


def test_what_the_log_costs_who_writes(capsys):
    clinics = [make.clinic(organization="Grove", yes="condition.ptsd") for _ in range(10)]
    count = iter(range(10**9))

    def edit(_number: int) -> None:
        for clinic in clinics:
            draft = Draft.of(Clinic.objects.with_answers().get(pk=clinic.pk))
            draft.prices["price.session"] = make.price("price.session", next(count) % 900 + 1)
            assert make.saved(clinic, draft)[1]

    def bring(number: int) -> None:
        yes = "condition.ptsd insurance.aetna access.parking route.at-home"
        drafts = [make.draft(yes=yes, listed_by=f"list {next(count)}") for _ in range(1000)]
        insert_many(drafts, actor="import", publish=True)

    def seen(number: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update clinics_sourcerecord set last_seen = last_seen + 1")

    told = {name: ratio(step, rounds=rounds)
            for name, step, rounds in (("an edit", edit, 16), ("1,000 new clinics", bring, 6),
                                       ("all rows of lists seen again", seen, 10))}  # fmt: skip
    with capsys.disabled():
        for name, (without, with_log) in told.items():
            print(f"\n{name}: {1000 * without:.1f} ms without the log, {1000 * with_log:.1f} ms "
                  f"with it, {with_log / without:.2f} x", end="")  # fmt: skip
        print()
