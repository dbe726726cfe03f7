"""What holds on every page for everybody: reading only, no cookie, no third party, one look."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver
from django.utils import timezone

from clinics.distress import speaks_of_suicide
from clinics.models import RegisterFile, Run
from clinics.moderation.queues import KINDS
from clinics.schedule.jobs import JOBS
from clinics.schedule.locks import Locks
from directory import urls
from directory.site import sitemaps
from directory.site.ready import look
from tests import make
from tests.directory.seen import seen

pytestmark = pytest.mark.django_db

PAGES = (
    "/", "/search/", "/search/?near=33444&condition=crps", "/search/?near=nowhereatall",
    "/search/?page=99", "/clinics/heron/", "/clinics/heron/history/",
    "/compare/?clinic=heron&clinic=ibis", "/compare/?clinic=heron", "/questions/?clinic=heron",
    "/guide/", "/guide/crps/", "/how-we-verify/", "/how-we-rank/", "/privacy/",
    "/accessibility/", "/contact/", "/for-clinics/", "/clinics/nobody/", "/states/", "/states/fl/",
    "/states/zz/", "/guide/self-check/", "/embed/?height=7",
    "/data/",
)  # fmt: skip
FILES = (
    "/embed/search/?near=33444", "/embed/?near=33444",
    "/compare.csv?clinic=heron&clinic=ibis", "/compare.json?clinic=heron&clinic=ibis",
    "/map/states.json", "/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/sitemap-pages.xml",
)  # fmt: skip


@pytest.fixture(autouse=True)
def three_clinics():
    """Two clinics and one that nobody may see."""
    make.clinic(slug="heron", name="Heron", yes="condition.crps")
    make.clinic(slug="ibis", name="Ibis", yes="condition.crps")
    make.clinic(slug="draft", name="Draft", published=False)


def test_every_address_of_the_site_itself_is_public_and_only_reads():
    every = [*urls.urlpatterns, *urls.PAGES]
    own = [p for p in every if not isinstance(p, URLResolver)]
    closed = [p.name for p in own if not getattr(p.callback, "only_reads", False)]
    assert closed == ["demo_mail", "demo_codes"]  # the demo's outbox, nowhere else
    assert len(own) == 36 + len(closed)


TAKE_NOTHING = (
    "/changes.atom", "/es/changes.atom", "/clinics/heron/feed/", "/es/clinics/heron/feed/",
    "/map/states.json", "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-clinics-0.xml",
)  # fmt: skip


@pytest.mark.parametrize("path", TAKE_NOTHING)
def test_a_program_is_told_of_a_parameter_that_would_do_nothing(client, path):
    assert client.get(path).status_code == 200
    spanish = path.startswith("/es/")
    for query in ("n=9", "n=", "z=1&n=9"):
        answer = client.get(f"{path}?{query}")
        words = "“n” no es un parámetro aquí.\n" if spanish else "“n” is not a parameter here.\n"
        assert (answer.status_code, answer.content.decode()) == (400, words)
        assert answer["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("query", ["ful=1", "full=2", "full=", "full=1&full=1", "full=1&n=9"])
def test_a_slip_in_what_watches_the_site_is_refused(client, query):
    answer = client.get(f"/readyz?{query}")
    assert (answer.status_code, answer.content) == (400, b"The only parameter is full=1.\n")


def test_a_page_about_a_crisis_opens_with_whatever_a_link_has_behind_it(client):
    assert client.get("/guide/crisis/?from=a-friend&n=9").status_code == 200


@pytest.mark.parametrize("path", PAGES + FILES)
def test_a_page_only_reads_and_sets_no_cookie(client, path):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    verbs = {query["sql"].split()[0].lower() for query in queries}
    assert verbs <= {"select", "with"}
    assert not answer.cookies
    assert client.post(path).status_code in (404, 405)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_holds_no_inline_code(client, path):
    page = seen(client.get(path))
    loaded = [e[name] for e in page.walk() for name in ("src", "srcset") if name in e.attrs]
    loaded += [
        link["href"] for link in page.all("link") if link["rel"] not in ("canonical", "alternate")
    ]
    assert [address for address in loaded if not address.startswith("/static/")] == []
    assert [e.tag for e in page.walk() if any(a == "style" or a[:2] == "on" for a in e.attrs)] == []
    inline = [s for s in page.all("script") if "src" not in s.attrs]
    assert [s["type"] for s in inline if s["type"] != "application/ld+json"] == []
    assert page.all("style") == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_title_one_main_the_crisis_line_and_says_that_it_is_a_demo(
    client, settings, path
):
    settings.DEMO = True
    page = seen(client.get(path))
    assert len(page.all("h1")) == 1
    assert page.one("title").text.endswith("Clinic Directory") or path == "/"
    assert page.one("footer.foot").one("p.crisis").one("a")["href"] == "tel:988"
    assert "Every clinic, person and review is made up." in page.one("p.demo").text
    ids = [e["id"] for e in page.walk() if "id" in e.attrs]
    assert len(ids) == len(set(ids))
    settings.DEMO = False
    assert seen(client.get(path)).all("p.demo") == []


@pytest.mark.parametrize("path", PAGES)
def test_every_field_has_a_label(client, path):
    page = seen(client.get(path))
    named = {label["for"] for label in page.all("label") if "for" in label.attrs}
    within = {id(e) for label in page.all("label") for e in label.walk()}
    fields = [e for tag in ("input", "select") for e in page.all(tag)]
    assert [
        e.attrs for e in fields
        if e.attrs.get("type") != "hidden" and id(e) not in within and e.attrs["id"] not in named
    ] == []  # fmt: skip


def test_the_home_page_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = seen(client.get("/"))
    assert page.one("form.ask")["action"] == "/search/"
    assert "with-script" in page.one("div.near-me").attrs["class"].split()
    assert {i["name"] for i in page.one("form.ask").all("input")} == {
        "near", "q", "condition", "insurance", "payment",
    }  # fmt: skip
    pills = [f.texts("legend") + f.texts("label") for f in page.all("fieldset.common")]
    assert [(p[0], len(p), p[1]) for p in pills] == [
        ("What do you have?", 7, "CRPS"), ("How will you pay?", 7, "Medicare")
    ]  # fmt: skip
    assert page.one("ol.steps").texts("strong") == ["Search", "Compare", "Ask"]
    assert page.one("ul.example").texts("span.value") == ["Yes", "Not stated"]


def test_the_guide_leads_from_a_condition_to_its_clinics(client):
    page = seen(client.get("/guide/crps/"))
    assert page.one("p.evidence").text == (
        "Moderate evidence of improvement for up to 12 weeks, after infusions over several days. A "
        "review in 2025 found no clear evidence. One visit of 40 to 60 minutes is not what was "
        "tested."
    )
    make.clinic(slug="egret", name="Egret", yes="condition.ptsd")
    form = page.one("form.find")
    asked = {i["name"]: i.attrs.get("value", "") for i in form.all("input")}
    assert (form["action"], form["method"], asked) == (
        "/search/", "get", {"condition": "crps", "near": ""}
    )  # fmt: skip
    assert seen(client.get(form["action"], asked)).texts("h3") == ["Heron", "Ibis"]
    assert client.get("/guide/nothing/").status_code == 404


def test_the_guide_warns_and_cites_in_words(client):
    page = seen(client.get("/guide/"))
    (warning,) = page.texts("p.warning")
    assert warning.endswith("FDA warning 2022 FDA warning 2023")
    rows = {tr.one("th").text: tr.one("td") for tr in page.one("tbody").all("tr")}
    assert len(rows) == 17
    assert rows["Fibromyalgia"].text == (
        "Weak or no evidence. A review in 2025 found none that is clear. "
        "Chronic pain guidelines 2018 Cochrane review 2025 (to be checked)"
    )
    for link in page.one("main").all("a.cite"):
        entry = page.one(link["href"])
        name = link.text.removesuffix(" (to be checked)")[:-5]
        assert entry.one("strong").text == f"{name}."
        assert ("to be checked" in entry.text) == ("to be checked" in link.text)


@pytest.mark.parametrize(("path", "status"), [("/clinics/nobody/", 404), ("/no-such-page/", 404)])
def test_who_lands_nowhere_can_search_from_there(client, path, status):
    make.clinic(slug="egret", name="Egret", yes="condition.ptsd")
    answer = client.get(path)
    form = seen(answer).one("form.find")
    assert (answer.status_code, form["action"], form.one("input")["name"]) == (
        status, "/search/", "q"
    )  # fmt: skip
    assert seen(client.get(form["action"], {"q": "Egret"})).texts("h3") == ["Egret"]


def test_how_we_verify_says_in_three_lines_what_is_checked_and_folds_the_rest(client):
    page = seen(client.get("/how-we-verify/"))
    assert page.one("dl.in-short").texts("dt") == [
        "We check", "We do not check", "“Confirmed” means"
    ]  # fmt: skip
    folded = page.all("details.more-of")
    assert [one.one("h2").text for one in folded][:2] == [
        "What we do not verify", "Who can say so"
    ]  # fmt: skip
    assert [one.attrs for one in folded if "open" in one.attrs] == []
    assert len(folded) == len(page.one("main").all("h2"))


def test_how_we_verify_lists_what_can_be_confirmed_and_nothing_else(client):
    page = seen(client.get("/how-we-verify/"))
    rows = page.one("#statements").texts("th")
    assert "Someone trained in advanced life support (ACLS) at every session" in rows
    assert "Parking" not in rows
    assert "Accepting new patients: 90 days" in page.texts("li")
    assert "Price: One session: 180 days" in page.texts("li")


def test_robots_and_the_sitemap_know_clinics_but_no_searches(client):
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /search/" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    found = ElementTree.fromstring(client.get("/sitemap.xml").content)
    places = [
        e.text.removeprefix("http://testserver") for e in found.iter() if e.tag.endswith("loc")
    ]
    assert places[-2:] == ["/clinics/heron/", "/clinics/ibis/"]
    assert {"/", "/guide/crps/", "/privacy/", "/states/", "/states/fl/", "/states/gu/"} < set(
        places
    )
    assert [p for p in places if "search" in p or "draft" in p] == []


def test_a_sitemap_too_long_for_one_file_becomes_an_index(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "URLS_A_FILE", 1)
    index = client.get("/sitemap.xml").content.decode()
    files = re.findall(r"http://testserver(/sitemap-clinics-\d+\.xml)", index)
    listed = [re.findall(r"/clinics/\w+/", client.get(path).content.decode()) for path in files]
    assert [path for paths in listed for path in paths] == ["/clinics/heron/", "/clinics/ibis/"]
    assert client.get("/sitemap-clinics-999999999.xml").status_code == 404


def test_absolute_addresses_begin_with_the_sites_own(client, settings):
    settings.SITE_URL = "https://directory.example"
    settings.ALLOWED_HOSTS = ["directory.example"]
    robots = client.get("/robots.txt", headers={"host": "directory.example"})
    assert "Sitemap: https://directory.example/sitemap.xml" in robots.text


def test_healthz_asks_nothing_and_readyz_knows_a_missing_migration(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert client.get("/healthz").text == "ok\n"
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ok\n")
    MigrationRecorder.Migration.objects.filter(app="clinics").latest("pk").delete()
    assert look() == "1 migrations are not applied"


def test_readyz_says_in_full_how_the_scheduled_work_stands(client):
    """Without `full=1` a late command takes no machine out of service."""
    now, hour = timezone.now().replace(microsecond=0), dt.timedelta(hours=1)
    for job in JOBS:
        due = job.due.last(now)
        Run.objects.create(job=job.name, due_at=due, started_at=due, ended_at=due,
                           outcome="done", said="ann@clinic.example")  # fmt: skip

    def zulu(moment: dt.datetime) -> str:
        return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"

    in_time = [
        f"{one.name}: done, began {zulu(one.due.last(now))}, next {zulu(one.due.next(now))}"
        for one in JOBS
    ]
    in_time += ["register nppes: never", "register leie: never"]
    in_time += [f"desk {kind}: 0 wait" for kind in KINDS]
    in_time += ["changes: 3 wait, oldest …"]  # this test's own transaction holds them back

    in_time += ["erasures: 0 wait"]

    def lines() -> list[str]:
        text = client.get("/readyz?full=1").text
        return re.sub(r"oldest \d+ seconds", "oldest …", text).splitlines()

    assert lines() == ["scheduled work needs attention", "schedulers: 0", *in_time]
    assert client.get("/readyz?full=1").status_code == 503
    locks = Locks()
    try:
        assert lines() == ["ok", "schedulers: 1", *in_time]
        leie = make.register_file("leie", days=45)
        old = in_time.index("register leie: never")
        assert re.fullmatch(r"register leie: \d+ seconds", lines()[2 + old])
        RegisterFile.objects.filter(pk=leie.pk).update(as_of=make.days_ago(46))
        late = client.get("/readyz?full=1")
        assert (late.status_code, late.text.splitlines()[0]) == (503, "a register is too old")
        assert re.fullmatch(r"register leie: \d+ seconds, late", late.text.splitlines()[2 + old])
        Run.objects.filter(job="send_notices").update(outcome="failed", ended_at=now + hour)
        failed = client.get("/readyz?full=1")
        assert (failed.status_code, failed.text.splitlines()[:2]) == (
            503, ["scheduled work needs attention", "schedulers: 1"]
        )  # fmt: skip
    finally:
        locks.close()
    assert [client.get(f"/readyz{query}").text for query in ("", "?full=0")] == ["ok\n"] * 2


WATCHER = "a-token-that-is-long-enough-for-anybody"
FROM_FAR = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.mark.parametrize(
    ("token", "asked", "status"),
    [
        ("", {}, 503),
        ("", {"REMOTE_ADDR": "::1"}, 503),
        ("", {"REMOTE_ADDR": ""}, 503),  # a socket of this machine
        ("", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 403),  # a proxy on this machine
        ("", {"HTTP_FORWARDED": "for=127.0.0.1"}, 403),
        ("", FROM_FAR, 403),
        ("", FROM_FAR | {"HTTP_AUTHORIZATION": "Bearer "}, 403),
        ("", FROM_FAR | {"HTTP_AUTHORIZATION": f"Bearer {WATCHER}"}, 403),
        (WATCHER, {}, 503),
        (WATCHER, FROM_FAR, 401),
        (WATCHER, FROM_FAR | {"HTTP_AUTHORIZATION": "Bearer x"}, 401),
        (WATCHER, FROM_FAR | {"HTTP_AUTHORIZATION": f"bearer {WATCHER}"}, 503),
    ],
)
def test_readyz_in_full_is_for_the_machine_itself_and_for_whoever_has_the_token(
    client, settings, django_assert_num_queries, token, asked, status
):
    settings.METRICS_TOKEN = token
    assert client.get("/readyz", **asked).status_code == 200
    if status == 503:  # no scheduler runs
        answer = client.get("/readyz?full=1", **asked)
        assert answer.text.startswith("scheduled work needs attention\n")
    else:
        with django_assert_num_queries(0):
            answer = client.get("/readyz?full=1", **asked)
        assert (answer.text.count("\n"), "METRICS_TOKEN" in answer.text) == (1, True)
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (status, True)
    assert answer.headers.get("WWW-Authenticate") == ("Bearer" if status == 401 else None)


@pytest.mark.parametrize("address", ["desk@clinics.example", ""])
def test_every_page_says_whom_to_write_to_once_the_operator_has_set_it(client, settings, address):
    settings.CONTACT_EMAIL = address
    to, page = f"mailto:{address}", seen(client.get("/contact/"))
    for where, times in (("/", 1), ("/search/?near=nowhereatall", 1), ("/contact/", 2)):
        links = [a.attrs.get("href", "") for a in seen(client.get(where)).all("a")]
        assert [link for link in links if link.startswith("mailto:")] == [to] * times * bool(
            address
        )
        assert "/contact/" in links
    asked = "Write to the people who run this directory: desk@clinics.example"
    lacking = "Whoever runs this directory has not set an e-mail address yet."
    assert page.texts("p.lead") == [asked if address else lacking]
    assert [h.attrs["id"] for h in page.all("h2") if "id" in h.attrs] == [
        "listing", "mistake", "removal", "review", "press", "security"
    ]  # fmt: skip


def test_a_strange_host_is_refused_in_the_look_of_the_site(client):
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert seen(answer).one("h1").text == "This request could not be understood"


def test_a_broken_page_keeps_the_look_and_asks_nothing(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = seen(urls.handler500(rf.get("/")))
        refused = seen(urls.handler400(rf.get("/"), ValueError()))
    assert page.one("h1").text == "Something broke on our side"
    assert page.one("form.find")["action"] == "/search/"
    assert refused.one("h1").text == "This request could not be understood"


@pytest.mark.parametrize(
    "text", ["Suicidal", "I want to die", "kill myself", "suicidio", "self-harm"]
)
def test_words_of_suicide_are_heard(text):
    assert speaks_of_suicide("", text)


@pytest.mark.parametrize(
    "text", ["", "Homicide Street Clinic", "killed the pain", "die Klinik", "end"]
)
def test_other_words_are_not_mistaken(text):
    assert not speaks_of_suicide(text)
