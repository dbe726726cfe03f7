"""A mail server that says nothing takes two threads of a process, and never all of them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from clinics import mail_places
from clinics.mail_places import NoPlace
from clinics.notices import mail
from tests import make
from tests.at_once import settled
from tests.clinics.accounts.cast import browser, reset, text
from tests.clinics.reviews.test_pages_write import ADDRESS, post

WITHIN = 60
"""Seconds; only so that a test that fails ends."""
NOT_SENT = "The e-mail could not be sent just now. Try again in a few minutes."


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class Silent:
    """A mail server that takes calls, and says nothing until it hangs up."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.calls: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                self.calls.append(self.listener.accept()[0])

    def until(self, calls: int) -> None:
        """Wait for so many calls, in all."""
        until(lambda: len(self.calls) >= calls)

    def hang_up(self) -> None:
        """End all calls."""
        for call in self.calls:
            call.close()


@pytest.fixture
def silent(settings) -> Iterator[Silent]:
    """The site's mail server, which is patient for longer than the test takes."""
    server = Silent()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.listener.getsockname()
    settings.EMAIL_TIMEOUT = WITHIN
    yield server
    server.listener.shutdown(socket.SHUT_RDWR)
    server.listener.close()
    server.hang_up()


class Sender(threading.Thread):
    """A thread that answers a request, and sends a mail for it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.ended: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            mail.send("wren@mail.example", "account_deleted")
        except OSError as error:
            self.ended = error


def test_two_threads_speak_to_it_one_waits_and_the_rest_are_free(silent, monkeypatch):
    monkeypatch.setattr(mail_places, "PATIENCE", WITHIN)
    speaking = [Sender(), Sender()]
    silent.until(calls=2)
    third = Sender()
    until(lambda: not mail_places._may_wait._value)  # it waits
    with pytest.raises(NoPlace):
        mail.send("wren@mail.example", "account_deleted")
    assert len(silent.calls) == 2
    # Who sends beside an answer takes no place of these.
    mail.in_background(lambda: mail.try_to_send("wren@mail.example", "account_deleted"))
    silent.until(calls=3)
    silent.hang_up()
    silent.until(calls=4)
    silent.hang_up()
    for sender in (*speaking, third):
        sender.join(WITHIN)
    settled()
    ended = [one.ended for one in (*speaking, third)]
    assert [one is not None and not isinstance(one, NoPlace) for one in ended] == [True] * 3


@contextmanager
def no_place() -> Iterator[None]:
    """Two others speak to the mail server."""
    with mail_places.place(), mail_places.place():
        yield


@pytest.mark.django_db
def test_who_finds_no_place_reads_that_no_mail_came_and_can_ask_again(
    client, monkeypatch, mailoutbox
):
    monkeypatch.setattr(mail_places, "PATIENCE", 0.01)
    make.clinic(slug="heron", name="Heron")
    make.user("ann@mail.example")
    with no_place():
        refused = [post(client) for _ in range(6)]  # more than a network may in a day
        assert [(one.status_code, NOT_SENT in text(one)) for one in refused] == [(400, True)] * 6
        assert [reset(browser(1)).status_code for _ in range(6)] == [503] * 6
    assert mailoutbox == []
    assert post(client).status_code == 200
    assert reset(browser(1)).status_code == 302
    assert [letter.to for letter in mailoutbox] == [[ADDRESS], ["ann@mail.example"]]
