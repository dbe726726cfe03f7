"""What `manage.py check --deploy` says about a site that would harm its readers."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host

from directory.site.encrypted import is_open_bucket, is_open_database, is_open_mail
from directory.site.environment import files
from directory.site.languages import old_catalogues
from directory.site.mail import SMTP

SHORTEST_KEY = 32
"""Letters of a secret in ADDRESS_KEYS, and of METRICS_TOKEN. `openssl rand -base64 32` makes 44."""

Find = Callable[[], Iterator[tuple[str, str, str]]]
"""Finds faults of one kind: (code, what is wrong, what to do)."""


def ready_for_readers(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """One error for each reason why the site must not be opened. No query."""
    return [error for find in AREAS.values() for error in errors(find)]


def errors(find: Find) -> list[CheckMessage]:
    """What one of AREAS finds."""
    return [Error(message, hint=hint, id=f"directory.{code}") for code, message, hint in find()]


def secrets_are_private(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """One warning for each file of a secret that any account of the machine can read. No query."""
    found: list[CheckMessage] = []
    for name, path in files(os.environ):
        if path.stat().st_mode & stat.S_IRWXO:
            said = f"{path}, the file of {name}, is open to every account of this machine."
            hint = "Take that away (chmod o= FILE; a container mounts it with mode 0400)."
            found.append(Warning(said, hint=hint, id="directory.W001"))
    return found


def _names() -> Iterator[tuple[str, str, str]]:
    if "*" in settings.ALLOWED_HOSTS:
        yield (
            "E001",
            "ALLOWED_HOSTS lets the site answer under every name (*).",
            "Set ALLOWED_HOSTS to the site's host names, such as clinics.example.",
        )
    if not settings.SITE_URL:
        yield (
            "E002",
            "SITE_URL is not set: mailed links would lead to whatever host a request names.",
            "Set SITE_URL to scheme and host, such as https://clinics.example.",
        )
    elif fault := _fault_of_address(settings.SITE_URL):
        yield (
            "E003",
            f"SITE_URL is {settings.SITE_URL}, and {fault}: no link would be right.",
            "Write https:// and the name of the site, and nothing behind it, such as "
            "https://clinics.example.",
        )
    elif not validate_host(
        host := str(urlsplit(settings.SITE_URL).hostname), settings.ALLOWED_HOSTS
    ):
        yield (
            "E004",
            "SITE_URL names a host that ALLOWED_HOSTS refuses: no page would open.",
            f"Add {host} to ALLOWED_HOSTS.",
        )


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _fault_of_address(url: str) -> str:
    """What is wrong with SITE_URL, as the end of a sentence; '' for a scheme and a host alone."""
    parts, schemes = urlsplit(url), ("https",) if settings.HTTPS else ("http", "https")
    if parts.scheme not in schemes:
        return "does not begin with https://"
    if not parts.hostname:
        return "names no host"
    more = url.removeprefix(f"{parts.scheme}://{parts.netloc}")
    return f"has {more} behind the name" if more else ""


def _keys() -> Iterator[tuple[str, str, str]]:
    if not settings.ADDRESS_KEYS:
        yield (
            "E005",
            "ADDRESS_KEYS is not set: SECRET_KEY alone seals the addresses of writers.",
            "Set it to a secret of its own, made by `openssl rand -base64 32`; see operate.md.",
        )
    elif any(len(key) < SHORTEST_KEY for key in settings.ADDRESS_KEYS):
        yield (
            "E006",
            f"ADDRESS_KEYS holds a secret of fewer than {SHORTEST_KEY} letters.",
            "Put a new one in front, made by `openssl rand -base64 32`; see operate.md.",
        )
    if 0 < len(settings.METRICS_TOKEN) < SHORTEST_KEY:
        yield (
            "E016",
            f"METRICS_TOKEN has fewer than {SHORTEST_KEY} letters: somebody may guess it.",
            "Make one by `openssl rand -base64 32`, and give it to Prometheus.",
        )


def _mail() -> Iterator[tuple[str, str, str]]:
    if settings.EMAIL_BACKEND != SMTP:
        yield (
            "E007",
            "EMAIL_URL names no mail server: nobody could confirm an address or a review.",
            "Set EMAIL_URL, such as smtp+tls://user:password@host:587.",
        )
    elif is_open_mail():
        yield (
            "E013",
            "EMAIL_URL sends mail to another machine in the clear: secret links and the password "
            "of the mail server can be read on the way.",
            "Use smtp+tls:// or smtp+ssl://. The certificate of the server is checked.",
        )
    if parseaddr(settings.DEFAULT_FROM_EMAIL)[1].endswith("@localhost"):
        yield (
            "E008",
            "DEFAULT_FROM_EMAIL is an address of no domain: mail servers would refuse the mail.",
            "Set DEFAULT_FROM_EMAIL to an address at your domain.",
        )


def _database() -> Iterator[tuple[str, str, str]]:
    if any(map(is_open_database, [*settings.DATABASES.values(), *settings.DATABASE_REPLICAS])):
        yield (
            "E014",
            "DATABASE_URL or one of DATABASE_REPLICA_URLS leads to another machine without "
            "checking whose it is: whoever sits between can read and change everything.",
            "Add ?sslmode=verify-full, and sslrootcert=FILE, or sslrootcert=system where a public "
            "authority signed the certificate of the server.",
        )


def _bucket() -> Iterator[tuple[str, str, str]]:
    if is_open_bucket():
        yield (
            "E015",
            "DOCUMENTS_URL sends documents of clinics to another machine in the clear.",
            "Leave ?scheme=http away.",
        )


def _contact() -> Iterator[tuple[str, str, str]]:
    try:
        validate_email(settings.CONTACT_EMAIL)
    except ValidationError:
        yield (
            "E009",
            "CONTACT_EMAIL is no address: nobody could write to whoever runs the site.",
            "Set CONTACT_EMAIL to an address that somebody reads.",
        )


def _demo() -> Iterator[tuple[str, str, str]]:
    if settings.DEMO:
        yield (
            "E010",
            "DEMO is on: everybody could read the mail and use the codes of the demo's moderators.",
            "Unset DEMO. A database that the demo has filled is no database for readers.",
        )


def _proxy() -> Iterator[tuple[str, str, str]]:
    if not settings.PROXY:
        yield (
            "E011",
            "PROXY is not set: gunicorn would face the net, where anybody can stop it with "
            "half-sent requests; behind a proxy or on a Unix socket, all visitors would look like "
            "one, and one person would use up the limits of all.",
            "Put a proxy in front as deploy.md says, and set PROXY=1.",
        )


def _translations() -> Iterator[tuple[str, str, str]]:
    if old := old_catalogues():
        yield (
            "E012",
            f"Messages are not compiled ({', '.join(old)}): pages would speak English or be old.",
            "Run manage.py build_messages, and restart.",
        )


AREAS: dict[str, Find] = {
    "Name of the site": _names,
    "Keys": _keys,
    "Mail server": _mail,
    "Line to the database": _database,
    "Line to the bucket": _bucket,
    "Contact address": _contact,
    "Demo": _demo,
    "Proxy": _proxy,
    "Translations": _translations,
}
"""Every kind of fault, in the order in which an operator mends them."""
