"""gunicorn without a proxy: silent and half-sent requests take no thread from anybody."""

import resource
from collections.abc import Iterator

import pytest

from directory.site import worker
from tests.attacks.sockets import Line, lines, seconds_of
from tests.deploy.proxy import gunicorn

pytestmark = pytest.mark.once("it says nothing about PostgreSQL")
GET = b"GET /page?a=b HTTP/1.1\r\nHost: localhost\r\n\r\n"
ANSWER = b"GET /page a=b "
CALM = 5
"""Seconds. Who waits behind the attackers waits until most of them were sent away."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """One process of gunicorn with gunicorn.conf.py, serving tests/attacks/small.py."""
    words = ("--workers", "1", "--worker-class", "tests.attacks.small.Hasty")
    with gunicorn("tests.attacks.small:application", "", *words) as where:
        yield int(where.split(":")[1])


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-a: b\r\n"])
def test_sixty_silent_or_half_sent_requests_leave_the_threads_to_others(port, sent):
    with lines(port, 60) as attackers:
        for line in attackers:
            line.send(sent)
        assert max(seconds_of(port, GET, wanted=ANSWER) for _ in range(8)) < CALM
        for line in attackers:
            line.send(b"X-b: c\r\n")
        assert max(seconds_of(port, GET, wanted=ANSWER) for _ in range(8)) < CALM


@pytest.fixture
def many_files() -> Iterator[None]:
    """This process may have a thousand connections open."""
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < 4096:
        pytest.skip("this account may not open enough files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before, 4096), most))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (before, most))


def test_a_thousand_idle_connections_leave_the_threads_to_others(port, many_files):
    with lines(port, 1000) as idle:
        for line in idle[::2]:  # these were answered once and stay, those never ask
            line.send(GET)
            assert line.answer() == ANSWER
        assert max(seconds_of(port, GET, wanted=ANSWER) for _ in range(8)) < CALM
        idle[0].send(GET)
        assert idle[0].answer() == ANSWER


def test_a_head_that_is_not_whole_in_time_ends_the_connection(port):
    with Line(port) as line:
        line.send(b"GET / HTTP/1.1\r\n")
        assert line.read() == b""


def test_a_head_that_comes_byte_by_byte_is_answered(port):
    with Line(port) as line:
        for byte in GET:
            line.send(bytes([byte]))
        assert line.answer() == ANSWER


def test_requests_on_one_connection_are_answered_in_turn_also_when_they_come_at_once(port):
    post = b"POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
    with Line(port) as line:
        for _ in range(2):
            line.send(GET)
            assert line.answer() == ANSWER
        line.send(post)
        line.send(post + b"GET /y HTTP/1.1\r\nHost: local")
        assert line.answer() == b"POST /x  abc"
        assert line.answer() == b"POST /x  abc"
        line.send(b"host\r\n\r\n")
        assert line.answer() == b"GET /y  "


def test_half_a_request_behind_a_whole_one_takes_no_thread(port):
    with lines(port, 20) as attackers:
        for line in attackers:
            line.send(GET + b"GET / HTTP/1.1\r\nX-a: b\r\n")
            assert line.answer() == ANSWER
        assert max(seconds_of(port, GET, wanted=ANSWER) for _ in range(8)) < CALM


def test_a_head_without_end_is_refused(port):
    with Line(port) as line:
        line.send(b"GET / HTTP/1.1\r\n" + b"X-a: b\r\n" * 12_000)
        # Nothing: the network may drop the answer, since the server did not read all.
        assert line.read() in (worker.TOO_LARGE, b"")


@pytest.mark.parametrize(
    "pieces",
    [
        (b"GET / HTTP/1.1\n",),
        (b"GET / HTTP/1.1\nHost: a\n\n",),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-a: b\n\n",),
        (b"GET / HTTP/1.1\r\nHost: a", b"\nX-a: b"),
        (b"\n",),
    ],
    ids=range(5),
)
def test_line_ends_without_carriage_return_are_refused_at_once(port, pieces):
    with Line(port) as line, Line(port) as rival:
        for piece in pieces:
            line.send(piece)
        ends = GET.index(b"\n")
        rival.send(GET[:ends])
        assert line.read() == worker.MALFORMED
        rival.send(GET[ends:])
        assert rival.answer() == ANSWER


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\n" + b"X-a: b\r\n" * 200, b"431"),
        (b"GET / HTTP/1.1\r\nX-a: " + b"b" * 9_000 + b"\r\n", b"431"),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-a: b\r\n folded\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n", b"400"),
    ],
    ids=range(6),
)
def test_heads_that_are_wrong_are_refused_by_gunicorn_as_before(port, head, status):
    with Line(port) as line:
        line.send(head + b"\r\n")
        assert line.read().split()[1] == status


def test_nine_hundred_idle_connections_leave_the_threads_to_others(port):
    """One process takes `worker_connections` at most; beyond, who comes waits for a place."""
    with lines(port, 900) as idle:
        assert max(seconds_of(port, GET, wanted=ANSWER) for _ in range(8)) < CALM
        assert len(idle) == 900
