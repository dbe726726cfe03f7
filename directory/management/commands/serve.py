"""Runs the whole site on this machine: database, migrations, demo, scheduled work, server."""

import os
import runpy
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from gunicorn.app.base import BaseApplication

from clinics.schedule.scheduler import Scheduler
from directory.devserver import database
from directory.messages.catalogue import compile_what_is_old
from directory.site.static_files import static_files_are_old

PATIENCE = 2
"""Seconds that Ctrl-C waits for requests that are being answered."""


class Site(BaseApplication):
    """gunicorn with threads, on a socket that is already bound."""

    def __init__(self, listener: int) -> None:
        self.listener = listener
        super().__init__()

    def load_config(self) -> None:
        """What gunicorn.conf.py says, on our socket, and without a word at the start."""
        read = runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))
        known = {name: value for name, value in read.items() if name in self.cfg.settings}
        for name, value in known.items():
            self.cfg.set(name, value)
        self.cfg.set("bind", f"fd://{self.listener}")
        self.cfg.set("loglevel", "warning")
        self.cfg.set("graceful_timeout", PATIENCE)

    def load(self) -> Any:
        """The WSGI application, with the limits of web processes on its connections."""
        from directory.wsgi import application  # noqa: PLC0415  (limits this process)

        return application


class Command(BaseCommand):
    """`manage.py serve [--port N]`, which `make run` calls. Ctrl-C stops everything."""

    help = "Prepares the database and serves the site on this machine until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """The port; 8000 by default."""
        parser.add_argument("--port", default="8000")

    def handle(self, *, port: str, **options: object) -> None:
        """Serve until interrupted. Then stop the embedded server, unless it ran before."""
        listener = _listener(port)
        settings.LOCAL_PORT = port
        owner, children = os.getpid(), list[int]()
        # Checked before the start: an interrupt during the start leaves a server behind, too.
        is_ours = not (database.is_elsewhere() or database.status().is_running)
        try:
            database.ensure_running()
            self._prepare()
            children.append(_child(listener, _run_scheduler))
            if not database.is_elsewhere():
                children.append(_child(listener, _keep_database))
            self.stdout.write(f"Serving http://127.0.0.1:{port}/ until Ctrl-C.")
            self.stdout.flush()
            Site(listener.detach()).run()
        except database.DatabaseRefused as refused:
            raise CommandError(str(refused)) from refused
        except KeyboardInterrupt:
            sys.exit(130)
        finally:
            if os.getpid() == owner:  # gunicorn's child processes get here, too
                _stop(children)
                if is_ours:
                    self._stop_database()

    def _prepare(self) -> None:
        compile_what_is_old()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_places", stdout=self.stdout)
        if settings.DEMO:
            call_command("make_demo", stdout=self.stdout)
        if static_files_are_old():
            call_command("collectstatic", interactive=False, verbosity=0)
        _disconnect()

    def _stop_database(self) -> None:
        _disconnect()
        if database.others():
            self.stdout.write("The database server stays: another program is using it.")
        elif database.stop():
            self.stdout.write("Stopped, the database server too.")


def _disconnect() -> None:
    """Close our connections: forked processes must not share them, and the server must stop."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]


def _child(listener: socket.socket, work: Callable[[Callable[[], bool]], None]) -> int:
    """The number of a child process that does some work. Nothing is connected yet.

    The work is told how to find out that we are gone.
    """
    server = os.getpid()
    if child := os.fork():
        return child
    try:
        listener.close()
        work(lambda: os.getppid() != server)
    finally:
        os._exit(0)


def _run_scheduler(is_orphan: Callable[[], bool]) -> None:
    Scheduler(is_orphan=is_orphan).run()


def _keep_database(is_orphan: Callable[[], bool]) -> None:
    database.keep_running(is_orphan=is_orphan)


def _stop(children: list[int]) -> None:
    """End our children and wait until they have ended. They need seconds at most."""
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGTERM)
    for child in children:
        with suppress(ChildProcessError):  # it had ended, and gunicorn took notice
            os.waitpid(child, 0)


def _listener(port: str) -> socket.socket:
    """The bound socket. Bound first: if the port is in use, nobody waits for the rest."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", int(port)))
    except (OSError, OverflowError, ValueError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or "it is not a number from 1 to 65535"
        raise CommandError(
            f"Port {port} cannot be used: {reason}. PORT chooses another."
        ) from error
    listener.listen()
    return listener
