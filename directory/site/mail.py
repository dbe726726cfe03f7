"""How mail leaves the site. Without a mail server it does not leave, and is not printed either."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import environ
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

DEMO_FOLDER = "directory.devserver.demo_mail.KeepInFolder"
CONSOLE = "django.core.mail.backends.console.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Refuse(BaseEmailBackend):
    """Sends nothing and says so: mails hold addresses and secret links, which no log may keep."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> NoReturn:
        """Always raises OSError, as if the mail server were down."""
        raise OSError("EMAIL_URL names no mail server.")


def settings_for(url: str, *, demo: bool, debug: bool) -> dict[str, Any]:
    """Django's settings of mail for EMAIL_URL. Only with `debug` or `demo` it may be printed."""
    if not url and demo:
        return {"EMAIL_BACKEND": DEMO_FOLDER}
    found = environ.Env.email_url_config(url or "consolemail://")
    if found["EMAIL_BACKEND"] == CONSOLE and not (debug or demo):
        found["EMAIL_BACKEND"] = f"{__name__}.{Refuse.__name__}"
    return dict(found)
