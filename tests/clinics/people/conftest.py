"""Documents of these tests lie in a folder of their own; mail can go to a server of their own."""

import socket

import pytest
from aiosmtpd.controller import Controller

from .post import Box


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def post_office():
    """A real SMTP server on the loopback address, on a port that was free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Box(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop(no_assert=True)
