"""Sends plain-text mail from templates/mail. No subject names a condition that a clinic treats."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from clinics.site_address import absolute

__all__ = ["absolute", "send"]


def send(to: str, template: str, **context: Any) -> None:
    """Send `templates/mail/<template>.txt`. Its first line is the subject.

    Raises OSError (the base class of smtplib's errors) when the mail server refuses it.
    """
    text = render_to_string(f"mail/{template}.txt", context)
    subject, _blank, body = text.strip().partition("\n")
    EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to]).send()
