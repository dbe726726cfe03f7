"""Starts the embedded server again when it has died: it was killed, or it found no room to write.

A process of its own, which `serve` starts. A server that somebody has stopped stays stopped.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from types import FrameType

from directory.devserver.embedded import DatabaseRefused, Server

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 0.5
LONGEST_PAUSE = 30.0
"""Seconds between two attempts; the first comes at once, and each pause is twice the last."""


def watch(server: Server, name: str, *, is_orphan: Callable[[], bool]) -> None:
    """Keep the server running, with its database `name`, until SIGTERM, SIGINT or `is_orphan`.

    A line of log when it has died, one when it runs again, and one for each attempt in vain.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    while not is_orphan():
        time.sleep(LOOK_SECONDS)
        if server.has_died():
            _start_again(server, name, is_orphan)


def _start_again(server: Server, name: str, is_orphan: Callable[[], bool]) -> None:
    LOG.error("The database server has died. It is started again.")
    began, pause = time.monotonic(), 1.0
    while not is_orphan():
        try:
            server.start(name)
        except DatabaseRefused as refused:
            LOG.error("%s The next attempt is in %.0f s.", refused, pause)
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            LOG.warning("The database server runs again, after %.1f s.", time.monotonic() - began)
            return


def _end(number: int, frame: FrameType | None) -> None:
    # At once, also in the middle of a start: whoever stops the server next waits for its lock.
    os._exit(0)
