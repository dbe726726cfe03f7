"""The site behind deploy/nginx.conf, attacked: others go on being answered, and soon.

The site is a small one with one process of four threads, so that what reaches it is soon felt.
"""

import json
import resource
import time
from collections.abc import Iterator

import pytest

from tests.attacks.sockets import DEADLINE, lines
from tests.deploy.proxy import NAME, Proxy, gunicorn, proxy

pytestmark = pytest.mark.once("it says nothing about PostgreSQL")
CALM = 5
"""Seconds. tests/bench/test_attacks.py measures; here a busy machine must not fail the test."""
HOST = f"Host: {NAME}\r\n".encode()


@pytest.fixture(scope="module")
def front(tmp_path_factory) -> Iterator[Proxy]:
    """The proxy in front of a small site."""
    with (
        gunicorn("tests.attacks.small:mirror", "", "--workers", "1") as site,
        proxy(tmp_path_factory.mktemp("nginx"), site) as running,
    ):
        yield running


def others_are_answered(front: Proxy) -> None:
    """Somebody from another address gets eight answers, each within CALM.

    Four are of a page: health checks have threads of their own.
    """
    for path in ("/clinics/x/", "/healthz") * 4:
        start = time.monotonic()
        assert front.ask(path, source="127.0.0.2").status == 200
        assert time.monotonic() - start < CALM


ATTACKS = {
    "silent": b"",
    "half-sent": b"GET / HTTP/1.1\r\n" + HOST + b"X-a: b\r\n",
    "slow body": b"POST /add/ HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\na",
    "slow chunks": b"POST /add/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    "slow upload": b"POST /clinics/heron/claim/ HTTP/1.1\r\n" + HOST
    + b"Content-Length: 50000000\r\n\r\na",
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_sixty_that_send_slowly_hold_up_nobody_else(front, attack):
    source = f"127.0.2.{list(ATTACKS).index(attack)}"
    with lines(front.tls, 60, source=source, tls=front.context) as attackers:
        for more in (ATTACKS[attack], b"b", b"c"):
            for line in attackers:
                line.send(more)
            others_are_answered(front)


def test_sixty_that_begin_no_tls_hold_up_nobody_else(front):
    with lines(front.tls, 60, source="127.0.2.9"):
        others_are_answered(front)


def test_forty_that_read_nothing_hold_up_nobody_else(front):
    """Each answer is larger than what the sockets hold."""
    ask = b"GET /clinics/a/?size=1500000 HTTP/1.1\r\n" + HOST + b"\r\n"
    with lines(front.tls, 40, source="127.0.2.10", tls=front.context) as attackers:
        for line in attackers:
            line.send(ask)
        others_are_answered(front)


def test_a_thousand_idle_connections_hold_up_nobody_else(front):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # often 1,024 at first
    with lines(front.tls, 1000, source="127.0.2.11"):
        others_are_answered(front)


def test_a_flood_from_one_network_is_refused_and_another_is_not(front):
    ask = b"GET /search/?near=33444 HTTP/1.1\r\n" + HOST + b"\r\n"
    with lines(front.tls, 1, source="127.0.3.1", tls=front.context) as (line,):
        said = []
        for _ in range(200):
            line.send(ask)
            said.append(b"<h1>Too many requests</h1>" in line.answer())
            if said[-1]:
                break
        others_are_answered(front)
    assert said[:60] == [False] * 60
    assert said[-1]
    answer = front.ask("/search/?near=33444", source="127.0.3.2")
    assert answer.status == 200
    refused = front.ask("/search/?near=33444", source="127.0.3.1")
    if refused.status == 429:  # a place may have become free
        assert refused.headers["Retry-After"] == "10"


@pytest.mark.parametrize(("path", "burst"), [("/accounts/login/", 21), ("/my/clinics/upload/", 11)])
def test_tries_to_sign_in_and_uploads_are_few_and_looking_is_free(front, path, burst):
    source = f"127.0.4.{burst}"
    said = [front.ask(path, "POST", body=b"a=b", source=source).status for _ in range(burst + 4)]
    assert said[:burst] == [200] * burst
    assert 429 in said[burst:]
    assert front.ask(path, source=source).status == 200


@pytest.mark.parametrize(
    ("path", "area", "most"),
    [("/compare/", "compare", 16), ("/data/latest/clinics.csv", "data", 8)],
)
def test_at_most_so_many_dear_answers_of_one_network_are_made_or_taken_at_a_time(
    front, tmp_path, path, area, most
):
    ask = f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\nX-Until: {tmp_path}/now\r\n\r\n".encode()
    source = f"127.0.3.{100 + most}"
    with lines(front.tls, most + 4, source=source, tls=front.context) as asking:
        for line in asking:
            line.send(ask)
        limit = time.monotonic() + DEADLINE
        while front.logged().count(f" 429 GET {area} ") < 4:
            assert time.monotonic() < limit
            time.sleep(0.02)
        assert front.ask("/healthz", source=source).status == 200
        (tmp_path / "now").touch()
        said = [line.answer().startswith(b'{"HTTP') for line in asking]
    assert said.count(False) == 4


def test_the_first_half_of_an_address_of_version_6_counts(tmp_path):
    """Who has a line has 2⁶⁴ addresses."""
    named = "map $request_method $network_that_sends"
    believed = "set_real_ip_from 127.0.0.1; real_ip_header X-Real-IP;"
    with (
        gunicorn("tests.attacks.small:mirror") as site,
        proxy(tmp_path, site, **{named: f"{believed} {named}"}) as front,
    ):

        def refused(address: str) -> bool:
            body, headers = b"a=b", {"X-Real-IP": address}
            return (
                front.ask("/my/clinics/upload/", "POST", body=body, headers=headers).status == 429
            )

        assert [refused(f"2001:db8:0:a::{n:x}") for n in range(11)] == [False] * 11
        assert True in [refused(f"2001:db8:0:a:ffff::{n:x}") for n in range(3)]
        assert not refused("2001:db8:0:b::1")


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(front):
    large = b"POST %b HTTP/1.1\r\n" + HOST + b"Content-Length: 104857600\r\n\r\n"
    for path in (b"/add/", b"/clinics/heron/claim/", b"/accounts/login/"):
        with front.line("127.0.5.1") as line:
            line.send(large % path)
            assert b"<h1>That is too large</h1>" in line.answer()
    with front.line("127.0.5.1") as line:
        line.send(b"POST /add/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(30):
            line.send(b"186a0\r\n" + b"a" * 100_000 + b"\r\n")
        assert b"<h1>That is too large</h1>" in line.answer()


def body(front: Proxy, sent: bytes) -> bytes:
    with front.line() as line:
        line.send(sent)
        return line.answer()


BOMBS = [
    (b"GET / HTTP/1.1\r\n" + HOST + b"X-a: " + b"b" * 20_000 + b"\r\n\r\n", b"sent too much"),
    (b"GET / HTTP/1.1\r\n" + HOST + b"X-a: b\r\n" * 5_000 + b"\r\n", b"sent too much"),
    (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", b"too long"),
    (b"GET / HTTP/1.1\r\n\r\n", b"could not read"),
    (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", b"could not read"),
    (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", b"could not read"),
    (b"GET / HTTP/1.1\r\nHost: clinics.example/evil\r\n\r\n", b"could not read"),
    (b"GET / HTTP/1.1\r\nHost: evil@clinics.example\r\n\r\n", b"no site has this name"),
    (b"\x00\x01\x02\r\n\r\n", b"could not read"),
]


@pytest.mark.parametrize(("sent", "said"), BOMBS, ids=range(len(BOMBS)))
def test_bombs_and_false_hosts_are_refused_by_the_proxy(front, sent, said):
    assert said in body(front, sent).replace(b"No site", b"no site")


SMUGGLED = b"GET /smuggled HTTP/1.1\r\n" + HOST + b"\r\n"
SMUGGLING = {
    "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and length": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 90\r\n\r\n",
    "one length twice": b"Content-Length: 0, 90\r\n\r\n",
    "a length with a sign": b"Content-Length: +0\r\n\r\n",
    "chunks by another name": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "a folded header": b"X-a: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
    "a space before the colon": b"Transfer-Encoding : chunked\r\nContent-Length: 0\r\n\r\n",
    "a tab before the word": b"Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n",
    "a size with a sign": b"Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n",
}


@pytest.mark.parametrize("trick", SMUGGLING)
def test_no_request_is_smuggled_past_the_proxy(front, trick):
    """Proxy and site find the same end of a request: the second is answered as the proxy's second.

    Whatever is answered at all, the site saw as many requests as the proxy did: each answer has a
    number that the proxy gave, and no number comes twice.
    """
    before = front.logged().count("\n")
    with front.line() as line:
        line.send(b"POST /add/ HTTP/1.1\r\n" + HOST + SMUGGLING[trick] + SMUGGLED)
        line.send(b"GET /last HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        answers = line.read()
    found = [json.loads(part) for part in _objects(answers)]
    numbers = [one["HTTP_X_REQUEST_ID"] for one in found]
    assert len(set(numbers)) == len(numbers)
    logged = front.logged().splitlines()[before:]
    assert [number for number in numbers if not any(number in one for one in logged)] == []
    assert [one.get("HTTP_TRANSFER_ENCODING") for one in found] == [None] * len(found)


def _objects(answers: bytes) -> list[bytes]:
    return [line for line in answers.splitlines() if line.startswith(b'{"HTTP')]
