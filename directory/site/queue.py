"""The queue of a web process: which request gets the next thread, and how long each one waited.

Each network stands in a line of its own, and the lines take turns. So somebody with a dozen
connections waits behind themselves, and not everybody behind them. Who waits costs no thread.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from math import inf
from threading import RLock, Timer, local
from time import monotonic, thread_time
from typing import Any

from django.conf import settings

from clinics.networks import network_of
from directory.site.turns import Turns, cost

LONGEST_WAIT = 5.0
"""Seconds. Who waited longer has mostly gone, or asked again: to answer all the same would keep the
next ones waiting as long. Such a request gets a thread, to be refused (`overload.py`)."""

HEALTH = re.compile(rb"(GET|HEAD) /(healthz|readyz|metrics)[ ?]")
LONG = "long questions of this machine"
"""A line of their own, without a limit but that one runs at a time: of those with many ticks, which
are the dearest, a dozen at once would keep all others waiting. Whom a proxy names is never in it.
Where none does, a person with a long question waits for those before it, as one with a short one
would without this line."""
LONG_LINE = 600
"""Bytes of a request's first line. A search with ten ticks has about 300."""
KEY = secrets.token_bytes(32)
"""Networks are hashed with it. It is made when the process starts, and ends with the process."""
_FORWARDED = re.compile(rb"^x-forwarded-for:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_here = local()


def waited() -> float:
    """How many seconds the request of this thread waited for it; 0.0 outside of gunicorn.

    Measured by the clock of one process: that of a proxy may go wrong.
    """
    return getattr(_here, "waited", 0.0)


def line_of(head: bytes, client: Any) -> str:
    """The line of a request: the keyed hash of its network. For this machine: '' or LONG.

    Without a proxy that says who asks, all visitors may look like this machine. Who stands in those
    lines takes turns with the others, but nobody counts what they take.
    """
    address = client[0] if isinstance(client, tuple) else ""
    if settings.configured and settings.PROXY:
        # What came with it of a body, or of the next request, is what a stranger wrote.
        said = _FORWARDED.findall(head, 0, head.find(b"\r\n\r\n"))
        address = said[-1].rpartition(b",")[2].decode("latin-1") if said else ""
    network = network_of(str(address))
    if not network or network.startswith("127.") or network == "::/64":
        return LONG if head.find(b"\r\n") > LONG_LINE else ""
    return hmac.new(KEY, network.encode(), sha256).hexdigest()


@dataclass
class _Request:
    line: str
    answer: Callable[[], Any]
    since: float
    future: Future = field(default_factory=Future)


class Threads:
    """The threads of gunicorn's worker, in the place of its ThreadPoolExecutor.

    Health checks and metrics have threads of their own: they never wait behind pages. And whether
    the process lives is never asked behind the rest, which asks a database that may hang.
    """

    def __init__(self, most: int) -> None:
        self._free = most
        self._pool = ThreadPoolExecutor(most, "page")
        self._for_health = ThreadPoolExecutor(2, "health")
        self._for_life = ThreadPoolExecutor(1, "life")
        self._lines: OrderedDict[str, deque[_Request]] = OrderedDict()
        self._turns = Turns()
        self._lock = RLock()
        self._alarm: Timer | None = None
        self._alarm_at = 0.0

    def submit(self, handle: Callable[..., Any], conn: Any) -> Future:
        """Answer the request whose head was read from a connection (`worker.py`)."""
        answer = partial(handle, conn)
        if asked := HEALTH.match(conn.head):
            pool = self._for_life if asked[2] == b"healthz" else self._for_health
            return pool.submit(answer)
        request = _Request(line_of(conn.head, conn.client), answer, monotonic())
        with self._lock:
            self._turns.ask(request.line, request.since)
            self._lines.setdefault(request.line, deque()).append(request)
            self._go_on()
        return request.future

    def shutdown(self, wait: bool = True) -> None:
        """End. What waits gets no thread any more."""
        with self._lock:
            self._lines.clear()
            if self._alarm:
                self._alarm.cancel()
        self._for_life.shutdown(wait)
        self._for_health.shutdown(wait)
        self._pool.shutdown(wait)

    def _go_on(self) -> None:
        """Give the free threads to whoever may begin. The lock is held."""
        now = monotonic()
        while self._free and (request := self._next(now)):
            self._free -= 1
            self._turns.begin(request.line, now)
            self._pool.submit(self._answer, request)
        if self._free and self._lines:
            self._set_alarm(now + min(self._left(line, now) for line in self._lines))

    def _next(self, now: float) -> _Request | None:
        """The first of the lines that may begin: of the one of which fewest run."""
        may = [line for line in self._lines if self._left(line, now) <= 0]
        if not may:
            return None
        line = min(may, key=self._turns.running)
        waiting = self._lines[line]
        request = waiting.popleft()
        self._lines.move_to_end(line)
        if not waiting:
            del self._lines[line]
        return request

    def _left(self, line: str, now: float) -> float:
        """Seconds until the first of a line gets a thread: to be answered, or to be refused."""
        if line == LONG:
            due = inf if self._turns.running(LONG) else 0.0
        else:
            due = self._turns.due(line, now) if line else 0.0
        return min(due, self._lines[line][0].since + LONGEST_WAIT - now)

    def _set_alarm(self, at: float) -> None:
        if self._alarm:
            if self._alarm_at <= at:
                return
            self._alarm.cancel()
        self._alarm, self._alarm_at = Timer(at - monotonic() + 0.001, self._ring), at
        self._alarm.daemon = True
        self._alarm.start()

    def _ring(self) -> None:
        with self._lock:
            self._alarm = None
            self._go_on()

    def _answer(self, request: _Request) -> None:
        _here.waited = monotonic() - request.since
        began, used = monotonic(), thread_time()
        try:
            tell = partial(request.future.set_result, request.answer())
        except BaseException as error:
            tell = partial(request.future.set_exception, error)
        with self._lock:
            now = monotonic()
            self._turns.end(request.line, cost(now - began, thread_time() - used), now)
            self._free += 1
            self._go_on()
        tell()
