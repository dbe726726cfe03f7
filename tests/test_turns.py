"""Turns: who asks much waits behind themselves, and nobody waits behind them."""

import math
import threading
from types import SimpleNamespace

import pytest

from directory.site import queue, turns
from directory.site.queue import LONG, LONG_LINE, Threads, line_of, waited
from directory.site.turns import ALONE, AT_ONCE, BESIDE, LITTLE, SHARE, Turns, cost

pytestmark = pytest.mark.once("it says nothing about PostgreSQL")
DEADLINE = 30


def took(given: Turns, network: str, seconds: float, *, now: float = 0.0) -> None:
    """One request of that network, which ends when it begins."""
    given.ask(network, now)
    given.begin(network, now)
    given.end(network, seconds, now)


def test_a_network_that_took_more_than_its_share_waits_until_it_owes_little_again():
    given = Turns()
    took(given, "other", 0.01)
    took(given, "a", AT_ONCE)
    assert given.due("a", 0.0) == 0.0
    took(given, "a", 1.0)
    assert (given.due("a", 0.0), given.due("other", 0.0), given.due("new", 0.0)) == (5.0, 0.0, 0.0)
    assert given.due("a", 4.0) == pytest.approx(1.0)
    assert given.due("a", 5.0) == 0.0
    assert SHARE == 0.2


def test_whoever_is_alone_may_take_all():
    given = Turns()
    took(given, "a", 60.0)
    assert given.due("a", 0.0) == 0.0
    took(given, "b", 0.01, now=1.0)
    assert given.due("a", 1.0) > 200
    given.ask("a", 2.0)
    assert given.due("a", 1.0 + ALONE) > 190
    assert given.due("a", 1.1 + ALONE) == 0.0


def test_a_network_that_took_much_has_one_thread_and_one_that_took_little_has_two():
    given = Turns()
    for _ in range(BESIDE):
        assert given.due("a", 0.0) == 0.0
        given.begin("a", 0.0)
    assert (given.due("a", 0.0), given.due("b", 0.0)) == (math.inf, 0.0)
    for _ in range(BESIDE):
        given.end("a", LITTLE, 0.0)
    given.begin("a", 0.0)
    assert given.due("a", 0.0) == math.inf
    given.end("a", 0.0, 0.0)
    assert given.due("a", 0.0) == 0.0


def test_who_owes_nothing_is_forgotten():
    given = Turns()
    took(given, "a", 0.1)
    given.begin("b", 0.0)
    took(given, "c", 0.1)
    assert len(given) == 3
    took(given, "d", 0.1, now=60.0)
    assert len(given) == 3  # what began after "b", which still runs, waits behind it
    given.end("b", 0.0, 60.0)
    took(given, "d", 0.1, now=120.0)
    assert len(given) == 1


def test_a_request_that_waits_for_others_costs_little():
    assert cost(0.2, 0.2) == 0.2
    assert cost(30.0, 0.1) == pytest.approx(0.4)


def asked(address: str, path: str = "/", *, said: str = "") -> SimpleNamespace:
    """A connection whose head was read."""
    head = f"GET {path} HTTP/1.1\r\nHost: a.example\r\n{said}\r\n".encode()
    return SimpleNamespace(head=head, client=(address, 1234))


@pytest.fixture
def threads():
    """Three threads, as gunicorn's worker has them."""
    threads = Threads(3)
    yield threads
    threads.shutdown(wait=False)


class Gate:
    """Requests that run until they are let go."""

    def __init__(self) -> None:
        self.running: list[str] = []
        self._changed = threading.Condition()
        self._let_go = 0

    def handle(self, conn: SimpleNamespace) -> float:
        """Note who runs; wait; answer how long it had waited."""
        with self._changed:
            self.running.append(conn.client[0])
            self._changed.notify_all()
            mine = len(self.running)
            assert self._changed.wait_for(lambda: self._let_go >= mine, DEADLINE)
        return waited()

    def wait_for(self, running: list[str]) -> None:
        """Until so many have begun; these, in this order."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.running) >= len(running), DEADLINE)
            assert self.running == running

    def let_go(self, many: int) -> None:
        """Let the first ones end."""
        with self._changed:
            self._let_go = many
            self._changed.notify_all()


A, B, C = "203.0.113.7", "198.51.100.1", "198.51.100.2"


def test_twelve_connections_of_one_client_hold_two_places_and_others_go_past_them(threads):
    gate = Gate()
    many = [threads.submit(gate.handle, asked(A)) for _ in range(12)]
    gate.wait_for([A, A])
    visitor = threads.submit(gate.handle, asked(B))
    gate.wait_for([A, A, B])
    other = threads.submit(gate.handle, asked(C))
    gate.let_go(1)
    gate.wait_for([A, A, B, C])  # a dozen stood there before, and yet
    gate.let_go(14)
    assert [f.result(DEADLINE) >= 0 for f in (*many, visitor, other)] == [True] * 14
    assert sorted(gate.running) == sorted([A] * 12 + [B, C])


def test_the_dearest_questions_hold_one_place_once_it_is_known_what_they_cost(threads, monkeypatch):
    monkeypatch.setattr(queue, "cost", lambda *a: LITTLE)
    gate = Gate()
    threads.submit(gate.handle, asked(A))
    gate.let_go(1)
    gate.wait_for([A])
    many = [threads.submit(gate.handle, asked(A)) for _ in range(6)]
    gate.wait_for([A, A])
    others = [threads.submit(gate.handle, asked(B)), threads.submit(gate.handle, asked(C))]
    gate.wait_for([A, A, B, C])
    gate.let_go(9)
    assert [f.result(DEADLINE) >= 0 for f in (*many, *others)] == [True] * 8


def test_long_questions_of_this_machine_run_one_at_a_time_and_short_ones_go_past_them(threads):
    gate, here = Gate(), "127.0.0.1"
    many = [threads.submit(gate.handle, asked(here, "/search/?" + LONG_LINE * "a"))
            for _ in range(12)]  # fmt: skip
    gate.wait_for([here])
    short = [threads.submit(gate.handle, asked("127.0.0.2", "/search/?near=33444"))
             for _ in range(2)]  # fmt: skip
    gate.wait_for([here, "127.0.0.2", "127.0.0.2"])
    gate.let_go(14)
    assert [f.result(DEADLINE) >= 0 for f in (*many, *short)] == [True] * 14


def test_what_waited_too_long_gets_a_thread_to_be_refused(threads, monkeypatch):
    monkeypatch.setattr(queue, "LONGEST_WAIT", 0.2)
    monkeypatch.setattr(queue, "cost", lambda *a: 1000.0)
    gate = Gate()
    gate.let_go(9)
    threads.submit(gate.handle, asked(B)).result(DEADLINE)
    threads.submit(gate.handle, asked(A)).result(DEADLINE)
    assert threads.submit(gate.handle, asked(A)).result(DEADLINE) > 0.2
    assert threads.submit(gate.handle, asked(C)).result(DEADLINE) < 0.2


def test_health_checks_have_threads_of_their_own(threads):
    gate = Gate()
    for address in (A, B, C, A):
        threads.submit(gate.handle, asked(address))
    gate.wait_for([A, B, C])
    answered = [threads.submit(lambda conn: conn.head[:12], asked(B, path))
                for path in ("/healthz", "/readyz", "/readyz?full=1", "/metrics")]  # fmt: skip
    assert [f.result(DEADLINE) for f in answered] == [
        b"GET /healthz", b"GET /readyz ", b"GET /readyz?", b"GET /metrics",
    ]  # fmt: skip
    gate.let_go(4)


def test_whether_the_process_lives_is_told_while_many_ask_for_more(threads):
    gate = Gate()
    asking = [
        threads.submit(gate.handle, asked(A, path))
        for path in ("/readyz", "/readyz", "/metrics", "/readyz?full=1")
    ]
    gate.wait_for([A, A])
    alive = threads.submit(lambda conn: conn.head[:12], asked(B, "/healthz"))
    assert alive.result(DEADLINE) == b"GET /healthz"
    assert gate.running == [A, A]
    gate.let_go(4)
    assert [f.result(DEADLINE) >= 0 for f in asking] == [True] * 4


def test_an_error_of_a_request_is_that_of_its_future_and_frees_its_thread(threads):
    def fail(conn):
        raise ValueError(conn.client[0])

    for _ in range(4):
        with pytest.raises(ValueError, match=A):
            threads.submit(fail, asked(A)).result(DEADLINE)


def test_lines_are_networks_under_a_hash_and_this_machine_is_counted_by_nobody(settings):
    settings.PROXY = False
    heads = [asked(a) for a in (A, A, B, "2001:db8::1", "2001:db8::2", "127.0.0.1", "::1")]
    lines = [line_of(c.head, c.client) for c in heads]
    assert (lines[0], lines[3], lines[5:]) == (lines[1], lines[4], ["", ""])
    assert len({lines[0], lines[2], lines[3], ""}) == 4
    assert all(len(line) == 64 for line in lines[:5])
    assert line_of(heads[0].head, "a socket without an address") == ""
    forged = asked(B, said=f"X-Forwarded-For: {A}\r\n")
    assert line_of(forged.head, forged.client) == lines[2]
    long = asked("127.0.0.1", "/" + LONG_LINE * "a")
    assert (line_of(long.head, long.client), len(line_of(long.head, (A, 1)))) == (LONG, 64)


def test_behind_a_proxy_the_line_is_what_the_proxy_saw(settings):
    settings.PROXY = False
    seen, proxy = asked(A), ("127.0.0.1", 1)
    line = line_of(seen.head, seen.client)
    settings.PROXY = True
    for said in (f"X-Forwarded-For: {A}", f"x-forwarded-for:{B}, {A} ", f"X-Forwarded-For: {B}\r\n"
                 f"X-Forwarded-For: {A}"):  # fmt: skip
        for path in ("/", "/" + LONG_LINE * "a"):
            assert line_of(asked("127.0.0.1", path, said=said + "\r\n").head, proxy) == line
    assert line_of(seen.head, proxy) == ""
    assert line_of(asked("127.0.0.1", said="X-Forwarded-For: nobody\r\n").head, proxy) == ""


@pytest.mark.parametrize("more", [f"X-Forwarded-For: {B}", "\nX-Forwarded-For: 127.0.0.1\n"])
def test_what_came_with_a_head_of_its_body_names_no_line(settings, more):
    settings.PROXY = True
    head = asked("127.0.0.1", said=f"X-Forwarded-For: {A}\r\n").head
    other = asked("127.0.0.1", said=f"X-Forwarded-For: {B}\r\n").head
    proxy = ("127.0.0.1", 1)
    assert line_of(head + more.encode(), proxy) == line_of(head, proxy)
    assert line_of(head, proxy) != line_of(other, proxy)


def test_the_shares_are_as_the_pages_for_operators_say():
    assert (turns.SHARE, turns.AT_ONCE, queue.LONGEST_WAIT) == (0.2, 1.0, 5.0)
