"""What nginx passes on, what it keeps, and what it says itself."""

import json
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.attacks.sockets import Line
from tests.deploy.proxy import NAME, Proxy, free_port, gunicorn, proxy

pytestmark = pytest.mark.once("it says nothing about PostgreSQL")
MIRROR = "tests.attacks.small:mirror"
A_MINUTE = {"Cache-Control": "public, max-age=60"}
SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin", "Strict-Transport-Security": "max-age=63072000",
}  # fmt: skip


@pytest.fixture(scope="module")
def front(tmp_path_factory) -> Iterator[Proxy]:
    """The proxy in front of a site that says what reached it."""
    with gunicorn(MIRROR) as site, proxy(tmp_path_factory.mktemp("nginx"), site) as running:
        yield running


def seen(front: Proxy, path: str, method: str = "GET", **options) -> dict:
    answer = front.ask(path, method, **options)
    assert answer.status == 200, answer.text
    return json.loads(answer.body)


def test_the_site_learns_who_asks_and_under_which_number_from_the_proxy_alone(front):
    lies = {
        "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http", "X-Request-ID": "mine",
        "X-Forwarded-Host": "evil.example", "Forwarded": "for=evil",
        "X-Forwarded-Ssl": "off", "SCRIPT_NAME": "/evil", "X_Forwarded_For": "192.0.2.2",
    }  # fmt: skip
    answer = front.ask("/clinics/x/?a=%20b", headers=lies, source="127.0.0.9")
    got = json.loads(answer.body)
    assert got["HTTP_X_FORWARDED_FOR"] == "127.0.0.9"
    assert got["HTTP_X_FORWARDED_PROTO"] == "https"
    assert got["HTTP_HOST"] == f"{NAME}:{front.tls}"
    assert re.fullmatch("[0-9a-f]{32}", got["HTTP_X_REQUEST_ID"])
    assert answer.headers["X-Request-ID"] == got["HTTP_X_REQUEST_ID"]
    assert {name for name in got if name.startswith("HTTP_")} == {
        "HTTP_HOST", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REQUEST_ID",
    }  # fmt: skip
    assert (got["PATH_INFO"], got["QUERY_STRING"]) == ("/clinics/x/", "a=%20b")


def kept(front: Proxy, path: str, said: dict[str, str], **headers: str) -> bool:
    """Whether the second of two equal requests gets the first one's answer."""
    told = headers | {"X-Answer": json.dumps(said)}
    first, second = (seen(front, path, headers=told) for _ in range(2))
    return first["at"] == second["at"]


def test_what_the_site_lets_everybody_keep_is_kept_and_nothing_else(front):
    assert kept(front, "/guide/risks/", A_MINUTE)
    assert kept(front, "/es/guide/risks/", A_MINUTE)
    assert kept(front, "/static/a.123.css", {"Cache-Control": "max-age=315360000, public"})
    nobody = ("public, no-cache", "private, max-age=60", "no-store", "public, max-age=0")
    for number, said in enumerate(nobody):
        assert not kept(front, f"/guide/{number}/", {"Cache-Control": said})
    assert not kept(front, "/guide/silent/", {})
    assert not kept(front, "/guide/cookie/", A_MINUTE | {"Set-Cookie": "a=b"})
    assert not kept(front, "/guide/asked/?a=b", A_MINUTE)
    assert not kept(front, "/guide/risks/", A_MINUTE, Cookie="a=b")
    assert not kept(front, "/guide/risks/", A_MINUTE, Authorization="Bearer a")
    assert not kept(front, "/clinics/heron/", A_MINUTE)
    assert not kept(front, "/search/", A_MINUTE)
    assert not kept(front, "/api/v1/clinics/heron", A_MINUTE)


def test_an_answer_is_kept_for_each_encoding_by_itself(front):
    said = {"X-Answer": json.dumps(A_MINUTE | {"Vary": "Accept-Encoding"})}
    ask = ({"Accept-Encoding": "gzip"} | said, said, {"Accept-Encoding": "gzip"} | said)
    at = [seen(front, "/guide/both/", headers=headers)["at"] for headers in ask]
    assert at[0] == at[2] != at[1]


SPELLINGS = {
    "": ("identity", "", "gzip;q=0", "*", "deflate, gzip ; q = 0.00, br;q=0", "xgzip, brotli"),
    "gzip": ("gzip", "GZIP", "gzip, deflate", "deflate,gzip;q=0.5", "br;q=0, gzip;q=1.0, *;q=0"),
    "br": ("br", "deflate, br", "br;q=0.1,gzip;q=0"),
    "br, gzip": ("gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8", "gzip,br", "Br, Gzip"),
}
"""What browsers say they take, by what the site is told."""


def test_however_a_browser_spells_what_it_takes_it_gets_the_copy_of_its_kind(front):
    said = {"X-Answer": json.dumps(A_MINUTE | {"Vary": "Accept-Encoding, Cookie"})}
    for path in ("/guide/spelled/", "/static/spelled.123.css"):
        copies = {}
        for told, spellings in SPELLINGS.items():
            got = [seen(front, path, headers={"Accept-Encoding": one} | said) for one in spellings]
            assert {one.get("HTTP_ACCEPT_ENCODING", "") for one in got} == {told}
            (copies[told],) = {one["at"] for one in got}
        assert len(set(copies.values())) == len(SPELLINGS)


def test_whoever_asks_whether_a_page_changed_asks_the_site(front):
    got = seen(front, "/clinics/heron/", headers={"If-None-Match": 'W/"abc"'})
    assert got["HTTP_IF_NONE_MATCH"] == 'W/"abc"'


def test_what_is_sent_is_passed_on_whole_also_in_pieces(front):
    large = 2 * 1024 * 1024
    assert seen(front, "/add/", "POST", body=b"a" * large)["length"] == large
    claim = "/clinics/heron/claim/"
    assert seen(front, claim, "POST", body=b"a" * 20 * large)["length"] == 20 * large
    with front.line() as line:
        head = f"POST /add/ HTTP/1.1\r\nHost: {NAME}\r\nTransfer-Encoding: chunked\r\n\r\n"
        line.send(head.encode() + b"3e8\r\n%b\r\n" % (b"a" * 1000) * 7 + b"0\r\n\r\n")
        got = json.loads(line.answer())
    assert (got["length"], got.get("HTTP_TRANSFER_ENCODING")) == (7000, None)


REFUSED = [
    ("GET", "/metrics", {}, b"", 404, "There is no such page"),
    ("GET", "/%6detrics", {}, b"", 404, "There is no such page"),
    ("GET", "//metrics", {}, b"", 404, "There is no such page"),
    ("GET", "/readyz?full=1", {}, b"", 404, "There is no such page"),
    ("GET", "/errors/en/502.html", {}, b"", 404, "There is no such page"),
    ("GET", "/search/?a=" + "b" * 7000, {}, b"", 414, "This address is too long"),
    ("GET", "/", {"Cookie": "a" * 7000}, b"", 431, "Your browser sent too much"),
    ("POST", "/add/", {}, b"a" * 2_700_000, 413, "That is too large"),
    ("POST", "/es/add/", {}, b"a" * 2_700_000, 413, "Es demasiado grande"),
    ("POST", "/fhir/Location/_search", {}, b"a" * 70_000, 413, "That is too large. "),
    ("POST", "/api/v1/clinics", {}, b"a" * 2_700_000, 413, "That is too large. "),
    ("TRACE", "/", {}, b"", 400, "We could not read that"),
]


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "title"), REFUSED, ids=range(len(REFUSED))
)
def test_a_refusal_of_the_proxy_says_why_in_the_language_and_form_of_who_asks(
    front, method, path, headers, body, status, title
):
    answer = front.ask(path, method, headers=headers, body=body or None)
    assert answer.status == status
    if path.startswith("/fhir/"):
        assert answer.headers["Content-Type"] == "application/fhir+json"
        assert json.loads(answer.body)["issue"][0]["diagnostics"].startswith(title)
    elif path.startswith("/api/"):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert json.loads(answer.body)["detail"].startswith(title)
    else:
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert f"<h1>{title}</h1>" in answer.text
    assert {name: answer.headers.get_all(name) for name in SAFE} == {
        name: [value] for name, value in SAFE.items()
    }
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Server"] == "nginx"


def test_readyz_itself_and_the_look_of_the_error_pages_are_open(front):
    assert seen(front, "/readyz")["PATH_INFO"] == "/readyz"
    look, mark = front.ask("/errors/look.css"), front.ask("/errors/mark.svg")
    assert (look.status, look.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert (mark.status, mark.headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")


def test_what_the_site_says_of_safety_is_not_said_twice(front):
    own = {"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff",
           "Referrer-Policy": "no-referrer", "Strict-Transport-Security": "max-age=5",
           "Retry-After": "7"}  # fmt: skip
    answer = front.ask("/clinics/x/", headers={"X-Answer": json.dumps(own)})
    assert {name: answer.headers.get_all(name) for name in own} == {
        name: [value] for name, value in own.items()
    }
    assert answer.headers["X-Frame-Options"] is None  # a page in a frame has its own policy


@pytest.mark.parametrize(
    ("path", "title"), [("/", "Back in a moment"), ("/es/", "Volvemos en un momento")]
)
def test_without_the_site_the_proxy_says_that_it_comes_back(tmp_path, path, title):
    with proxy(tmp_path, f"127.0.0.1:{free_port()}") as front:
        answer = front.ask(path)
        assert (answer.status, answer.headers["Retry-After"]) == (502, "5")
        assert f"<h1>{title}</h1>" in answer.text
        assert 'href="tel:988"' in answer.text


def test_a_page_that_was_kept_is_there_also_without_the_site(tmp_path):
    said = {"X-Answer": json.dumps({"Cache-Control": "public, max-age=1"})}
    where = f"127.0.0.1:{free_port()}"
    with proxy(tmp_path, where) as front:
        with gunicorn(MIRROR, where):
            first = seen(front, "/guide/crisis/", headers=said)
        limit = time.monotonic() + 20
        while time.monotonic() < limit:  # until it is older than a second
            again = seen(front, "/guide/crisis/", headers=said)
            assert again["at"] == first["at"]
            if time.time_ns() - first["at"] > 3_000_000_000:
                break
            time.sleep(0.1)
        assert front.ask("/clinics/heron/").status == 502


def test_gunicorn_may_listen_on_a_unix_socket(tmp_path):
    with gunicorn(MIRROR, f"unix:{tmp_path}/web.sock") as site, proxy(tmp_path, site) as front:
        assert seen(front, "/clinics/x/")["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"


def test_who_asks_for_another_name_gets_no_certificate_or_no_page(front):
    with pytest.raises(ssl.SSLError):
        front.line(name="evil.example")
    for host in ("evil.example", "localhost", "127.0.0.1", "clinics.example.evil.example"):
        answer = front.ask("/", headers={"Host": host})
        assert (answer.status, "No site has this name here" in answer.text) == (421, True)
    with front.line() as line:
        line.send(b"GET https://evil.example/ HTTP/1.1\r\nHost: clinics.example\r\n\r\n")
        assert line.answer().count(b"No site has this name here") == 2


def test_without_tls_readers_are_sent_to_the_site_and_others_get_nothing(front):
    with Line(front.plain) as line:
        line.send(b"GET /a/?b=c HTTP/1.0\r\nHost: clinics.example\r\n\r\n")
        head = line.read()
    assert b"301 Moved" in head
    assert b"\r\nLocation: https://clinics.example/a/?b=c\r\n" in head
    with Line(front.plain) as line:
        line.send(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        assert line.read() == b""


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/api/v1/clinics?near=33444", "problem"), ("/hsds/services", "problem"),
     ("/data/2026-03-03/clinics.csv", "problem"), ("/fhir/Location?name=a", "fhir"),
     ("/data/", None), ("/apiary/", None), ("/search/?next=/api/", None)],
)  # fmt: skip
def test_without_tls_programs_are_refused_in_their_form_and_pages_redirected(front, path, kind):
    asked = f"GET {path} HTTP/1.0\r\nHost: {NAME}\r\n\r\n"
    with Line(front.plain) as line:
        line.send(asked.encode())
        head, _, body = line.read().partition(b"\r\n\r\n")
    if kind:
        assert head.startswith(b"HTTP/1.1 403 ")
        assert f"Content-Type: application/{kind}+json".encode() in head
        assert b"Cache-Control: no-store" in head
        assert b"Location:" not in head
        assert "This is asked by HTTPS alone." in str(json.loads(body))
    else:
        assert head.startswith(b"HTTP/1.1 301 ")
        assert f"Location: https://{NAME}{path}\r\n".encode() in head


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_old_tls_is_refused_and_http_2_is_offered(front):
    old = ssl.create_default_context(cafile=str(front.folder / f"{NAME}.pem"))
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        Line(front.tls, tls=old)
    new = ssl.create_default_context(cafile=str(front.folder / f"{NAME}.pem"))
    new.set_alpn_protocols(["h2", "http/1.1"])
    with Line(front.tls, tls=new) as line:
        assert line.socket.selected_alpn_protocol() == "h2"
        assert line.socket.version() == "TLSv1.3"


def test_http_2_reaches_the_site_like_http_1(front):
    if not shutil.which("curl"):
        pytest.skip("no curl is installed")
    address = f"https://{NAME}:{front.tls}/clinics/x/?a=b"
    said = subprocess.run(
        ["curl", "-sS", "--http2", "--cacert", front.folder / f"{NAME}.pem", "--resolve",
         f"{NAME}:{front.tls}:127.0.0.1", "-w", "\n%{http_version} %{http_code}", address],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    body, status = said.split("\n")
    got = json.loads(body)
    assert status == "2 200"
    assert (got["HTTP_HOST"], got["QUERY_STRING"]) == (f"{NAME}:{front.tls}", "a=b")


def test_http_1_0_is_answered_too(front):
    with front.line() as line:
        line.send(f"GET /clinics/x/ HTTP/1.0\r\nHost: {NAME}\r\n\r\n".encode())
        assert line.read().startswith(b"HTTP/1.1 200 OK\r\n")


MAY_BE_SAID = ("RLIMIT_NOFILE", "open file resource limit", 'the "user" directive makes sense only')
"""What nginx warns of where it is not root, or where a machine allows few files."""


def test_the_start_says_nothing_but_what_the_machine_does_not_allow(front):
    said = (front.folder / "start.log").read_text().splitlines()
    assert [line for line in said if not any(part in line for part in MAY_BE_SAID)] == []
