"""Mail of the demo: kept in a folder instead of sent, and read on a page of its own."""

from __future__ import annotations

import email
import email.policy
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

MOST = 200
"""Mails that are kept; older ones go."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One mail as the page shows it."""

    to: str
    subject: str
    date: str
    body: str


class KeptMail(BaseEmailBackend):
    """Writes each mail into settings.DEMO_MAIL_FOLDER, named by the moment."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the mails; how many they were."""
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%d%H%M%S%f}-{uuid.uuid4().hex[:8]}"
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        for old in _files()[MOST:]:
            old.unlink(missing_ok=True)
        return len(email_messages)


def kept_mail() -> list[Kept]:
    """The mails that are kept, newest first."""
    return [_read(path.read_bytes()) for path in _files()]


def _folder() -> Path:
    return Path(settings.DEMO_MAIL_FOLDER)


def _files() -> list[Path]:
    return sorted(_folder().glob("*.eml"), reverse=True)


def _read(content: bytes) -> Kept:
    parsed = email.message_from_bytes(content, _class=Parsed, policy=email.policy.default)
    body = parsed.get_body(("plain",))
    return Kept(
        to=str(parsed["To"]),
        subject=str(parsed["Subject"]),
        date=str(parsed["Date"]),
        body=body.get_content() if body else "",
    )
