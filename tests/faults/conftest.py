"""One site of its own for the tests of a module, with people, and a mail server that they hold."""

from __future__ import annotations

import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests import databases
from tests.faults.people import Cast, cast
from tests.faults.place import Place
from tests.outages.conftest import until
from tests.post import Box

PEOPLE = 12
"""How many of each kind a test in `make test` has."""


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Post:
    """A real mail server that can be stopped and started, and the letters it took."""

    def __init__(self) -> None:
        self.port, self._box = free_port(), Box()

    def start(self) -> None:
        """Take letters."""
        self._controller = Controller(
            self._box, hostname="127.0.0.1", port=self.port, ready_timeout=60
        )
        self._controller.start()

    def stop(self) -> None:
        """Nobody listens any more."""
        self._controller.stop(no_assert=True)

    @property
    def url(self) -> str:
        """EMAIL_URL of a site that sends its mail here."""
        return f"smtp://127.0.0.1:{self.port}"

    def newest_to(self, address: str) -> str:
        """The newest letter to an address as it was sent; '' if there is none."""
        for taken in reversed(self._box.taken):
            text = taken.decode(errors="replace").replace("=\r\n", "").replace("=\n", "")
            if re.search(rf"^To: {re.escape(address)}\r?$", text, re.MULTILINE):
                return text
        return ""


@contextmanager
def place_in(folder: Path, source: str) -> Iterator[Place]:
    """A site that is not served yet, with a copy of a database."""
    folder.chmod(0o755)
    place = Place(folder)
    try:
        place.fill(source)
        yield place
    finally:
        place.clear()


@contextmanager
def anywhere() -> Iterator[Path]:
    """A folder that every account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="fault-", dir="/var/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def source(django_db_setup, django_db_blocker, run) -> str:
    """The database with the demo's clinics that places are copies of."""
    with django_db_blocker.unblock():
        return databases.made("demo", run)


@pytest.fixture(scope="session")
def post() -> Iterator[Post]:
    """The mail server."""
    post = Post()
    post.start()
    yield post
    post.stop()


@pytest.fixture(scope="session")
def bucket() -> int:
    """The port of the bucket that documents go to. Nobody listens there, unless a test does."""
    return free_port()


@pytest.fixture(scope="session")
def place(source, django_db_blocker, post, bucket) -> Iterator[Place]:
    """The site, which answers. One for all tests: it takes many seconds to begin."""
    with django_db_blocker.unblock(), anywhere() as folder, place_in(folder, source) as place:
        place.open(
            EMAIL_URL=post.url, EMAIL_TIMEOUT="2", BUCKET_TIMEOUT="1",
            DOCUMENTS_URL=f"s3://key:word@127.0.0.1:{bucket}/papers?scheme=http",
        )  # fmt: skip
        yield place


@pytest.fixture(scope="session")
def people(place, post) -> Cast:
    """Who acts there."""
    return peopled(place, post.newest_to, PEOPLE)


def peopled(place: Place, mailbox: Callable[[str], str], most: int) -> Cast:
    """The cast, which no fault can take away: it is on the disk."""
    with place.inside():
        made = cast(place.port, mailbox, most)
    place.run("checkpoint")
    until(place.is_ready, "the site never came back")
    return made
