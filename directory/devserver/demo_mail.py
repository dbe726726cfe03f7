"""The demo's mail: it is stored in a folder instead of being sent, and a page shows it."""

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

MOST_STORED = 200
"""How many mails are stored; older ones are deleted."""


@dataclass(frozen=True, kw_only=True)
class StoredMail:
    """One mail as the page shows it."""

    to: str
    subject: str
    date: str
    body: str


class KeepInFolder(BaseEmailBackend):
    """A mail backend that writes each mail into settings.DEMO_MAIL_FOLDER, named by the time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the mails; how many they were."""
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%d%H%M%S%f}-{uuid.uuid4().hex[:8]}"
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        for old in _files()[MOST_STORED:]:
            old.unlink(missing_ok=True)
        return len(email_messages)


def stored_mails() -> list[StoredMail]:
    """The stored mails, newest first."""
    return [_read(path.read_bytes()) for path in _files()]


def _folder() -> Path:
    return Path(settings.DEMO_MAIL_FOLDER)


def _files() -> list[Path]:
    return sorted(_folder().glob("*.eml"), reverse=True)


def _read(content: bytes) -> StoredMail:
    parsed = email.message_from_bytes(content, _class=Parsed, policy=email.policy.default)
    body = parsed.get_body(("plain",))
    return StoredMail(
        to=str(parsed["To"]),
        subject=str(parsed["Subject"]),
        date=str(parsed["Date"]),
        body=body.get_content() if body else "",
    )
