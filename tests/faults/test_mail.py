"""A mail server that is silent, away, or dies in the middle: the writer reads so, and can go on."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from clinics.models import Review
from tests.faults import proof
from tests.faults.people import Browser

pytestmark = pytest.mark.once("what is silent here is a mail server")
NOT_SENT = "The e-mail could not be sent just now. Try again in a few minutes."


@contextmanager
def says(port: int, talk: Callable[[socket.socket], None] | None) -> Iterator[list[socket.socket]]:
    """A mail server on a port, which treats each caller so; None: nobody listens there.

    Gives the calls it took.
    """
    open_: list[socket.socket] = []
    if talk is None:
        yield open_
        return
    with socket.create_server(("127.0.0.1", port)) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    open_.append(listener.accept()[0])
                    threading.Thread(target=talk, args=(open_[-1],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield open_
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for one in open_:
                one.close()


def silent(_line: socket.socket) -> None:
    """Takes the call, and says nothing."""


def dies_in_data(line: socket.socket) -> None:
    """Takes everything up to the letter itself, and then is gone."""
    with suppress(OSError), line:
        line.sendall(b"220 mail.example\r\n")
        while heard := line.recv(4096):
            if heard.startswith(b"DATA"):
                line.sendall(b"354 go on\r\n")
                line.recv(100)
                return
            line.sendall(b"250 yes\r\n")


@pytest.mark.parametrize("talk", [silent, None, dies_in_data], ids=["silent", "away", "dies"])
def test_a_review_whose_link_cannot_be_mailed_is_not_kept_and_the_form_says_so(
    place, people, post, talk
):
    post.stop()
    number = {silent: 8, None: 9, dies_in_data: 10}[talk]
    trip, reader = people.review(number), Browser(place.port)
    with place.inside():
        before = Review.objects.count()
    try:
        with says(post.port, talk) as calls:
            assert (reader.ask("/readyz").status, calls) == (200, [])
            assert trip.go() is False
            assert [seen.status for seen in trip.failed] == [400]
            assert reader.ask(f"/clinics/{people.clinics[number]}/").status == 200
    finally:
        post.start()
    with place.inside():
        assert Review.objects.count() == before
    assert trip.go(tries=20), trip.failed
    with place.inside():
        assert (proof.lost(trip.done), proof.half()) == ([], [])
