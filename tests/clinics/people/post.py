"""A real SMTP server on the loopback address, and what it was given."""

import email
import email.policy


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
