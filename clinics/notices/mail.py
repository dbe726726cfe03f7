"""Sends plain-text mail from templates/mail. No subject names a condition that a clinic treats."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string


def absolute(path: str, *, request: HttpRequest | None = None) -> str:
    """The full web address of a path: under SITE_URL, or the request's host without one."""
    if settings.SITE_URL:
        return settings.SITE_URL.rstrip("/") + path
    return request.build_absolute_uri(path) if request else f"http://localhost:8000{path}"


def send(to: str, template: str, **context: Any) -> None:
    """Send `templates/mail/<template>.txt`. Its first line is the subject.

    Raises OSError (the base class of smtplib's errors) when the mail server refuses it.
    """
    text = render_to_string(f"mail/{template}.txt", context)
    subject, _blank, body = text.strip().partition("\n")
    EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to]).send()
