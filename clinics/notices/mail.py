"""Mail to a person: plain text from templates/mail, subjects that name no clinic's condition."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string


def absolute(path: str, *, request: HttpRequest | None = None) -> str:
    """An address that can stand in a mail: under SITE_URL, else under the request's host."""
    if settings.SITE_URL:
        return settings.SITE_URL.rstrip("/") + path
    return request.build_absolute_uri(path) if request else f"http://localhost:8000{path}"


def send(to: str, template: str, **words: Any) -> None:
    """Send `templates/mail/<template>.txt`, whose first line is the subject.

    Raises OSError (smtplib's errors are among them) when the mail server does not take it.
    """
    text = render_to_string(f"mail/{template}.txt", words)
    subject, _blank, body = text.strip().partition("\n")
    EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to]).send()
