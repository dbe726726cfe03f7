"""How gunicorn serves the site. It reads this file where it starts; `make run` reads it as well.

No access log: it would hold the addresses of readers and what they asked.
"""

import gc
import os
import resource
import sys
from logging.config import dictConfig
from typing import Any

from django.apps import apps
from gunicorn import util
from gunicorn.glogging import Logger
from gunicorn.http.wsgi import Response
from gunicorn.workers.base import Worker

from directory.sight import shared_files
from directory.site import logs
from directory.site.environment import Variables


def open_files(wanted: int) -> int:
    """How many files this process and its children may open: as many as wanted, if allowed."""
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if least != resource.RLIM_INFINITY and least < wanted:
        least = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (least, most))
    return wanted if least == resource.RLIM_INFINITY else least


worker_class = "directory.site.worker.Worker"  # threads, for whole requests only
workers = 2
threads = 4
# Longer than the proxy keeps a connection that it does not use: if both ended it at one time, a
# form that the proxy sends just then would be lost.
keepalive = 75
limit_request_line = 8190  # more than the proxy lets in, which refuses the rest in words
# A connection costs an open file. Those that stand idle must leave places for readers.
worker_connections = min(4000, open_files(8192) - 200)
control_socket_disable = True  # it would lie in the home of whoever started the site
preload_app = True  # all processes share the columns of the search
# Who asks, and how, Django takes from the proxy, with PROXY=1 alone. gunicorn would believe anybody
# on this machine, and on a Unix socket everybody: how they ask, and under which path.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
loglevel = Variables(os.environ).log_level("LOG_LEVEL")

if shared_files.are_wanted():
    shared_files.begin()


class logger_class(Logger):
    """gunicorn's own lines, as the site writes its lines. Still no access log."""

    is_stopped = False
    """Whether somebody has told gunicorn to end."""

    def info(self, words: str, *args: object, **more: Any) -> None:
        """What gunicorn does. It says each signal that it was sent."""
        if words.startswith("Handling signal") and set(args) & {"int", "quit", "term"}:
            self.is_stopped = True
        super().info(words, *args, **more)

    def error(self, words: str, *args: object, **more: Any) -> None:
        """A fault. gunicorn kills processes that do not end in time, and then guesses why."""
        if self.is_stopped and "Perhaps out of memory" in words:
            super().info("Worker (pid:%s) did not end in time, and was ended.", args[0])
        else:
            super().error(words, *args, **more)

    def setup(self, cfg: object) -> None:
        """Write them so, from the first line on."""
        super().setup(cfg)
        dictConfig(logs.from_environment(Variables(os.environ)))


def post_fork(server: object, worker: object) -> None:
    """Let threads take turns five times as often: a page that asks the database twelve times waits
    twelve times for the thread that reckons meanwhile.

    Look for garbage after ten thousand new objects and not after seven hundred: an answer has that
    many, and nearly none of them is garbage. That takes a sixth off the dearest.
    """
    sys.setswitchinterval(0.001)
    gc.set_threshold(10_000, 10, 10)


def when_ready(server: object) -> None:
    """Load the columns before the first process is forked; who connects meanwhile waits."""
    if apps.ready:  # gunicorn may serve something else
        from directory.search.columns.shared import preload  # noqa: PLC0415  (needs Django set up)

        preload()


on_reload = when_ready


def child_exit(server: object, worker: Worker) -> None:
    """Forget what was true of a process while it lived."""
    shared_files.ended(worker.pid)


def on_exit(server: object) -> None:
    """Leave nothing of the metrics behind."""
    shared_files.end()


_headers = Response.default_headers
# Nobody need know what serves the site, and gunicorn has no setting for it.
Response.default_headers = lambda self: [h for h in _headers(self) if not h.startswith("Server:")]


def refuse(sock: object, status: int, reason: str, why: str) -> None:
    """Answer a request that gunicorn itself refuses. Its own words would repeat what was asked."""
    head = (
        f"HTTP/1.1 {status} {reason}",
        "Connection: close",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(reason) + 1}",
        "Cache-Control: no-store",
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
    )
    answer = "\r\n".join((*head, "", f"{reason}\n"))
    util.write_nonblock(sock, answer.encode("latin1"))


util.write_error = refuse
