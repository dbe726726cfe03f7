"""A line to PostgreSQL that a test can cut, silence and mend: a socket before the server's own."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress
from pathlib import Path


class Line:
    """Listens in `folder`, which is the `host` of a connection, and passes on what it hears."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder = folder
        self._path = folder / ".s.PGSQL.5432"
        self._server = f"{server}/.s.PGSQL.5432"
        self._ends: list[socket.socket] = []
        self._lets_through = threading.Event()
        self._lets_through.set()
        self._listen()

    def cut(self) -> None:
        """End every connection, as a server does that crashes; new ones can be made."""
        while self._ends:
            self._drop(self._ends.pop())

    def take_down(self) -> None:
        """End every connection, and refuse new ones."""
        self._drop(self._listener)
        self._path.unlink(missing_ok=True)
        self.cut()

    def put_up(self) -> None:
        """Accept connections again."""
        self._listen()

    def silence(self) -> None:
        """Take connections, and let nothing through, as if no packet arrived."""
        self._lets_through.clear()

    def resume(self) -> None:
        """Let everything through, also what was kept back."""
        self._lets_through.set()

    def close(self) -> None:
        """Take the line down for good."""
        self.take_down()
        self.resume()

    def _listen(self) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._path))
        self._listener.listen()
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _address = listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._server)
            self._ends += [near, far]
            threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError, ValueError), near, far:
            while True:
                for ready in select.select([near, far], [], [])[0]:
                    heard = ready.recv(65536)
                    if not heard:
                        return
                    self._lets_through.wait()
                    (far if ready is near else near).sendall(heard)

    @staticmethod
    def _drop(end: socket.socket) -> None:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
