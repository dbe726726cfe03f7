"""Runs the whole site on this machine: database, migrations, demo, scheduled work, server."""

import os
import runpy
import signal
import socket
import sys
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
        owner, scheduler = os.getpid(), 0
        # Checked before the start: an interrupt during the start leaves a server behind, too.
        is_ours = not (database.is_elsewhere() or database.status().is_running)
        try:
            database.ensure_running()
            self._prepare()
            scheduler = _start_scheduler(listener)
            self.stdout.write(f"Serving http://127.0.0.1:{port}/ until Ctrl-C.")
            self.stdout.flush()
            Site(listener.detach()).run()
        except database.DatabaseRefused as refused:
            raise CommandError(str(refused)) from refused
        except KeyboardInterrupt:
            sys.exit(130)
        finally:
            if os.getpid() == owner:  # gunicorn's child processes get here, too
                _stop(scheduler)
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


def _start_scheduler(listener: socket.socket) -> int:
    """The number of a child process that runs the scheduled work. Nothing is connected yet."""
    server = os.getpid()
    if child := os.fork():
        return child
    try:
        listener.close()
        Scheduler(is_orphan=lambda: os.getppid() != server).run()
    finally:
        os._exit(0)


def _stop(child: int) -> None:
    """End the scheduler (0: none was started) and wait until it has ended, seconds at most."""
    with suppress(ChildProcessError):  # it had ended, and gunicorn took notice
        if child and os.waitpid(child, os.WNOHANG) == (0, 0):
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)


def _listener(port: str) -> socket.socket:
    """The bound socket. Bound first: if the port is in use, nobody waits for the rest."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", int(port)))
    except (OSError, OverflowError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not a number from 1 to 65535"
        raise CommandError(
            f"Port {port} cannot be used: {reason}. PORT chooses another."
        ) from error
    listener.listen()
    return listener
