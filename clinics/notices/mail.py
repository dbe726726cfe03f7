"""Sends plain-text mail from templates/mail. No subject names a condition that a clinic treats."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import copy_context
from threading import Thread
from typing import Any

from django.core.mail import EmailMessage
from django.db import connection
from django.template.loader import render_to_string
from django.utils import translation

from clinics.counted import counted_mail
from clinics.mail_places import MAIL_THREAD
from clinics.site_address import absolute

__all__ = ["MAIL_THREAD", "absolute", "in_background", "send", "try_to_send"]

LOG = logging.getLogger(__name__)


def send(to: str, template: str, *, headers: dict[str, str] | None = None, **context: Any) -> None:
    """Send `templates/mail/<template>.txt`. Its first line is the subject.

    It is in the language of now: `languages.reading` turns to that of the reader.
    `headers` come on top of the usual ones. Raises OSError (the base class of smtplib's errors)
    when the mail server refuses it.
    """
    text = render_to_string(f"mail/{template}.txt", context)
    subject, _blank, body = text.strip().partition("\n")
    mail = EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to], headers=headers)
    with counted_mail():
        mail.send()


def in_background(work: Callable[[], object]) -> None:
    """Do some work in a thread, so that the time of the response tells nothing about it.

    It is done in the language of now, and the log names the request that it comes from. The thread
    opens a database connection of its own. A server
    process that stops waits for the thread. One that is killed loses the work, and the person can
    ask again.
    """

    language = translation.get_language()

    def run() -> None:
        try:
            with translation.override(language):
                work()
        except Exception as error:  # its text may hold the address
            LOG.error("Work in the background failed: %s.", type(error).__name__)
        finally:
            connection.close()

    Thread(target=copy_context().run, args=(run,), name=MAIL_THREAD).start()


def try_to_send(address: str, template: str, **context: Any) -> bool:
    """Send one mail; whether the mail server took it. The address never gets into the log."""
    try:
        send(address, template, **context)
    except OSError as error:  # its text may hold the address
        LOG.error("A mail (%s) could not be sent: %s.", template, type(error).__name__)
        return False
    return True
