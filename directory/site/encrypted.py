"""Which lines to other machines are open: what goes over them can be read or changed on the way."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from directory.site.mail import SMTP


def is_here(host: str) -> bool:
    """Whether a host is this machine: a socket, a loopback address, or localhost."""
    if not host or host.startswith(("/", "@")) or host.lower() == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host.strip("[]")).is_loopback
    return False


def is_open_database(database: Mapping[str, Any]) -> bool:
    """Whether an entry of DATABASES leads to another machine that need not prove who it is.

    An authority proves it (verify-ca, verify-full). So does the password itself, where both sides
    tie it to the encrypted line (channel_binding=require).
    """
    words = database.get("OPTIONS", {})
    hosts = words.get("hostaddr") or database.get("HOST") or os.environ.get("PGHOST", "")
    if all(is_here(host) for host in str(hosts).split(",")):
        return False
    usual = "verify-full" if words.get("sslrootcert") == "system" else ""
    mode = words.get("sslmode") or os.environ.get("PGSSLMODE") or usual
    if mode == "require":
        return bool(words.get("channel_binding") != "require")
    return mode not in ("verify-ca", "verify-full")


def is_open_mail() -> bool:
    """Whether mail goes to another machine in the clear. Where it does not, Django's backend
    refuses a certificate that no authority of this machine signed, or of another name.
    """
    if settings.EMAIL_BACKEND != SMTP or is_here(settings.EMAIL_HOST):
        return False
    return not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)


def is_open_bucket() -> bool:
    """Whether documents go to a bucket on another machine in the clear."""
    options = settings.STORAGES["default"].get("OPTIONS", {})
    url = urlsplit(options.get("endpoint_url", ""))
    return url.scheme == "http" and not is_here(url.hostname or "")
