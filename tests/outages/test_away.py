"""The database is away: 503 in words, at once; and everything is as before when it is back."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

from tests.outages.conftest import until

OURS = ("ERROR", "WARNING")
GONE = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
GONE += "and datname = current_database()"


def slug(site) -> str:
    """A clinic of the demo."""
    return site.run("select slug from clinics_clinic where status = 'open' order by slug limit 1")[
        0
    ][0]


def test_connections_that_died_while_nobody_used_them_cost_no_reader_an_error(site):
    paths = ["/search/", f"/clinics/{slug(site)}/", "/api/v1/clinics?near=33444", "/fhir/Location"]
    with ThreadPoolExecutor(4) as readers:
        before = [answer.status for answer in readers.map(site.ask, paths * 3)]
        assert len(site.run(GONE)) >= 1
        after = [answer.status for answer in readers.map(site.ask, paths * 3)]
    assert (before, after) == ([200] * 12, [200] * 12)


def test_a_read_whose_connection_dies_on_the_way_is_answered_all_the_same(site):
    path = f"/clinics/{slug(site)}/"
    waits = "select pid from pg_stat_activity where wait_event_type = 'Lock'"
    with ThreadPoolExecutor(1) as reader, site.held("clinics_clinic"):
        asked = reader.submit(site.ask, path)
        until(lambda: site.run(waits), "nobody waits for the table")
        [(first,)] = site.run(waits)
        site.run("select pg_terminate_backend(%s)", first)
        until(lambda: [pid for (pid,) in site.run(waits) if pid != first], "nobody tries again")
    assert asked.result().status == 200


def test_an_outage_is_503_in_words_for_whoever_needs_the_database_and_for_nobody_else(site, line):
    before = len(site.said())
    line.take_down()
    try:
        path = f"/clinics/{slug(site)}/"
        page = site.ask(path)
        assert (page.status, page.head["retry-after"], page.head["cache-control"]) == (
            503, "5", "no-store",
        )  # fmt: skip
        assert "<h1>We will be back in a moment</h1>" in page.page
        assert "Our records cannot be reached just now." in page.page
        assert "saved" not in page.page
        assert "set-cookie" not in page.head
        spanish = site.ask(f"/es{path}")
        assert (spanish.status, "<h1>Volvemos en un momento</h1>" in spanish.page) == (503, True)
        problem = site.ask("/api/v1/clinics?near=33444")
        assert (problem.status, problem.head["content-type"], problem.head["retry-after"]) == (
            503, "application/problem+json", "5",
        )  # fmt: skip
        assert json.loads(problem.page)["type"].endswith("#unavailable")
        fhir = site.ask("/fhir/Location")
        assert (fhir.status, json.loads(fhir.page)["issue"][0]["code"]) == (503, "transient")
        hsds = site.ask("/hsds/services?format=ndjson")
        assert (hsds.status, json.loads(hsds.page)["status"]) == (503, 503)
        assert [site.ask(free).status for free in ("/healthz", "/", "/privacy/")] == [200] * 3
        assert site.ask("/readyz").status == 503
    finally:
        line.put_up()
    until(lambda: site.ask(path).status == 200, "the site never came back")
    said = [line for line in site.said()[before:] if line.startswith(OURS)]
    assert [line.partition(":")[0].partition(", after")[0] for line in said] == [
        "ERROR directory.databases.outage The database default does not answer",
        "WARNING directory.databases.outage The database default answers again",
    ]


def test_a_short_absence_is_waited_out_and_nobody_reads_of_it(site, line):
    line.take_down()
    with ThreadPoolExecutor(1) as reader:
        asked = reader.submit(site.ask, f"/clinics/{slug(site)}/")
        time.sleep(0.5)  # shorter than a reader waits
        line.put_up()
        assert asked.result().status == 200


def test_who_sent_something_reads_that_nothing_was_saved(site, line):
    token = "a" * 32
    line.take_down()
    try:
        answer = site.ask(
            "/accounts/password/reset/", "POST", body="email=ann%40example.org",
            Cookie=f"csrftoken={token}", X_CSRFToken=token,
            Content_Type="application/x-www-form-urlencoded",
        )  # fmt: skip
    finally:
        line.put_up()
    assert answer.status == 503
    assert "Nothing was saved. What you sent can be sent again." in answer.page
    until(lambda: site.ask(f"/clinics/{slug(site)}/").status == 200, "the site never came back")


def test_a_database_that_hangs_holds_neither_the_health_check_nor_pages_without_a_query(site, line):
    path = f"/clinics/{slug(site)}/"
    with ThreadPoolExecutor(12) as readers:
        assert {answer.status for answer in readers.map(site.ask, [path] * 12)} == {200}
        line.silence()
        try:
            asked = [readers.submit(site.ask, path) for _ in range(12)]
            time.sleep(0.2)  # let them ask
            free = [site.ask("/healthz") for _ in range(20)]
            refused = [reader.result() for reader in asked]
        finally:
            line.resume()
    assert {answer.status for answer in free} == {200}
    assert max(answer.seconds for answer in free) < 5, [answer.seconds for answer in free]
    assert {answer.status for answer in refused} == {503}
    until(lambda: site.ask(path).status == 200, "the site never came back")
