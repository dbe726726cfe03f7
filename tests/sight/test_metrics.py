"""Prometheus reads how the site works: with a token alone, in few words, nothing of a patient."""

import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.urls import URLResolver, clear_url_caches, get_resolver, path, set_urlconf
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from clinics.counted import count
from clinics.models import Run
from clinics.moderation.queues import KINDS
from clinics.notices import mail
from clinics.registries.models import Register
from clinics.schedule.jobs import JOBS
from directory import urls
from directory.sight import counts, shared_files, stand
from directory.sight.asked import NOWHERE, STATIC
from tests import make
from tests.clinics.test_import_killed import database_url
from tests.post import speak_smtp

TOKEN = "a-token-that-is-long-enough-for-anybody"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def wanted(settings):
    """Somebody may read metrics, and nothing is counted yet."""
    settings.METRICS_TOKEN = TOKEN
    counts.begin_anew()
    yield
    counts.begin_anew()


def read(client) -> dict[str, list]:
    """Name → samples, as Prometheus reads them."""
    answer = client.get("/metrics", headers=BEARER)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer["Content-Type"].startswith("text/plain; version=")
    return parsed(answer.content.decode())


def parsed(text: str) -> dict[str, list]:
    found: dict[str, list] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


@pytest.mark.django_db
def test_without_a_token_there_is_nothing_to_read_and_nothing_is_counted(client, settings):
    settings.METRICS_TOKEN = ""
    client.get("/")
    for headers in ({}, {"Authorization": "Bearer "}, BEARER):
        answer = client.get("/metrics", headers=headers)
        assert (answer.status_code, "directory_" in answer.content.decode()) == (404, False)
    assert counts.counts() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer ", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"]
)
def test_another_token_is_refused(client, wanted, sent):
    answer = client.get("/metrics", headers={"Authorization": sent})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert "directory_" not in answer.content.decode()


@pytest.mark.django_db
def test_the_scheme_of_the_token_may_be_written_in_any_case(client, wanted):
    answer = client.get("/metrics", headers={"Authorization": f"bearer {TOKEN}"})
    assert answer.status_code == 200


@pytest.mark.django_db
def test_requests_are_counted_by_view_method_and_status_alone(client, wanted):
    make.clinic(slug="heron")
    for address in ("/clinics/heron/", "/es/clinics/heron/", "/clinics/sorrow/?q=sorrow"):
        client.get(address)
    client.post("/search/?q=sorrow")
    client.generic("SORROW", "/")
    client.get("/sorrow/")
    client.get("/static/css/site.css").close()
    found = read(client)
    assert {
        (labels["view"], labels["method"], labels["status"]): value
        for labels, value in found["directory_request_seconds_count"]
    } == {
        ("clinic", "GET", "2xx"): 2,
        ("clinic", "GET", "4xx"): 1,
        ("search", "POST", "4xx"): 1,
        (NOWHERE, "other", "4xx"): 1,
        (NOWHERE, "GET", "4xx"): 1,
        (STATIC, "GET", "2xx"): 1,
    }
    assert found["directory_requests_in_flight"] == [({}, 1)]  # the one that reads them


@pytest.mark.django_db
def test_mails_and_documents_are_counted_by_what_came_of_them(
    client, wanted, settings, post_office
):
    speak_smtp(settings, post_office)
    post_office.handler.refuses = "nobody@mail.example"
    assert mail.try_to_send("ann@mail.example", "desk_digest", figures=[], at=timezone.now())
    assert not mail.try_to_send("nobody@mail.example", "desk_digest", at=timezone.now())
    count("document", "refused")
    found = read(client)
    assert found["directory_mails_total"] == [({"outcome": "sent"}, 1), ({"outcome": "failed"}, 1)]
    assert found["directory_documents_checked_total"] == [({"outcome": "refused"}, 1)]


@pytest.mark.django_db
def test_searches_tell_how_long_their_rows_take_and_nothing_of_the_question(client, wanted):
    make.clinic(conditions=["crps"])
    client.get("/search/?q=sorrow")
    client.get("/search/?near=33444&condition=crps")
    text = client.get("/metrics", headers=BEARER).content.decode()
    assert not re.search("sorrow|crps|33444", text)
    assert parsed(text)["directory_request_seconds_count"] == [
        ({"view": "search", "method": "GET", "status": "2xx"}, 2)
    ]


@pytest.mark.django_db
def test_ages_queues_and_schedule_are_read_from_the_database(
    client, wanted, django_assert_num_queries
):
    clinic, now = make.clinic(), timezone.now()
    make.register_file("leie", days=3)
    make.review(clinic, status="waiting", asked_at=now - dt.timedelta(days=8))
    make.review(clinic, status="waiting", asked_at=now)
    done = JOBS[0].due.last(now)
    Run.objects.create(job=JOBS[0].name, due_at=done, started_at=done, ended_at=done,
                       outcome="done")  # fmt: skip
    with django_assert_num_queries(10):
        found = read(client)
    assert [labels for labels, _age in found["directory_register_age_seconds"]] == [
        {"register": "leie"}
    ]
    assert found["directory_register_limit_seconds"] == [
        ({"register": "nppes"}, 90 * 86400), ({"register": "leie"}, 45 * 86400),
    ]  # fmt: skip
    waiting = {labels["kind"]: value for labels, value in found["directory_desk_cases"]}
    assert waiting == {kind: 2 if kind == "review" else 0 for kind in KINDS}
    (((kind, age),),) = [
        [(labels["kind"], value // 86400)]
        for labels, value in found["directory_desk_oldest_case_seconds"]
    ]
    assert (kind, age) == ("review", 8)
    late = [labels["kind"] for labels, value in found["directory_desk_late"] if value]
    assert late == ["review"]
    well = [labels["job"] for labels, value in found["directory_job_is_well"] if value]
    assert well == [JOBS[0].name]
    assert found["directory_schedulers"] == [({}, 0)]
    assert found["directory_clinics"] == [({}, 1)]
    assert found["directory_database_up"] == [({}, 1)]
    with connection.cursor() as cursor:
        cursor.execute("show max_connections")
        assert found["directory_database_connections_limit"] == [({}, int(cursor.fetchone()[0]))]
    sessions = {labels["state"]: n for labels, n in found["directory_database_connections"]}
    assert (set(sessions), sessions["active"] >= 1) == (set(stand.STATES), True)


@pytest.mark.django_db
def test_without_the_database_what_needs_none_is_told(client, wanted):
    client.get("/healthz")
    assert client.get("/readyz?full=1").status_code == 503  # no scheduler runs
    with connection.cursor() as cursor:
        cursor.execute("alter table clinics_registerfile rename to gone")
    found = read(client)
    assert found["directory_database_up"] == [({}, 0)]
    assert "directory_desk_cases" not in found
    assert found["directory_unavailable_total"] == [({}, 0)]  # nobody was turned away
    assert ("healthz", 1) in [
        (labels["view"], value) for labels, value in found["directory_request_seconds_count"]
    ]


def busy(request):
    """A view whose statement the database has cancelled."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("do $$ begin raise exception using errcode = '57014'; end $$")


urlpatterns = [path("busy", login_not_required(busy), name="busy"), *urls.urlpatterns]
handler500 = urls.handler500


@pytest.mark.django_db
def test_whoever_is_turned_away_is_counted_and_told_a_number(client, wanted, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    page = client.get("/busy")
    number = f"If you write to us, name this number: {page['X-Request-ID']}."
    assert (page.status_code, number in page.content.decode()) == (503, True)
    assert read(client)["directory_unavailable_total"] == [({}, 1)]
    clear_url_caches()
    set_urlconf(None)


def views() -> set[str]:
    """The names of all views, those of other packages too."""

    def names(resolver, before="") -> set[str]:
        found = set()
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                space = f"{before}{one.namespace}:" if one.namespace else before
                found |= names(one, space)
            else:
                found.add(before + (one.name or one.lookup_str))
        return found

    return names(get_resolver())


@pytest.mark.django_db
def test_no_label_can_have_more_values_than_are_known_beforehand(client, wanted):
    """Whatever is asked, each label is a word of the program."""
    make.clinic(slug="heron")
    odd = ("/%00", "/clinics/a/", "/api/v1/clinics/b", "/fhir/Location/9", "/hsds/x", "/es/x/",
           "/moderation/review/9/", "/reviews/confirm/token-of-9/", "/accounts/login/?next=/9",
           "/data/2020-01-01/9.csv", "/no-mail/9/", "/x" * 500)  # fmt: skip
    for address in odd:
        for method in ("GET", "HEAD", "POST", "PUT", "BREW9"):
            client.generic(method, address)
    count("mail", "sent")
    known = {
        "view": views() | {NOWHERE, STATIC},
        "method": {*counts.METHODS, "other"},
        "status": {"1xx", "2xx", "3xx", "4xx", "5xx"},
        "outcome": {"sent", "failed", "kept", "refused", "no place"},
        "state": set(stand.STATES),
        "kind": set(KINDS),
        "job": {job.name for job in JOBS},
        "register": {register.value for register in Register},
    }
    unknown = {
        (name, label, value)
        for name, samples in read(client).items()
        for labels, _value in samples
        for label, value in labels.items()
        if label != "le" and value not in known[label]
    }
    assert unknown == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.once("what is counted and killed is a process of ours")
def test_any_process_of_a_server_tells_what_all_have_counted_also_those_that_died():
    make.clinic()
    make.clinic()
    port = free_port()
    words = {"METRICS_TOKEN": TOKEN, "DATABASE_URL": database_url(), "DEMO": "1"}
    run = [sys.executable, "-m", "gunicorn", "directory.wsgi", "-b", f"127.0.0.1:{port}"]
    server = subprocess.Popen(run, env=os.environ | words, stderr=subprocess.PIPE, text=True)
    site = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 120
        while not answers(f"{site}/healthz"):
            assert time.monotonic() < until, server.poll()
            time.sleep(0.1)
        asked = 1
        killed: set[int] = set()
        while len(killed) < 2:
            for _again in range(5):
                assert answers(f"{site}/healthz")
                asked += 1
            assert told(site)["directory_request_seconds_count"]
            (worker, *_rest) = children(server.pid) - killed
            os.kill(worker, signal.SIGKILL)
            killed.add(worker)
            while len(children(server.pid) - killed) < 2:
                assert time.monotonic() < until
                time.sleep(0.05)
        found = told(site)
        healthy = [value for labels, value in found["directory_request_seconds_count"]
                   if labels["view"] == "healthz"]  # fmt: skip
        assert healthy == [asked]
        assert found["directory_requests_in_flight"] == [({}, 1)]
        assert found["directory_search_load_seconds_count"] == [({}, 1)]  # once, before the forks
        assert found["directory_search_rows"] == [({}, 2)]  # though nobody has searched since
        assert found["directory_database_up"] == [({}, 1)]
        (folder,) = folders_of(server.pid)
        alive = {int(path.stem.rpartition("_")[2]) for path in folder.glob("gauge_live*.db")}
        assert not alive & killed
    finally:
        server.terminate()
        server.communicate(timeout=60)
    assert folders_of(server.pid) == []


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str) -> bool:
    """Whether it is answered with 200."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def told(site: str) -> dict[str, list]:
    """The metrics of a running server."""
    request = urllib.request.Request(f"{site}/metrics", headers=BEARER)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return parsed(answer.read().decode())


def children(pid: int) -> set[int]:
    """The processes that a process has forked."""
    return {int(number) for task in Path(f"/proc/{pid}/task").iterdir()
            for number in (task / "children").read_text().split()}  # fmt: skip


def folders_of(pid: int) -> list[Path]:
    """The folders in which a server's processes count."""
    return list(Path(shared_files._where()).glob(f"{shared_files.PREFIX}{pid}-*"))


def test_a_folder_that_the_operator_named_is_emptied_and_what_was_killed_is_cleared_away(
    tmp_path, monkeypatch
):
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                           capture_output=True, text=True, check=True)  # fmt: skip
    monkeypatch.setattr(shared_files, "IN_MEMORY", tmp_path)
    left = tmp_path / f"{shared_files.PREFIX}{ended.stdout.strip()}-abc"
    mine = tmp_path / f"{shared_files.PREFIX}{os.getpid()}-abc"
    for folder in (left, mine):
        folder.mkdir()
    monkeypatch.setenv(shared_files.VARIABLE, "")
    try:
        shared_files.begin()
        made = shared_files.folder()
        shared_files.begin()  # as when gunicorn reads its settings again
        assert shared_files.folder() == made
        assert made.stat().st_mode & 0o777 == 0o700
        assert (left.exists(), mine.exists(), made.exists()) == (False, True, True)
    finally:
        shared_files.end()
        counts.begin_anew()
    assert not made.exists()
    named = tmp_path / "named"
    named.mkdir()
    (named / "counter_1.db").touch()
    (named / "rival.txt").touch()
    monkeypatch.setenv(shared_files.VARIABLE, str(named))
    shared_files.begin()
    assert [path.name for path in named.iterdir()] == ["rival.txt"]
    shared_files.end()
    assert named.exists()
