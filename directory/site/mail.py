"""How mail leaves the site. Without a mail server it does not leave, and is not printed either."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

DEMO_FOLDER = "directory.devserver.demo_mail.KeepInFolder"
CONSOLE = "django.core.mail.backends.console.EmailBackend"
URL_FORMAT = (
    "smtp+tls://user:password@host:587; write signs such as /, + and # in the password as %2F, "
    "%2B and %23"
)
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Refuse(BaseEmailBackend):
    """Sends nothing and says so: mails hold addresses and secret links, which no log may keep."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> NoReturn:
        """Always raises OSError, as if the mail server were down."""
        raise OSError("EMAIL_URL names no mail server.")


def settings_for(url: str, *, demo: bool, debug: bool) -> dict[str, Any]:
    """Django's settings of mail for EMAIL_URL. Only with `debug` or `demo` it may be printed.

    Raises ImproperlyConfigured; its message never repeats the secret.
    """
    if not url and demo:
        return {"EMAIL_BACKEND": DEMO_FOLDER}
    try:
        found = environ.Env.email_url_config(url or "consolemail://")
    except (ImproperlyConfigured, ValueError):
        raise ImproperlyConfigured(f"EMAIL_URL is not of the form {URL_FORMAT}.") from None
    if found["EMAIL_BACKEND"] == SMTP and not found["EMAIL_HOST"]:
        raise ImproperlyConfigured(f"EMAIL_URL is not of the form {URL_FORMAT}.")
    if found["EMAIL_BACKEND"] == CONSOLE and not (debug or demo):
        found["EMAIL_BACKEND"] = f"{__name__}.{Refuse.__name__}"
    return dict(found)
