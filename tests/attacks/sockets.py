"""Visitors that speak HTTP badly, on plain sockets, and visitors that wait behind them."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

DEADLINE = 60
"""Seconds after which something is taken to hang. Nothing here should take a tenth of it."""


class Line:
    """A connection to a server, from an address of this machine, with TLS if `tls` is given."""

    def __init__(
        self,
        port: int,
        source: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
        name: str = "clinics.example",
    ) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), DEADLINE, (source, 0))
        self.waiting = b""
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname=name)

    def send(self, data: bytes) -> None:
        """Send it; a server that has closed the connection already is fine."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
            return

    def read(self) -> bytes:
        """All that comes until the server closes the connection."""
        while piece := self._piece():
            self.waiting += piece
        return self.waiting

    def answer(self) -> bytes:
        """The body of the next answer, which names its length; b"" if the server closes instead."""
        while b"\r\n\r\n" not in self.waiting:
            if not (piece := self._piece()):
                return b""
            self.waiting += piece
        head, _, body = self.waiting.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < length and (piece := self._piece()):
            body += piece
        self.waiting = body[length:]
        return body[:length]

    def _piece(self) -> bytes:
        try:
            return self.socket.recv(65536)
        except (ConnectionResetError, ssl.SSLEOFError):
            return b""

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *raised: object) -> None:
        self.socket.close()


@contextmanager
def lines(port: int, many: int, **options: Any) -> Iterator[list[Line]]:
    """That many connections, closed at the end."""
    with ExitStack() as stack:
        yield [stack.enter_context(Line(port, **options)) for _ in range(many)]


def seconds_of(port: int, sent: bytes, *, wanted: bytes, **options: Any) -> float:
    """How long one visitor waits for an answer whose body begins with `wanted`."""
    start = time.monotonic()
    with Line(port, **options) as line:
        line.send(sent)
        body = line.answer()
    assert body.startswith(wanted), body[:200]
    return time.monotonic() - start
