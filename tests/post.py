"""A real SMTP server on the loopback address, and what it was given."""

import email
import email.policy
import socket

import pytest
from aiosmtpd.controller import Controller


class Box:
    """Takes every mail, save for one address that may be refused."""

    def __init__(self):
        self.taken, self.refuses = [], ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.refuses:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture(scope="session")
def _server():
    """A real SMTP server on the loopback address, on a port that was free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Box(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop(no_assert=True)


@pytest.fixture
def post_office(_server):
    """The real SMTP server, which holds no letter yet."""
    _server.handler.taken, _server.handler.refuses = [], ""
    return _server


def speak_smtp(settings, office) -> None:
    """Have the site send its mail to that server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = office.hostname, office.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def letters(office) -> list:
    """What was delivered, parsed, in the order of delivery."""
    return [email.message_from_bytes(taken, policy=email.policy.default)
            for taken in office.handler.taken]  # fmt: skip
