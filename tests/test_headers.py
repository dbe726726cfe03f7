"""What stands on every answer: who may keep it, and under which name the site answers."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from directory.site.private import PRIVATE
from tests import make
from tests.permissions_table import TABLE

pytestmark = pytest.mark.django_db

NOBODY = "private, no-store"
ALWAYS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


QUESTIONS = (
    "/search/?q=depression", "/compare/?clinic=a", "/compare.csv?clinic=a",
    "/compare.json?clinic=a",
    "/questions/?clinic=a", "/clinics/a/reviews/?page=2",
    "/?q=depression", "/search?q=depression", "/no-such-page/?q=depression",
)  # fmt: skip


@pytest.mark.parametrize("url", QUESTIONS)
def test_nobody_keeps_the_answer_to_a_question_nor_a_redirect_that_holds_it(client, url):
    make.clinic(slug="a")
    answer = client.get(url)
    assert (answer["Cache-Control"], list(answer.cookies)) == (NOBODY, [])


def test_only_the_program_that_asked_the_api_keeps_its_answer_and_nobody_if_it_is_signed_in(client):
    make.clinic(slug="a")
    for url in ("/api/v1/clinics?near=33444", "/api/v1/places?q=a"):
        assert client.get(url)["Cache-Control"] == "private, max-age=60"
        assert (
            make.signed_in(make.user(f"{len(url)}@example.org")).get(url)["Cache-Control"] == NOBODY
        )
    assert client.get("/api/v1/clinics/a")["Cache-Control"] == "public, max-age=60"
    assert client.get("/api/v1/clinics?nearr=33444")["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "kept"),
    [("/no-such-page/", "no-cache"), ("/es/clinics/no-such-clinic/", "public, no-cache")],
)
def test_a_page_that_is_missing_is_asked_for_each_time(client, url, kept):
    answer = client.get(url)
    assert (answer.status_code, answer["Cache-Control"]) == (404, kept)


def test_static_files_keep_their_own_even_for_whoever_is_signed_in():
    client = make.signed_in(make.user())
    answer = client.get("/static/css/site.css")
    assert answer.status_code == 200
    assert "no-store" not in answer["Cache-Control"]
    answer.close()


def test_every_private_beginning_is_one_of_the_site():
    addresses = [f"/{address}" for address in TABLE]
    assert [begin for begin in PRIVATE if not any(a.startswith(begin) for a in addresses)] == []


def test_signing_out_empties_what_the_browser_kept():
    client = make.signed_in(make.user())
    asked = client.get(reverse("account_logout"))
    assert "Clear-Site-Data" not in asked
    answer = client.post(reverse("account_logout"))
    assert (answer.status_code, answer["Clear-Site-Data"]) == (302, '"cache"')


@pytest.mark.parametrize(
    ("method", "url", "words", "status"),
    [
        ("get", "/search", {}, 301),
        ("delete", "/", {}, 405),
        ("get", "/", {"headers": {"host": "evil.example"}}, 400),
        ("get", "/no-such-page/", {}, 404),
        ("post", "/accounts/login/", {"data": {}}, 403),
        ("get", "/my/", {}, 302),
        ("get", "/static/css/site.css", {}, 200),
    ],
)
def test_every_answer_says_that_no_frame_and_no_foreign_script_is_welcome(
    method, url, words, status
):
    answer = getattr(Client(enforce_csrf_checks=True), method)(url, **words)
    answer.close()
    assert answer.status_code == status
    assert {name: answer.get(name) for name in ALWAYS} == ALWAYS
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "camera=()" in answer["Permissions-Policy"]


def test_the_redirect_to_https_says_it_too_and_leads_to_the_one_host(client, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_SSL_HOST = True, "clinics.example"
    settings.ALLOWED_HOSTS = ["clinics.example"]
    answer = Client().get("/search/?q=depression", headers={"host": "clinics.example:8443"})
    assert answer.url == "https://clinics.example/search/?q=depression"
    assert (answer.status_code, answer["Cache-Control"]) == (301, NOBODY)
    assert {name: answer.get(name) for name in ALWAYS} == ALWAYS
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.fixture
def one_site(settings):
    settings.SITE_URL = "https://clinics.example"
    settings.ALLOWED_HOSTS = ["clinics.example", "www.clinics.example", "127.0.0.1"]


OTHERS = ("clinics.example:666", "www.clinics.example", "127.0.0.1:99", "CLINICS.example:80")


@pytest.mark.parametrize("host", OTHERS)
def test_a_reader_under_another_name_is_sent_to_the_one_of_the_site(one_site, client, host):
    answer = client.get("/search/?q=pain", headers={"host": host})
    wanted = "https://clinics.example/search/?q=pain"
    assert (answer.status_code, answer.url) == (301, wanted)


@pytest.mark.parametrize("host", OTHERS)
def test_a_form_under_another_name_is_refused_and_mails_nothing(one_site, client, host, mailoutbox):
    make.user("ann@example.org")
    url, data = reverse("account_reset_password"), {"email": "ann@example.org"}
    answer = client.post(url, data, headers={"host": host})
    assert (answer.status_code, len(mailoutbox)) == (400, 0)
    answer = client.post(url, data, headers={"host": "clinics.example"})
    assert (answer.status_code, len(mailoutbox)) == (302, 1)


def test_a_foreign_name_is_refused_and_the_one_of_the_site_is_not(one_site, client):
    hosts = ("evil.example", "clinics.example.evil.example", "clinics.example", "Clinics.Example")
    said = [client.get("/", headers={"host": host}).status_code for host in hosts]
    assert said == [400, 400, 200, 200]


def test_health_answers_under_the_address_of_the_machine(one_site, client):
    for page in ("/healthz", "/readyz"):
        assert client.get(page, headers={"host": "127.0.0.1:8000"}).status_code == 200


def test_what_is_said_to_somebody_signed_in_stands_in_no_cookie(client, mailoutbox):
    client.post(reverse("account_signup"), {
        "email": "new@example.org", "password1": "a long pass phrase 7",
        "password2": "a long pass phrase 7"})  # fmt: skip
    assert len(mailoutbox) == 1
    assert "messages" not in client.cookies


def test_no_script_reads_the_cookies_of_session_and_form_and_no_other_site_sends_them(client):
    ann = make.user("ann@example.org")
    EmailAddress.objects.create(user=ann, email=ann.email, verified=True, primary=True)
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": ann.email, "password": "pass phrase 1"})
    assert {
        name: (bool(cookie["httponly"]), cookie["samesite"], cookie["domain"], cookie["path"])
        for name, cookie in client.cookies.items() if name != "known_browser"
    } == dict.fromkeys(("sessionid", "csrftoken"), (True, "Lax", "", "/"))  # fmt: skip


PRODUCTION = {
    "SECRET_KEY": "s" * 60, "DEMO": "0", "DEBUG": "0", "PROXY": "1",
    "SITE_URL": "https://clinics.example/", "ALLOWED_HOSTS": "clinics.example",
}  # fmt: skip
ASK = """
import json
from directory import settings as s
print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,
    getattr(s, "SESSION_COOKIE_DOMAIN", None), s.SECURE_HSTS_INCLUDE_SUBDOMAINS,
    s.SECURE_HSTS_PRELOAD, s.SITE_URL, s.EMAIL_BACKEND]))
"""


def production(**words: str) -> list:
    """Settings as production has them, with those variables."""
    environ = {k: v for k, v in os.environ.items() if k != "EMAIL_URL"} | PRODUCTION | words
    run = [sys.executable, "-c", ASK]
    return json.loads(subprocess.run(run, env=environ, capture_output=True, check=True).stdout)


def test_production_binds_its_cookies_to_the_host_and_promises_https_for_itself_alone():
    refuse = "directory.site.mail.Refuse"
    assert production() == [
        "__Host-sessionid", "__Host-csrftoken", True, None, False, False,
        "https://clinics.example", refuse,
    ]  # fmt: skip
    words = {"HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1", "EMAIL_URL": "consolemail://"}
    assert production(**words)[4:] == [True, True, "https://clinics.example", refuse]


KINDS = {
    "/": "text/html; charset=utf-8",
    "/clinics/nobody/": "text/html; charset=utf-8",
    "/robots.txt": "text/plain; charset=utf-8",
    "/healthz": "text/plain; charset=utf-8",
    "/metrics": "text/plain; version=1.0.0; charset=utf-8",
    "/sitemap.xml": "application/xml; charset=utf-8",
    "/sitemap-pages.xml": "application/xml; charset=utf-8",
    "/search/feed/?near=33444": "application/atom+xml; charset=utf-8",
    "/static/css/site.css": 'text/css; charset="utf-8"',
    "/static/js/compare.js": 'text/javascript; charset="utf-8"',
    "/static/favicon.svg": "image/svg+xml; charset=utf-8",
    # These have no letters, or letters that need no name.
    "/static/share.png": "image/png",
    "/static/map/towns/FL.json": "application/json",
    "/map/states.json": "application/json",
}


def test_whatever_is_text_names_its_letters(client):
    make.clinic(slug="heron")
    answers = {path: client.get(path) for path in KINDS}
    assert {path: answer["Content-Type"] for path, answer in answers.items()} == KINDS
    for answer in answers.values():
        answer.close()


@pytest.fixture
def gunicorn(tmp_path):
    """Asks gunicorn, started as deploy.md starts it with an application that needs no database:
    bytes in, bytes out. Its home is the folder `home`."""
    door, home = tmp_path / "site", tmp_path / "home"
    home.mkdir()
    run = [sys.executable, "-m", "gunicorn", "wsgiref.simple_server:demo_app", "-b", f"unix:{door}"]
    words = {"env": os.environ | {"HOME": str(home)}, "start_new_session": True}
    server = subprocess.Popen(run, stderr=subprocess.DEVNULL, **words)

    def ask(request: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as client:
            until = time.monotonic() + 30
            while client.connect_ex(str(door)) and time.monotonic() < until:
                time.sleep(0.05)
            client.sendall(request)
            return b"".join(iter(lambda: client.recv(65536), b""))

    yield ask
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(10)


def test_gunicorn_says_nothing_about_itself_and_opens_no_second_door(gunicorn, tmp_path):
    answer = gunicorn(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    head = answer.partition(b"\r\n\r\n")[0].decode().splitlines()
    names = [line.partition(":")[0] for line in head[1:]]
    rest = ["Transfer-Encoding", "Content-Type"]
    assert (head[0], names) == ("HTTP/1.1 200 OK", ["Date", "Connection", *rest])
    assert list((tmp_path / "home").rglob("*")) == []


def test_gunicorn_takes_no_word_of_a_visitor_for_how_they_asked(gunicorn):
    lies = ("X-Forwarded-Proto: https", "X-Forwarded-Protocol: ssl", "X-Forwarded-Ssl: on",
            "SCRIPT_NAME: /evil", "PATH_INFO: /evil")  # fmt: skip
    for lie in ("Rival: https", *lies):
        asked = f"GET /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{lie}\r\n\r\n"
        answer = gunicorn(asked.encode()).decode()
        said = [line for line in answer.splitlines() if line.startswith(
            ("PATH_INFO = ", "SCRIPT_NAME = ", "wsgi.url_scheme = "))]  # fmt: skip
        assert answer.startswith("HTTP/1.1 200"), lie
        assert said == ["PATH_INFO = '/page'", "SCRIPT_NAME = ''", "wsgi.url_scheme = 'http'"], lie


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("site_url", "proxy", "scheme"),
    [
        ("", False, "http://localhost:8000"),
        ("", True, "https://localhost:8000"),
        ("https://clinics.example", False, "https://clinics.example"),
        ("http://clinics.example", True, "http://clinics.example"),
    ],
)
def test_a_page_names_itself_by_site_url_and_believes_a_proxy_alone(
    client, settings, site_url, proxy, scheme
):
    settings.SITE_URL, settings.ALLOWED_HOSTS = site_url, ["localhost", "clinics.example"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxy else None
    host = site_url.partition("//")[2] or "localhost:8000"
    asked = {"host": host, "x-forwarded-proto": "https", "x-forwarded-host": "evil.example"}
    make.clinic(slug="heron")
    page = client.get("/clinics/heron/", headers=asked).content.decode()
    own = re.findall(r'(?:rel="canonical" href|property="og:url" content)="([^"]*)"', page)
    assert own == [f"{scheme}/clinics/heron/"] * 2


REFUSED = {
    b"GET /depression HTTP/1.1\r\nHost: localhost\r\nX depression: b\r\n\r\n": 400,
    b"GET /depression HTTP/9.1\r\nHost: localhost\r\n\r\n": 400,
    b"GET /?q=depression" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n": 414,
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-a: depression\r\n" * 200 + b"\r\n": 431,
}


def test_what_gunicorn_refuses_is_kept_by_nobody_and_repeats_nothing(gunicorn):
    for request, status in REFUSED.items():
        head, _, body = gunicorn(request).partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        assert first.split()[1] == str(status), first
        assert dict(line.split(": ", 1) for line in lines) == {
            "Connection": "close", "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(body)), "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
        }  # fmt: skip
        assert b"depression" not in body
