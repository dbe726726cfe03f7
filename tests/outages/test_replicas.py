"""Public pages are read from a replica: by whom, when not, and what a lag never does."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.db import connection

from directory.databases.replicas import is_behind
from directory.devserver.database import replicas_for
from directory.doctor import of_servers
from tests import databases
from tests.clinics.reviews.test_pages_write import TYPED
from tests.outages.cluster import Cluster, Node, cluster, copy_of
from tests.outages.conftest import Site, served, until
from tests.outages.test_away import slug

CSRF = "a" * 32
TOKEN = "a-token-that-is-long-enough-for-anybody"


@pytest.fixture(scope="module")
def both(database) -> Iterator[Cluster]:
    """A primary and its replica, with the demo's clinics."""
    known = connection.settings_dict
    url = f"postgres:///{database}?host={known['HOST']}&user={known['USER']}"
    with cluster(copy_of(url)) as both:
        yield both


@pytest.fixture(scope="module")
def site(both, tmp_path_factory) -> Iterator[Site]:
    """A site that reads public pages from the replica, and writes to whichever is the primary."""
    urls = {
        "DATABASE_URL": both.primary.url("clinics", both.replica),
        "DATABASE_REPLICA_URLS": both.replica.url(),
        "METRICS_TOKEN": TOKEN,
    }
    log = tmp_path_factory.mktemp("site") / "log"
    with served("clinics", "", log, STATEMENT_TIMEOUT="3", **urls) as site:
        site.url = both.primary.url()
        both.level()
        yield site


def name_on_page(site: Site, path: str, **head: str) -> str:
    answer = site.ask(path, **head)
    assert answer.status == 200, (path, answer.page[:500])
    assert head or "set-cookie" not in answer.head
    return re.findall("<h1[^>]*>(.*?)</h1>", answer.page, re.DOTALL)[0].strip()


def rename(site: Site, name: str) -> None:
    site.run("update clinics_clinic set name = %s where slug = %s", name, slug(site))


def reads_replica(site: Site, both: Cluster, path: str) -> None:
    """Wait until pages come from the replica: it shows less than the primary while it is paused."""

    def is_so() -> bool:
        rename(site, "Known To Both")
        both.level()
        with both.paused():
            rename(site, "Known To The Primary")
            return name_on_page(site, path) == "Known To Both"

    until(is_so, "no page comes from the replica")


def test_who_wrote_reads_what_they_wrote_and_others_read_it_when_the_replica_has_it(site, both):
    page = f"/clinics/{slug(site)}/"
    reads_replica(site, both, page)
    rename(site, "Former Name")
    both.level()
    with both.paused():
        rename(site, "Newest Name")
        sent = site.ask(
            f"{page}review/", "POST", body=urlencode(TYPED), X_CSRFToken=CSRF,
            Cookie=f"csrftoken={CSRF}", Content_Type="application/x-www-form-urlencoded",
        )  # fmt: skip
        assert sent.status == 200
        assert site.run("select count(*) from clinics_review where status = 'unconfirmed'") == [
            (1,)
        ]
        [written] = re.findall(
            r"^(written=\d+:[\w-]+); expires=[^;]+; HttpOnly; Max-Age=60; Path=/; SameSite=Lax$",
            sent.head["set-cookie"],
        )
        assert name_on_page(site, page, Cookie=written) == "Newest Name"
        assert name_on_page(site, page, Cookie="sessionid=of-somebody") == "Newest Name"
        assert name_on_page(site, page, Cookie="written=1:forged") == "Former Name"
        assert name_on_page(site, page) == "Former Name"
    assert name_on_page(site, page) == "Newest Name"


def test_searches_count_and_show_what_one_server_has_however_far_the_other_is(site, both):
    page = f"/clinics/{slug(site)}/"
    reads_replica(site, both, page)
    asked = "/api/v1/clinics?offers=any&page_size=100"
    session = "sessionid=of-somebody"

    def found(**head: str) -> tuple[int, set[str]]:
        answer = json.loads(site.ask(asked, **head).page)
        return answer["count"], {row["slug"] for row in answer["results"]}

    before = found()
    assert before == found(Cookie=session)
    own = slug(site)
    assert own in before[1]
    with both.paused():
        site.run("delete from clinics_searchrow r using clinics_clinic c"
                 " where c.id = r.clinic_id and c.slug = %s", own)  # fmt: skip
        assert found(Cookie=session) == (before[0] - 1, before[1] - {own})
        assert found() == before
        assert found(Cookie=session) == (before[0] - 1, before[1] - {own})
    assert found() == (before[0] - 1, before[1] - {own})


def test_a_replica_is_behind_once_it_may_lack_what_was_there_five_seconds_ago():
    said = ((10.0, 100), (12.0, 200), (14.0, 300))
    assert [is_behind(said, has, 15.1) for has in (300, 299, 200, 199)] == [False] * 3 + [True]
    assert [is_behind(said, 299, now) for now in (17.0, 17.1)] == [False, True]
    assert [is_behind(said, 300, now) for now in (17.1, 99.0)] == [False, False]
    assert [is_behind(said, 50, now) for now in (15.0, 15.1)] == [False, True]
    assert is_behind((), 300, 15.0)


def test_a_replica_that_lags_is_left_out_and_taken_back(site, both):
    page = f"/clinics/{slug(site)}/"
    reads_replica(site, both, page)
    with both.paused():
        rename(site, "Nobody Waits For It")
        assert name_on_page(site, page) == "Known To The Primary"
        until(lambda: name_on_page(site, page) == "Nobody Waits For It", "it is not left out")
    reads_replica(site, both, page)


def replica_metrics(site: Site) -> dict[str, float]:
    """What Prometheus is told of the replica."""
    page = site.ask("/metrics", Authorization=f"Bearer {TOKEN}").page
    lines = re.findall(r"^directory_replica_(.*)$", page, re.MULTILINE)
    found = [line.split('{replica="replica 1"} ') for line in lines]
    return {name: float(value) for name, value in found}


def test_prometheus_is_told_by_how_much_a_replica_is_behind_and_whether_it_answers(site, both):
    page = f"/clinics/{slug(site)}/"
    reads_replica(site, both, page)
    until(lambda: replica_metrics(site) == {"answers": 1, "behind_bytes": 0}, "it is not level")
    with both.paused():
        rename(site, "Far Ahead")
        until(lambda: replica_metrics(site).get("behind_bytes", 0) > 0, "it is never behind")
    both.replica.kill()
    until(lambda: replica_metrics(site) == {"answers": 0}, "it still answers")
    both.replica.start()
    both.level()
    until(lambda: replica_metrics(site) == {"answers": 1, "behind_bytes": 0}, "it never came back")


def test_while_a_replica_hangs_readers_are_served_and_the_site_is_ready(site, both):
    page = f"/clinics/{slug(site)}/"
    reads_replica(site, both, page)
    with both.replica.hanging():
        assert site.ask("/readyz").page == "ok\n"
        assert {site.ask(path).status for path in (page, "/search/", page)} == {200}
    both.level()
    reads_replica(site, both, page)


def test_readers_do_not_notice_that_a_replica_is_killed_and_it_is_taken_back(site, both):
    page = f"/clinics/{slug(site)}/"
    reads_replica(site, both, page)
    both.replica.kill()
    assert {site.ask(path).status for path in [page, "/search/?near=33444"] * 20} == {200}
    until(lambda: "Others answer instead." in site.log.read_text(), "no line about it")
    both.replica.start()
    both.level()
    reads_replica(site, both, page)


def test_a_lock_that_a_paused_replica_keeps_is_not_waited_for(site, both):
    page = f"/clinics/{slug(site)}/"
    reads_replica(site, both, page)
    keeps = "select count(*) from pg_locks where relation = 'clinics_clinic'::regclass" \
            " and mode = 'AccessExclusiveLock'"  # fmt: skip
    with site.held("clinics_clinic"):
        until(lambda: both.replica.run(keeps) == [(1,)], "the lock does not come to the replica")
        both.replica.run("select pg_wal_replay_pause()")
    with both.paused():
        assert both.replica.run(keeps) == [(1,)]
        assert name_on_page(site, page) == "Known To The Primary"
    assert both.replica.run(keeps) == [(0,)]


def test_what_copies_are_built_on_comes_from_the_primary(site, both):
    own = slug(site)
    reads_replica(site, both, f"/clinics/{own}/")
    site.run("truncate clinics_publicchange")  # the numbers in it are those of another server
    rename(site, "Told Before")
    changes = json.loads(site.ask("/api/v1/changes").page)
    with both.paused():
        rename(site, "Told At Once")
        assert json.loads(site.ask(f"/api/v1/clinics/{own}").page)["name"] == "Told At Once"
        behind = site.ask(f"/api/v1/changes?after={changes['next']}")
        assert behind.status == 200
        assert [one["slug"] for one in json.loads(behind.page)["results"]] == [own]


def test_a_decision_that_waits_for_the_replica_is_on_the_next_page_of_everybody(site, both):
    page = f"/clinics/{slug(site)}/"
    reads_replica(site, both, page)
    primary = both.primary
    primary.run("alter system set synchronous_standby_names = '*'")
    primary.run("alter system set synchronous_commit = 'remote_apply'")
    primary.run("select pg_reload_conf()")
    state = "select sync_state from pg_stat_replication"
    try:
        until(lambda: primary.run(state) == [("sync",)], "the replica is not waited for")
        for number in range(50):
            rename(site, f"Name {number}")
            assert name_on_page(site, page) == f"Name {number}"
    finally:
        primary.run("alter system reset all")
        primary.run("select pg_reload_conf()")


def test_the_doctor_says_of_each_replica_whether_it_answers_and_follows(
    site, both, settings, monkeypatch, django_db_blocker
):
    nowhere = "postgres:///clinics?host=/nowhere&user=postgres"
    urls = ",".join([both.replica.url(), both.primary.url(), nowhere])
    settings.DATABASE_REPLICAS = replicas_for({"DATABASE_REPLICA_URLS": urls})
    monkeypatch.setattr(of_servers, "MOST_BEHIND", 0.3)
    with django_db_blocker.unblock(), asked_of(both.primary):
        first, second, third = map(str, of_servers.of_replicas())
        assert (
            first == "ok    Replica 1: It answers, and has all that the primary had a moment ago."
        )
        assert second.startswith("look  Replica 2: It follows no server, so no page is read there.")
        assert third.startswith("look  Replica 3: It does not answer (connection")
        with both.paused():
            rename(site, "What A Replica Lacks")
            lags = str(next(of_servers.of_replicas()))
        assert re.match(
            r"look  Replica 1: It lags: it still lacks [\d,]+ bytes of the log after", lags
        )
        rename(site, "What It Has Again")
        assert str(next(of_servers.of_replicas())) == first


@contextmanager
def asked_of(node: Node) -> Iterator[None]:
    """Let this process's questions go to another server."""
    before = dict(connection.settings_dict)
    databases.use("clinics")
    connection.settings_dict |= {"HOST": str(node.sockets), "USER": "postgres"}
    try:
        yield
    finally:
        databases.use(before["NAME"])
        connection.settings_dict |= before


def test_a_replica_takes_over_when_the_primary_is_killed(site, both):
    """The last test of this file: afterwards there is one server."""
    page = f"/clinics/{slug(site)}/"
    reads_replica(site, both, page)
    session, seen, is_over = "sessionid=of-somebody", Counter[str](), threading.Event()

    def readers() -> None:
        while not is_over.is_set():
            seen[f"reader {site.ask(page).status}"] += 1
            seen[f"writer {site.ask(page, Cookie=session).status}"] += 1
            time.sleep(0.05)

    reader = threading.Thread(target=readers)
    reader.start()
    try:
        until(lambda: seen["writer 200"] > 3, "nobody reads")
        both.primary.kill()
        until(lambda: seen["writer 503"] > 0, "nobody notices")
        both.replica.promote()
        site.url = both.replica.url()
        until(lambda: site.ask(page, Cookie=session).status == 200, "the site never came back")
        rename(site, "After It")
        assert name_on_page(site, page) == name_on_page(site, page, Cookie=session) == "After It"
    finally:
        is_over.set()
        reader.join()
    assert set(seen) == {"reader 200", "writer 200", "writer 503"}
