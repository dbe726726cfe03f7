"""gunicorn's worker with threads, in which only whole requests get a thread."""

from __future__ import annotations

import errno
import re
import socket
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from directory.site.queue import Threads

LARGEST_HEAD = 64 * 1024
"""Bytes of a head. gunicorn's own limits of a line and of a field are narrower."""
PIECE = 16 * 1024
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n"
MALFORMED = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
_BARE_END = re.compile(rb"(?<!\r)\n")
"""The end of a line without CR. gunicorn refuses it, but waits for a head that never ends so."""


class Connection(TConn):
    """A connection, with what was read of the next request's head before it got a thread."""

    head = b""


class Worker(ThreadWorker):
    """Reads the heads of all requests beside each other, without a thread, and gives up in time.

    gunicorn gives each new connection a thread at once, so as many silent or half-sent requests as
    there are threads stop the site. Here each costs a socket, for `head_seconds`. A body is read by
    the thread: who sends bodies slowly is the proxy's to hold off, which passes on whole ones. TLS
    is the proxy's as well.
    """

    head_seconds = 10
    """How long a head may take, from connecting or from its first byte."""

    def get_thread_pool(self) -> Threads:
        """Threads that the networks take in turns."""
        return Threads(self.cfg.threads)

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, and wait for the head of its first request."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        self._await(Connection(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """Wait for the head of the next request on a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await(conn)

    def on_pending_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """Read on. A whole head gets a thread; what ended, is too large or malformed is closed."""
        try:
            piece = client.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        searched, conn.head = len(conn.head), conn.head + piece
        is_whole = _is_whole(conn.head, searched)
        is_malformed = not is_whole and bool(_BARE_END.search(conn.head, searched))
        if piece and not (is_whole or is_malformed) and len(conn.head) <= LARGEST_HEAD:
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        if piece and is_whole:
            super().enqueue_req(conn)
            return
        if piece:
            with suppress(OSError):
                client.send(MALFORMED if is_malformed else TOO_LARGE)
        self.nr_conns -= 1
        conn.close()

    def enqueue_req(self, conn: Connection) -> None:
        """Wait for the rest of a request whose beginning came with the one before."""
        conn.head = conn.parser.unreader.take_buffered()
        self._await(conn)

    def handle(self, conn: Connection) -> Any:
        """Answer a request whose head is whole. Runs in a thread."""
        conn.sock.setblocking(True)
        conn.init()
        conn.parser.unreader.unread(conn.head)
        conn.head, conn.data_ready = b"", True
        return super().handle(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        """A worker that stops waits as briefly for heads as for kept connections."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def _await(self, conn: Connection) -> None:
        if _is_whole(conn.head, 0):
            super().enqueue_req(conn)
            return
        conn.sock.setblocking(False)
        # `murder_pending` closes those that are late; all wait equally long, so they lie in order.
        conn.timeout = time.monotonic() + self.head_seconds
        self.pending_conns.append(conn)
        go_on = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, EVENT_READ, go_on)


def _is_whole(head: bytes, searched: int) -> bool:
    """Whether a head ends in it. `searched`: how many of its bytes were looked at before."""
    return head.find(b"\r\n\r\n", max(0, searched - 3)) >= 0
